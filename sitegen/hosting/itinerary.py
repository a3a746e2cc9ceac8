"""Where the rules of a `_redirects` file send visitors, step by step."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, quote, unquote, urlencode

from sitegen.hosting.patterns import (
    ANY,
    SPLAT,
    Index,
    Pattern,
    met,
    segments_of,
    source_pattern,
    target_pattern,
)
from sitegen.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TARGET = ("/", "http:", "https:")
MOVED = (301, 302, 303, 307, 308)
STEPS = 20  # after which browsers give up (Fetch, HTTP-redirect fetch)
GROWING = 20  # times that a rule answers, after which a longer path than any source tells of no end
MEETING = 50  # rules that are looked at as those that may answer next
KEPT = 10_000  # answers that are kept
AGAIN = 1_000  # times that a rule answers, which tell of no end
ADDRESS = re.compile(r"(?:https?:)?//([^/?#]*)", re.IGNORECASE)
ENCODED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
MEANING = "/?#:*% "  # signs that are something else when they are not encoded
PLACEHOLDER = re.compile(r":(\w+)")
NOTHING: Mapping[str, str] = {}

Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Line:
    """One rule as it is written, its number from 1.

    `query` are its words between source and target, `after` those behind the target. `base_url` is
    the address of this site, as which a target may name it.
    """

    number: int
    source: str
    query: tuple[str, ...]
    target: str
    after: tuple[str, ...]
    base_url: str = ""

    @cached_property
    def pattern(self) -> Pattern:
        """What it matches."""
        return source_pattern(self.source)

    @cached_property
    def wanted(self) -> Mapping[str, str]:
        """The value that each name of the query must have; any, if it begins with `:`."""
        return dict(_pair(word) for word in self.query) if self.query else NOTHING

    @property
    def text(self) -> str:
        """It whole, with one space between its words."""
        return " ".join(filter(None, (self.source, *self.query, self.target, *self.after)))

    @property
    def status(self) -> int:
        """What the host answers with."""
        digits = self.after[0].removesuffix("!") if self.after else ""
        return int(digits) if digits.isascii() and digits.isdecimal() else 301

    @property
    def is_forced(self) -> bool:
        """Whether it comes before a file of the same path."""
        return bool(self.after) and self.after[0].endswith("!")

    @property
    def is_for_some(self) -> bool:
        """Whether it is for some visitors alone, such as those of one country."""
        return any("=" in word for word in self.after)

    @property
    def is_of_many(self) -> bool:
        """Whether its source is a pattern."""
        return self.pattern.is_open or "/:" in self.source

    @cached_property
    def place(self) -> str:
        """The target, without the address of this site, by whichever scheme."""
        found = ADDRESS.match(self.target) if self.base_url else None
        if found is None:
            return self.target
        scheme, _, host = self.base_url.partition("://")
        named = self.target.partition(":")[0].lower() if self.target[0] != "/" else scheme
        if host_of(named, found[1]) != host_of(scheme, host):
            return self.target
        return "/" + self.target[found.end() :].lstrip("/")

    @cached_property
    def target_path(self) -> str:
        """The URL path that it leads to on this site, or empty if it leads elsewhere."""
        return re.split("[?#]", self.place, maxsplit=1)[0] if is_ours(self.place) else ""

    def target_of(self, request: Request) -> str:
        """The target for a request that it matches, with what its placeholders stand for."""
        return _filled(self.target, self._values(request))

    def next(self, request: Request) -> Request | None:
        """Where it leads from a request. The query goes along unless the target has its own."""
        if self.status not in MOVED:
            return None
        if not self.target_path:
            return Request(self.target, NOTHING)
        path, _, own = self.place.partition("#")[0].partition("?")
        if ":" in self.target:
            values = self._values(request)
            path, own = _filled(path, values), _filled(own, values)
        query = dict(parse_qsl(own, keep_blank_values=True)) if own else request.query
        return Request(path, query)

    def _values(self, request: Request) -> Mapping[str, str]:
        """What its placeholders stand for in a request that it matches."""
        asked = {w[1:]: request.query[n] for n, w in self.wanted.items() if w.startswith(":")}
        return {**self.pattern.matched(segments_of(request.path)), **asked}

    def decoded(self) -> Line:
        """The rule as a host reads it that decodes paths."""
        return replace(self, source=decoded(self.source), target=decoded(self.target))

    def __str__(self) -> str:
        return " ".join([self.source, *self.query])


class Request(NamedTuple):
    """What a visitor asks for: a URL path, and the values of its query; or the URL of elsewhere."""

    path: str
    query: Mapping[str, str]

    @property
    def key(self) -> Key:
        """What tells it from other requests."""
        return self.path, frozenset(self.query.items())

    def __str__(self) -> str:
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path


class Step(NamedTuple):
    """The number of the rule that answers a request, from 0, and what the visitor asks for next."""

    rule: int
    next: Request | None


def is_ours(url: str) -> bool:
    """Whether it is a path on this site."""
    return url.startswith("/") and not url.startswith("//")


def decoded(url: str) -> str:
    """A URL with its percent-encoding undone, but for signs that would mean something else."""
    return ENCODED.sub(_decoded_run, url)


def _decoded_run(found: re.Match[str]) -> str:
    text = unquote(found[0])
    if "\ufffd" in text:
        return found[0].upper()
    return "".join(quote(sign, safe="") if sign in MEANING else sign for sign in text)


def lines_of(text: str, base_url: str = "") -> Iterator[Line]:
    """The rules of a `_redirects` file for paths of this site, in order."""
    return (rule for rule in all_lines_of(text, base_url) if rule.source.startswith("/"))


def all_lines_of(text: str, base_url: str = "") -> Iterator[Line]:
    """The rules of a `_redirects` file, in order: also those for addresses of other names."""
    for number, line in enumerate(text.splitlines(), 1):
        if not (words := _words(line)):
            continue
        source, *rest = words
        at = next((n for n, word in enumerate(rest) if word.startswith(TARGET)), len(rest))
        target, *after = rest[at:] or [""]
        yield Line(number, source, tuple(rest[:at]), target, tuple(after), base_url)


def _words(line: str) -> Sequence[str]:
    """The words of a line up to a comment."""
    words = line.split()
    if "#" not in line:
        return words
    return words[: next((n for n, word in enumerate(words) if word[0] == "#"), len(words))]


class Itinerary:
    """The rules in their order, of which the first that matches sends a visitor on."""

    def __init__(self, rules: Sequence[Line]) -> None:
        self.rules = rules
        self._index = Index([rule.pattern for rule in rules])
        self._far = "/".join([ANY] * (self._index.depth + 1))
        self._longest = max((len(rule.source) for rule in rules), default=0)
        self._steps: dict[Key, Step | None] = {}
        self._met: dict[Pattern, Sequence[int]] = {}
        self._ending = set[Key]()  # requests from which visitors come to an end

    def step(self, request: Request) -> Step | None:
        """What the first rule does that answers all visitors with this request."""
        key = request.key
        if key not in self._steps:
            if len(self._steps) == KEPT:
                self._steps.clear()
            number = self.first(request)
            step = None if number is None else Step(number, self.rules[number].next(request))
            self._steps[key] = step
        return self._steps[key]

    def first(self, request: Request) -> int | None:
        """The number of the first rule that answers all visitors with this request."""
        if not is_ours(request.path):
            return None
        for number in self._index.matching(segments_of(request.path)):
            rule = self.rules[number]
            if not rule.is_for_some and _has(request.query, rule.wanted):
                return number
        return None

    def passed(self, request: Request, number: int) -> Line | None:
        """The first rule before this one that answers other visitors of the same path."""
        first = min(self._index.matching(segments_of(request.path)), default=number)
        return self.rules[first] if first < number else None

    def ring(self, request: Request) -> Sequence[Request]:
        """The requests that follow from one, if they never end; else none.

        They do not if one comes again, if a rule makes the path longer each time that it answers,
        or if it answers a thousand times, which no path is long enough for.
        """
        found: list[Request] = []
        seen, lengths = set[Key](), dict[int, list[int]]()
        while (key := request.key) not in self._ending:
            step = self.step(request)
            if step is None or step.next is None:
                break
            lengths.setdefault(step.rule, []).append(len(request.path))
            if key in seen or self._is_endless(lengths[step.rule]):
                return found
            seen.add(key)
            request = step.next
            found.append(request)
        self._ending |= seen
        return ()

    def _is_endless(self, lengths: Sequence[int]) -> bool:
        """Whether a rule that answered paths of these lengths, one after another, will go on."""
        *before, last = lengths
        has_grown = len(before) >= GROWING and last > max(self._longest, *before)
        return has_grown or len(before) >= AGAIN

    def shadow(self, number: int) -> Line | None:
        """The first rule before this one that answers all who would come to it."""
        rule = self.rules[number]
        for other in self._index.covering(rule.pattern):
            if other >= number:
                return None
            before = self.rules[other]
            if not before.is_for_some and _is_wider(before.wanted, rule.wanted):
                return before
        return None

    def onward(self, number: int) -> Iterator[Request]:
        """Requests that this rule answers, one of each kind that another rule may answer next.

        Of rules that may answer next, 50 are looked at: a target such as `/:splat` leads to all.
        """
        rule = self.rules[number]
        if not rule.target_path or rule.status not in MOVED or rule.is_for_some:
            return
        asked = dict[Key, Request]()
        for request in self._candidates(rule):
            asked.setdefault(request.key, request)
        for request in asked.values():
            step = self.step(request)
            if step is not None and step.rule == number:
                yield request

    def _candidates(self, rule: Line) -> Iterator[Request]:
        """Requests that match a rule, with which its target may match another one."""
        target = target_pattern(rule.target_path)
        for other in self._meeting(target):
            after = self.rules[other]
            values = {**_met_by_query(rule, after), **met(target, after.pattern)}
            goes_along = after.wanted if "?" not in rule.target else NOTHING
            query = {**_asked(goes_along, NOTHING), **_asked(rule.wanted, values)}
            for rest in ("", ANY, self._far) if rule.pattern.is_open else ("",):
                yield Request(rule.pattern.filled(values, rest), query)
                if SPLAT in values:
                    break

    def _meeting(self, target: Pattern) -> Sequence[int]:
        """Rules that may answer where a target leads, in order."""
        if target not in self._met:
            self._met[target] = sorted(islice(self._index.meeting(target), MEETING))
        return self._met[target]


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def _pair(word: str) -> tuple[str, str]:
    name, _, value = word.partition("=")
    return name, value


def _has(query: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Whether a query is what a rule asks for; more may stand in it."""
    return all(
        name in query and (value.startswith(":") or query[name] == value)
        for name, value in wanted.items()
    )


def _is_wider(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether every query that is what the other asks for is also what this one asks for."""
    return all(
        name in other and (value.startswith(":") or other[name] == value)
        for name, value in one.items()
    )


def _met_by_query(rule: Line, after: Line) -> dict[str, str]:
    """Values for placeholders of a rule, with which its target has the query of the one after."""
    own = rule.target.partition("#")[0].partition("?")[2]
    given = dict(parse_qsl(own, keep_blank_values=True)) if own else rule.wanted
    return {
        given[name][1:]: value
        for name, value in after.wanted.items()
        if given.get(name, "").startswith(":") and not value.startswith(":")
    }


def _asked(wanted: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """A query that is what a rule asks for."""
    return {
        name: values.get(value[1:], ANY) if value.startswith(":") else value
        for name, value in wanted.items()
    }
