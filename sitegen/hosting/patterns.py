"""Patterns of URL paths, as rules of a host have them, and an index of many.

`/a/:name/*`: a segment that begins with `:` is any one segment, `*` at the end is any rest or none,
and a slash at the end means nothing. A target is a pattern, too: `:splat` at its end is the rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SPLAT = "splat"
ANY = "anything"  # a segment that rules hardly name


@dataclass(frozen=True, slots=True)
class Pattern:
    """Segments, of which those that begin with `:` are any; `is_open` if any rest may follow."""

    segments: tuple[str, ...]
    is_open: bool

    def matched(self, segments: Sequence[str]) -> dict[str, str]:
        """The values of the placeholders in a path that matches."""
        values = {
            mine[1:]: theirs
            for mine, theirs in zip(self.segments, segments, strict=False)
            if is_named(mine)
        }
        if self.is_open:
            values[SPLAT] = "/".join(segments[len(self.segments) :])
        return values

    def filled(self, values: Mapping[str, str], rest: str) -> str:
        """A path that matches: placeholders without a value are any segment, the end is `rest`."""
        named = (values.get(each[1:], ANY) if is_named(each) else each for each in self.segments)
        path = "/".join(["", *named]) or "/"
        rest = values.get(SPLAT, rest)
        return f"{path.rstrip('/')}/{rest}" if self.is_open and rest else path


def is_named(segment: str) -> bool:
    """Whether it is a placeholder, such as `:name`."""
    return segment[:1] == ":" and segment[1:].isidentifier()


def segments_of(path: str) -> list[str]:
    """The segments of a URL path without its last slash."""
    return path.rstrip("/").split("/")[1:]


def source_pattern(source: str) -> Pattern:
    """What the source of a rule matches."""
    start = source.removesuffix("/*")
    return Pattern(tuple(segments_of(start)), start != source)


def target_pattern(path: str) -> Pattern:
    """Where the target of a rule may lead."""
    segments = segments_of(path)
    is_open = segments[-1:] == [f":{SPLAT}"]
    return Pattern(tuple(segments[:-1] if is_open else segments), is_open)


def met(target: Pattern, source: Pattern) -> dict[str, str]:
    """Values for placeholders of the target, with which it leads to what the source matches.

    Others may have any value.
    """
    values = {
        each[1:]: ANY if is_named(other) else other
        for each, other in zip(target.segments, source.segments, strict=False)
        if is_named(each)
    }
    rest = source.segments[len(target.segments) :]
    if target.is_open and (rest or not source.is_open):
        values[SPLAT] = "/".join(ANY if is_named(each) else each for each in rest)
    return values


@dataclass(slots=True)
class Node:
    """What is known of one start of paths: the patterns that end here, and those that go on."""

    ends: list[int] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)
    below: dict[str, Self] = field(default_factory=dict)
    named: Self | None = None

    def reached(self, segment: str) -> Iterator[Self]:
        """Where patterns go on that match the segment."""
        if segment in self.below:
            yield self.below[segment]
        if segment and self.named is not None:
            yield self.named

    def deeper(self) -> Iterator[Self]:
        """Where any pattern goes on."""
        yield from self.below.values()
        if self.named is not None:
            yield self.named


class Index:
    """Numbered patterns. What it takes to find some does not grow with the number of all."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._root = Node()
        self.depth = max((len(pattern.segments) for pattern in patterns), default=0)
        for number, pattern in enumerate(patterns):
            node = self._root
            for segment in pattern.segments:
                node = _below(node, segment)
            (node.opens if pattern.is_open else node.ends).append(number)

    def matching(self, segments: Sequence[str]) -> list[int]:
        """Those that match a path, in order."""
        found, nodes = list[int](), [self._root]
        for segment in segments:
            found.extend(number for node in nodes for number in node.opens)
            nodes = [after for node in nodes for after in node.reached(segment)]
        found.extend(number for node in nodes for number in node.opens + node.ends)
        return sorted(found)

    def covering(self, pattern: Pattern) -> list[int]:
        """Those that match every path which the pattern matches, in order."""
        found, nodes = list[int](), [self._root]
        for segment in pattern.segments:
            found.extend(number for node in nodes for number in node.opens)
            if is_named(segment):
                nodes = [node.named for node in nodes if node.named is not None]
            else:
                nodes = [after for node in nodes for after in node.reached(segment)]
        for node in nodes:
            found.extend(node.opens if pattern.is_open else node.opens + node.ends)
        return sorted(found)

    def meeting(self, pattern: Pattern) -> Iterator[int]:
        """Those that match some path which the pattern matches, in no order."""
        ways: list[Iterator[Node]] = [iter((self._root,))]
        while ways:
            node = next(ways[-1], None)
            if node is None:
                ways.pop()
                continue
            yield from node.opens
            rest = pattern.segments[len(ways) - 1 :]
            if not rest:
                yield from node.ends
                ways.append(node.deeper() if pattern.is_open else iter(()))
            else:
                ways.append(node.deeper() if is_named(rest[0]) else node.reached(rest[0]))


def _below(node: Node, segment: str) -> Node:
    if not is_named(segment):
        return node.below.setdefault(segment, Node())
    if node.named is None:
        node.named = Node()
    return node.named
