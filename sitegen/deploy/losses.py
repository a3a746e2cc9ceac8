"""Losses: the published paths whose visitors would get nothing any more after a deploy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen import urls
from sitegen.files import disk_faults
from sitegen.redirects import redirect_rules

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from sitegen.deploy.release import Release
    from sitegen.redirects import Rule

    Numbered = tuple[int, Rule]

FINGERPRINTED = "assets/"  # their names change with their bytes: other sites use none of them
FOUND = range(200, 400)  # what a rule answers when there is something to see
HOPS = 10  # after which a browser takes redirects for a ring
ADDRESSES = ("/", "http:", "https:")


def lost_paths(release: Release, removed: Sequence[str]) -> Iterator[str]:
    """The removed paths from which no redirect of the release leads to what is there.

    A rule that asks for a query, a country and the like leads some visitors only, and does not
    count; nor does one that leads round in a ring, or to a path that vanishes as well.
    """
    rules, gone = _rules_of(release), {unquote(_url(path)) for path in removed}
    for path in removed:
        if not path.startswith(FINGERPRINTED) and not _leads_on(
            _url(path), rules, release.files, gone
        ):
            yield path


@dataclass(frozen=True, slots=True)
class _Rules:
    """The rules for everybody with their numbers; of those that match, the first one answers.

    A site may have very many that are `exact`; these are found by their patterns.
    """

    exact: Mapping[str, Numbered]
    others: Sequence[Numbered]

    def target(self, url: str) -> str | None:
        """Where visitors of a URL path are sent, empty for nowhere; None if no rule says."""
        exact = self.exact.get(re.escape(url))
        other = next((each for each in self.others if each[1].source.fullmatch(url)), None)
        found = min((each for each in (exact, other) if each), default=None, key=lambda e: e[0])
        return None if found is None else _target(found[1], url)


def _rules_of(release: Release) -> _Rules:
    if "_redirects" not in release.files:
        return _Rules({}, ())
    with disk_faults():
        text = (release.folder / "_redirects").read_text("utf-8")
    lines = [line for line in text.splitlines() if not _is_for_some(line)]
    numbered = list(enumerate(redirect_rules("\n".join(lines))))
    exact = {each[1].source.pattern: each for each in reversed(numbered)}
    return _Rules(exact, [each for each in numbered if each[1].source.groups])


def _is_for_some(line: str) -> bool:
    """Whether a rule asks for a query or a condition, such as a country."""
    return any("=" in word and not word.startswith(ADDRESSES) for word in line.split())


def _target(rule: Rule, url: str) -> str:
    match = rule.source.fullmatch(url)
    if match is None or rule.status not in FOUND:
        return ""
    values = {name: value or "" for name, value in match.groupdict().items()}
    return re.sub(r":(\w+)", lambda found: values.get(found[1], found[0]), rule.target)


def _leads_on(url: str, rules: _Rules, files: Container[str], gone: Container[str]) -> bool:
    """Whether redirects lead from a URL path to what is there, or to where we cannot look."""
    for _ in range(HOPS):
        target = rules.target(url)
        if target is None:
            return unquote(url) not in gone
        if not target.startswith("/"):
            return target != ""
        url = re.split("[?#]", target)[0].rstrip("/") or "/"
        if any(path in files for path in urls.paths_of(url)):
            return True
    return False


def _url(path: str) -> str:
    """The URL path of a file as rules match it: without a final slash."""
    return urls.url_of(path).rstrip("/") or "/"
