"""What a build has to say of the whole site: warnings of every page, and links that lead nowhere.

Both are kept with each manifest entry and gathered anew by every build, so that the report does not
depend on which pages happened to be rendered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen import links
from sitegen.hosting import soundness
from sitegen.hosting.soundness import REDIRECTS
from sitegen.messages import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sitegen.manifest import Manifest
    from sitegen.plan import Plan
    from sitegen.staging import Changes, Staging


@dataclass(frozen=True, slots=True)
class Prospect:
    """The site as it would be after this build: what is recorded, and what is staged over it."""

    plan: Plan
    manifest: Manifest
    failed: frozenset[str]
    redirects: str

    def warnings(self) -> Iterator[Warned]:
        """The warnings of every page, in order of path."""
        for path, texts in self.manifest.warnings():
            if self._stays(path):
                source = self.plan.files[path].source
                yield from (Warned(path, source, text) for text in texts)

    def broken_links(self, elsewhere: tuple[str, ...]) -> list[Warned]:
        """The internal links of all pages that no file and no redirect answers.

        URL paths that start with one of `elsewhere` are another server's.
        """
        files, targets = self.plan.files, self.manifest.targets()
        rules = links.redirect_sources(self.redirects)
        # A page that failed is reported as such; links to it are not broken besides.
        gone = links.broken(targets, files, rules, elsewhere)
        if not gone:
            return []
        linking = (
            (path, files[path].source, gone.keys() & numbers)
            for path, numbers in self.manifest.links()
            if not gone.keys().isdisjoint(numbers) and self._stays(path)
        )
        return links.broken_links(linking, gone)

    def detours(self, base_url: str, elsewhere: tuple[str, ...]) -> Iterator[Warned]:
        """The redirects at whose path a file stands, and those that lead to other redirects."""
        for each in soundness.detours(self.redirects, self.plan.files, base_url, elsewhere):
            yield Warned(REDIRECTS, REDIRECTS, f"{REDIRECTS}: {each.message} {each.mend}")

    def _stays(self, path: str) -> bool:
        return path in self.plan.files and path not in self.failed


def prospect(plan: Plan, changes: Changes, staging: Staging) -> Prospect:
    """The site as these changes would leave it."""
    failed = frozenset(failure.path for failure in changes.failures)
    redirects = "" if REDIRECTS in failed else changes.redirects
    if redirects is None:
        file = staging.output / REDIRECTS
        redirects = file.read_text("utf-8") if file.is_file() else ""
    return Prospect(plan, staging.manifest, failed, redirects)


def all_warnings(
    planned: Iterable[Warned], found: Prospect, base_url: str, elsewhere: tuple[str, ...]
) -> list[Warned]:
    """Everything a user should know of the site as it would be, in a fixed order.

    URL paths that start with one of `elsewhere` are another server's.
    """
    rules = found.detours(base_url, elsewhere)
    return [*planned, *found.warnings(), *rules, *found.broken_links(elsewhere)]
