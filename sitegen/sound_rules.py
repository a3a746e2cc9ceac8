"""The rules of `_redirects` are checked before they are written, and once more beside the files.

What a host would take for another rule is an error, and so is a loop. A rule that never answers is
left out, and a rule that leads to another one is given that one's target, each with a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from sitegen import urls
from sitegen.errors import RulesFault
from sitegen.itinerary import MOVED, STEPS, Itinerary, Line, Request, lines_of
from sitegen.patterns import segments_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

REDIRECTS = "_redirects"
RESERVED = "/.netlify"  # of the host itself
TEMPORARY = (302, 303, 307)
LINE_MEND = "Write it as `/from name=value /to 301`."
LOOP_MEND = "Give one of these rules a target that no rule answers."


def sound_rules(text: str, base_url: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of a `_redirects` file as it is written, and what is to be said of it.

    It depends on nothing but the text and the address of the site. Raises RulesFault.
    """
    rules = check_rules(text, base_url)
    others: dict[int, str] = {}
    warnings = [*_left_out(rules, others), *_shortened(rules, others)]
    if not others:
        return text, ()
    lines = [others.get(n, line) for n, line in enumerate(text.splitlines(keepends=True), 1)]
    return "".join(lines), tuple(warnings)


def check_rules(text: str, base_url: str = "") -> list[Line]:
    """The rules, none of which a host takes for another one or follows in a circle.

    Raises RulesFault.
    """
    rules = list(lines_of(text, base_url))
    for rule in rules:
        _check_form(rule)
    _check_loops(rules)
    return rules


@dataclass(frozen=True, slots=True)
class Detour:
    """A written rule that does not do what it is there for: its line, what is wrong, the mend."""

    line: int
    message: str
    mend: str


def detours(
    text: str, files: Container[str], base_url: str = "", elsewhere: tuple[str, ...] = ()
) -> Iterator[Detour]:
    """What is wrong with written rules beside the files of the site, by path.

    That is a rule at whose path a file stands, and rules that send visitors on to another rule.
    URL paths that begin with one of `elsewhere` are another server's.
    """
    rules = list(lines_of(text, base_url))
    itinerary = Itinerary(rules)
    for number, rule in enumerate(rules):
        if _is_of_a_file(rule, files):
            said = f"{rule} is never followed, because a file of the site answers there."
            yield Detour(rule.number, said, "Remove the rule, or give the file another path.")
        elif not (rule.target_path and _has_file(rule.target_path, files)):
            yield from _chained(itinerary, number, files, elsewhere)


def _chained(
    itinerary: Itinerary, number: int, files: Container[str], elsewhere: tuple[str, ...]
) -> Iterator[Detour]:
    """The first way on which visitors who followed a rule come to another rule."""
    for request in itinerary.onward(number):
        first, *others = itinerary.trail(request)
        ours = not first.path.startswith(elsewhere) and not _has_file(first.path, files)
        if others and ours and not _has_file(request.path, files):
            rule = itinerary.rules[number]
            said = f"visitors of {request} are sent to {first}, and from there to {others[0]}."
            yield Detour(rule.number, said, _mend(rule))
            return


def _mend(rule: Line) -> str:
    if _is_of_one_path(rule):
        return "Write that as the target of the first rule."
    return f"Write a rule before {rule} that leads there at once."


def _check_form(rule: Line) -> None:
    """Refuse what a host would take for another rule. Raises RulesFault."""
    for fault in _faults_of_form(rule):
        raise RulesFault(f"{REDIRECTS}, line {rule.number}: {fault}.", mend=LINE_MEND)


def _faults_of_form(rule: Line) -> Iterator[str]:
    if not rule.target:
        yield f"{rule} leads nowhere"
    yield from (f"`{word}` has no value" for word in rule.query if "=" not in word[1:])
    if rule.after and not re.fullmatch(r"\d{3}!?|\w+=\S+", rule.after[0]):
        yield f"`{rule.after[0]}` is no status"
    if "*" in rule.source.removesuffix("/*"):
        yield f"{rule.source} has a `*` that is not its last segment"
    if any(":" in each[1:] for each in rule.pattern.segments):
        yield f"{rule.source} has a `:` within a segment"
    if ":" in rule.target_path:
        given = {*re.findall(r":(\w+)", " ".join([rule.source, *rule.query])), "splat"}
        lost = [name for name in re.findall(r"/:(\w+)", rule.target_path) if name not in given]
        yield from (f"its target names :{name}, which its source does not" for name in lost)


def _check_loops(rules: Sequence[Line]) -> None:
    """Refuse rules that send visitors in a circle. Raises RulesFault."""
    for itinerary in _itineraries(rules):
        for number, rule in enumerate(rules):
            for request in itinerary.onward(number):
                trail = itinerary.trail(request)
                if len(trail) == STEPS:
                    places = ", ".join(map(str, trail[:3]))
                    raise RulesFault(
                        f"{REDIRECTS}, line {rule.number}: visitors of {request} would be sent to "
                        f"{places}, and so on without end.",
                        mend=LOOP_MEND,
                    )


def _itineraries(rules: Sequence[Line]) -> Iterator[Itinerary]:
    """The rules as they are, and as a host reads them that decodes paths."""
    yield Itinerary(rules)
    if any("%" in rule.source for rule in rules):
        decoded = [
            replace(rule, source=_decoded(rule.source), target=_decoded(rule.target))
            for rule in rules
        ]
        yield Itinerary(decoded)


def _decoded(url: str) -> str:
    """A URL with its percent-encoding undone, but for signs that would mean something else."""
    return re.sub(r"(?:%[0-9A-Fa-f]{2})+", _decoded_run, url)


def _decoded_run(found: re.Match[str]) -> str:
    text = unquote(found[0])
    return found[0].upper() if set(text) & set("/?#:*% \ufffd") else text


def _left_out(rules: Sequence[Line], others: dict[int, str]) -> Iterator[str]:
    """Leave out the rules that never answer."""
    itinerary = Itinerary(rules)
    for number, rule in enumerate(rules):
        if reason := _reason_against(rule, itinerary, number):
            others[rule.number] = ""
            yield f"{REDIRECTS}: {rule} is left out, because {reason}."


def _reason_against(rule: Line, itinerary: Itinerary, number: int) -> str:
    if rule.source.startswith(RESERVED):
        return f"{RESERVED} is the host's own. Give it another source"
    if "?" in rule.source:
        return "a source with `?` matches nothing. Write its query as `name=value`"
    before = itinerary.shadow(number)
    return f"{before} above it answers all who come to it. Remove one of the two" if before else ""


def _shortened(rules: Sequence[Line], others: dict[int, str]) -> Iterator[str]:
    """Give rules that lead to another rule the target of that."""
    kept = [rule for rule in rules if rule.number not in others]
    itinerary = Itinerary(kept)
    for rule in kept:
        last, status = rule, rule.status
        while (after := _literally_next(last, itinerary)) is not None:
            status = after.status if after.status in TEMPORARY else status
            last = after
        if last is not rule:
            others[rule.number] = f"{rule.words(last.target, status)}\n"
            yield (
                f"{REDIRECTS}: {rule} leads to {rule.target}, which leads on, so its visitors are "
                f"sent to {last.target} at once. Write that as its target."
            )


def _literally_next(rule: Line, itinerary: Itinerary) -> Line | None:
    """The rule that names the target of this one, if the two can be made one.

    Below a pattern files may stand, of which nothing is known here.
    """
    path = rule.target_path
    if path != rule.place or ":" in path or rule.status not in MOVED or rule.is_for_some:
        return None
    step = itinerary.step(Request(path, {}))
    if step is None or step.next is None:
        return None
    after = itinerary.rules[step.rule]
    is_named = after.pattern.segments == tuple(segments_of(path)) and not after.pattern.is_open
    return after if is_named and not after.query else None


def _is_of_a_file(rule: Line, files: Container[str]) -> bool:
    return _is_of_one_path(rule) and not rule.is_forced and _has_file(rule.source, files)


def _is_of_one_path(rule: Line) -> bool:
    return not rule.pattern.is_open and "/:" not in rule.source


def _has_file(url: str, files: Container[str]) -> bool:
    """Whether a file answers a URL path, which comes before any rule."""
    return any(path in files for path in urls.paths_of(url))
