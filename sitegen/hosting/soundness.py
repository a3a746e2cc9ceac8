"""The rules of `_redirects` are checked before they are written, and once more beside the files.

What a host would take for another rule is an error, and so is a loop. A rule that never answers is
left out with a warning. A rule that leads to another one is told beside the files, and stays as it
is: whom it then serves otherwise, its author alone knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from itertools import cycle, islice
from typing import TYPE_CHECKING, NamedTuple

from sitegen import urls
from sitegen.errors import RulesFault
from sitegen.hosting.itinerary import ADDRESS, Itinerary, Line, Request, all_lines_of, lines_of
from sitegen.hosting.patterns import source_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence
    from typing import Any, TypeAlias

    from sitegen.hosting.itinerary import Key, Step

    Place: TypeAlias = Callable[[Line], str]

REDIRECTS = "_redirects"
RESERVED = "/.netlify"  # of the host itself
# Netlify does not support 307 (its documentation, Redirect options).
STATUSES = frozenset({each.value for each in HTTPStatus if each.value >= 200} - {307})
LINE_MEND = "Write it as `/from name=value /to 301`."
SOURCE_MEND = "Begin it with `/`."
TARGET_MEND = (
    "Write behind its source where it leads: a path that begins with `/`, or an address that "
    "begins with `http:` or `https:`."
)
SHOWN = 200  # characters of a rule
STATUS_MEND = "Write 301 (for good), 302 (for now), 200 (to answer with the target) or 404."
CONDITION = re.compile(r"\w+=\S+")  # for some visitors: `Country=fr`
CONDITION_MEND = "Write each condition without spaces, as in `Country=fr,be`."
REST_MEND = "Let `*` be its last segment, as in `/old/* /new/:splat`."
NAME_MEND = "Let each placeholder be a whole segment, as in `/old/:name /new/:name`."
LOOP_MEND = "Give one of these rules a target that no rule answers."


def line_of(rule: Line) -> str:
    """The place of a rule in the file."""
    return f"{REDIRECTS}, line {rule.number}"


def origins(template: str, context: Mapping[str, Any]) -> Place:
    """What tells the row that a rule comes from, or the template that has it.

    `context` is what the template was given.
    """
    rows = {
        f"{rule['source']} {rule['target']} {rule['status']}": rule["row"] or REDIRECTS
        for rule in context.get("rules", ())
    }
    return lambda rule: rows.get(rule.text, f"templates/{template}")


def sound_rules(
    text: str, base_url: str = "", place: Place = line_of
) -> tuple[str, tuple[str, ...]]:
    """The text of a `_redirects` file as it is written, and what is to be said of it.

    It depends on nothing but the text and the address of the site. Raises RulesFault, with the
    place of the rule.
    """
    rules = check_rules(text, base_url, place)
    others: dict[int, str] = {}
    warnings = tuple(_left_out(rules, others))
    lines = [others.get(n, line) for n, line in enumerate(text.splitlines(keepends=True), 1)]
    return "".join(lines), warnings


def check_rules(text: str, base_url: str = "", place: Place = line_of) -> list[Line]:
    """The rules for paths, none of which a host takes for another one or follows in a circle.

    Raises RulesFault, with the place of the rule.
    """
    for rule in all_lines_of(text, base_url):
        for fault, mend in faults_of_form(rule):
            raise RulesFault(f"{place(rule)}: {_quoted(rule)}: {fault}.", mend=mend)
    rules = list(lines_of(text, base_url))
    _check_loops(rules, place)
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
    ways = Ways(Itinerary(rules), files, elsewhere)
    for number, rule in enumerate(rules):
        if _is_of_a_file(rule, files):
            said = f"{rule} is never followed, because a file of the site answers there."
            yield Detour(rule.number, said, "Remove the rule, or give the file another path.")
        elif not (rule.target_path and _has_file(rule.target_path, files)):
            yield from _chained(ways, number)


class Ways:
    """Where visitors come to rest who are sent on, beside the files of the site."""

    def __init__(
        self, itinerary: Itinerary, files: Container[str], elsewhere: tuple[str, ...]
    ) -> None:
        self.itinerary = itinerary
        self.files = files
        self._elsewhere = elsewhere
        self._ends: dict[Key, End] = {}

    def end(self, request: Request) -> End:
        """Where a visitor ends who is sent to this request, which no ring of rules answers."""
        way: list[tuple[Request, Step]] = []
        while (key := request.key) not in self._ends:
            step = None if self._rests(request) else self.itinerary.step(request)
            if step is None or step.next is None:
                self._ends[key] = End(request, None)
                break
            way.append((request, step))
            request = step.next
        end, other = self._ends[key]
        for before, step in reversed(way):
            other = self.itinerary.passed(before, step.rule) or other
            self._ends[before.key] = End(end, other)
        return End(end, other)

    def _rests(self, request: Request) -> bool:
        return request.path.startswith(self._elsewhere) or _has_file(request.path, self.files)


class End(NamedTuple):
    """The last request of a way, and a rule on it that answers other visitors otherwise."""

    request: Request
    other: Line | None


def _chained(ways: Ways, number: int) -> Iterator[Detour]:
    """The first way on which visitors who followed a rule come to another rule."""
    for request in ways.itinerary.onward(number):
        step = ways.itinerary.step(request)
        if step is None or step.next is None or _has_file(request.path, ways.files):
            continue
        if ways.itinerary.ring(request):
            continue
        end, other = ways.end(step.next)
        if end != step.next:
            rule = ways.itinerary.rules[number]
            said = f"visitors of {request} are sent to {step.next}, and from there to {end}."
            yield Detour(rule.number, said, _mend(rule, request, other))
            return


def _mend(rule: Line, request: Request, other: Line | None) -> str:
    rest = f", and before it a rule for the visitors whom {other} answers" if other else ""
    # Those who ask with another query may be led elsewhere.
    if not rule.is_of_many and request.query == rule.wanted:
        return f"Write that as the target of the first rule{rest}."
    return f"Write a rule before {rule} that leads there at once{rest}."


def faults_of_form(rule: Line) -> Iterator[tuple[str, str]]:
    """For what a host would take it for another rule, or leave it out, and the mends."""
    address = ADDRESS.match(rule.source)
    if not (rule.source.startswith("/") or address):
        yield "it is for no path and no address", SOURCE_MEND
    if not rule.target:
        yield "it leads nowhere", TARGET_MEND
    yield from ((f"`{word}` has no value", LINE_MEND) for word in rule.query if "=" not in word[1:])
    first, *others = rule.after or ("301",)
    if not re.fullmatch(r"[0-9]{3}!?|\w+=\S+", first):
        yield f"`{first}` is no status", STATUS_MEND
    elif any(not CONDITION.fullmatch(word) for word in others):
        odd = next(word for word in others if not CONDITION.fullmatch(word))
        yield f"`{odd}` is no condition", CONDITION_MEND
    elif rule.status not in STATUSES:
        yield f"hosts do not answer with {rule.status}", STATUS_MEND
    path = rule.source[address.end() :] if address else rule.source
    if "*" in path.removesuffix("/*"):
        yield f"{rule.source} has a `*` that is not its last segment", REST_MEND
    if any(":" in each[1:] for each in source_pattern(path).segments):
        yield f"{rule.source} has a `:` within a segment", NAME_MEND
    if ":" in rule.target_path:
        given = set(re.findall(r":(\w+)", " ".join([path, *rule.query])))
        given |= {"splat"} if path.endswith("*") else set()
        lost = [name for name in re.findall(r"/:(\w+)", rule.target_path) if name not in given]
        yield from ((f"its target names :{n}, which its source does not", NAME_MEND) for n in lost)


def _quoted(rule: Line) -> str:
    """The rule as an error shows it."""
    text = rule.text if len(rule.text) <= SHOWN else f"{rule.text[:SHOWN]}…"
    return f"`{text}`"


def _check_loops(rules: Sequence[Line], place: Place) -> None:
    """Refuse rules that send visitors in a circle. Raises RulesFault."""
    for itinerary in _itineraries(rules):
        for number in range(len(rules)):
            for request in itinerary.onward(number):
                if ring := itinerary.ring(request):
                    rule = rules[_culprit(itinerary, number, ring)]
                    places = ", ".join(map(str, _first_of(ring)))
                    raise RulesFault(
                        f"{place(rule)}: {_quoted(rule)}: visitors of {request} would be sent to "
                        f"{places}, and so on without end.",
                        mend=LOOP_MEND,
                    )


def _culprit(itinerary: Itinerary, number: int, ring: Sequence[Request]) -> int:
    """The number of a rule in a circle: that of the rule itself, if it does not only lead there."""
    steps = (itinerary.step(request) for request in ring)
    answering = [step.rule for step in steps if step]
    return number if number in answering else answering[-1]


def _first_of(ring: Sequence[Request]) -> Sequence[Request]:
    """The first three requests of those that come again and again."""
    return list(islice(cycle(ring), 3))


def _itineraries(rules: Sequence[Line]) -> Iterator[Itinerary]:
    """The rules as they are, and as a host reads them that decodes paths."""
    yield Itinerary(rules)
    if any("%" in rule.source for rule in rules):
        yield Itinerary([rule.decoded() for rule in rules])


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


def _is_of_a_file(rule: Line, files: Container[str]) -> bool:
    return not rule.is_of_many and not rule.is_forced and _has_file(rule.source, files)


def _has_file(url: str, files: Container[str]) -> bool:
    """Whether a file answers a URL path, which comes before any rule."""
    return any(path in files for path in urls.paths_of(url))
