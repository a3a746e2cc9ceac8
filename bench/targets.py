"""What sitegen promises beside its peers, and whether this run kept it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.cases import CASES
from bench.figures import Figure, find
from bench.floors import DOCUTILS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.floors import Floor

PEPS, MIDDLE, LARGE = "PEPs", "10,000 pages", "100,000 pages"
SQLITE, POSTGRESQL = "sitegen-sqlite", "sitegen-postgresql"


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: `value` is at most `limit`. Both are None when they were not measured."""

    tool: str
    text: str
    value: float | None
    limit: float | None
    unit: str = "s"
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether it was kept, or None if that was not measured."""
        if self.value is None or self.limit is None:
            return None
        return self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that a run gave; `workers` is the number of cores that a build may use."""

    figures: Sequence[Figure]
    floors: Sequence[Floor]
    workers: int

    def cpu(self, tool: str, corpus: str, case: str, times: float = 1) -> float | None:
        """The CPU seconds, times a factor."""
        figure = find(self.figures, tool, corpus, case)
        return figure.cpu * times if figure else None

    def wall(self, tool: str, corpus: str, case: str, times: float = 1) -> float | None:
        """The wall seconds, times a factor."""
        figure = find(self.figures, tool, corpus, case)
        return figure.wall * times if figure else None

    def peak(self, tool: str, corpus: str) -> float | None:
        """The highest peak of all cases, in MB."""
        found = [find(self.figures, tool, corpus, case) for case in CASES]
        return max((each.peak / 1e6 for each in found if each), default=None)

    def floor(self, name: str, corpus: str) -> float | None:
        """The CPU seconds of a floor."""
        found = (each.cpu for each in self.floors if (each.name, each.corpus) == (name, corpus))
        return next(found, None)


def targets(results: Results) -> list[Target]:
    """Every promise, for sitegen on each engine."""
    return [
        target
        for tool in (SQLITE, POSTGRESQL)
        for group in (_cold, _nothing, _row, _base, _memory, _growth)
        for target in group(results, tool)
    ]


def _cold(results: Results, tool: str) -> Iterator[Target]:
    peps, pages = (results.wall(tool, corpus, "cold") for corpus in (PEPS, MIDDLE))
    floor = results.floor(DOCUTILS, PEPS)
    floor_limit = None if floor is None else 1.15 * floor / results.workers + 1.5
    half_of_pelican = results.wall("pelican", PEPS, "cold", 0.5)
    yield Target(tool, "cold, PEPs: wall ≤ 0.5 x Pelican", peps, half_of_pelican)
    text = "cold, PEPs: wall ≤ 1.15 x docutils floor ÷ workers + 1.5 s"
    yield Target(tool, text, peps, floor_limit)
    cpu = results.cpu(tool, MIDDLE, "cold")
    hugo, pelican = results.cpu("hugo", MIDDLE, "cold"), results.cpu("pelican", MIDDLE, "cold", 0.5)
    yield Target(tool, f"cold, {MIDDLE}: CPU ≤ Hugo", cpu, hugo)
    yield Target(tool, f"cold, {MIDDLE}: CPU ≤ 0.5 x Pelican", cpu, pelican)
    hugo_wall = results.wall("hugo", MIDDLE, "cold", 1.1)
    yield Target(tool, f"cold, {MIDDLE}: wall ≤ 1.1 x Hugo", pages, hugo_wall)


def _nothing(results: Results, tool: str) -> Iterator[Target]:
    cpu, full = results.cpu(tool, MIDDLE, "nothing"), results.cpu("hugo", MIDDLE, "cold", 0.04)
    yield Target(tool, f"nothing changed, {MIDDLE}: CPU ≤ 0.04 x Hugo's full build", cpu, full)
    limit = {SQLITE: 2.5, POSTGRESQL: 2.0}[tool]
    figure = find(results.figures, tool, LARGE, "nothing")
    note = f"server {figure.server:.2f} s" if figure and figure.server is not None else ""
    text = f"nothing changed, {LARGE}: client's CPU ≤ {limit} s"
    yield Target(tool, text, figure.cpu if figure else None, limit, note=note)


def _row(results: Results, tool: str) -> Iterator[Target]:
    cpu, full = results.cpu(tool, MIDDLE, "row"), results.cpu("hugo", MIDDLE, "cold", 0.05)
    yield Target(tool, f"one row edited, {MIDDLE}: CPU ≤ 0.05 x Hugo's full build", cpu, full)
    for corpus in dict.fromkeys(figure.corpus for figure in results.figures):
        figure = find(results.figures, tool, corpus, "row")
        if figure and figure.exact is not None:
            text = f"one row edited, {corpus}: exactly the affected files written"
            wrong = 0 if figure.exact else 1
            yield Target(tool, text, wrong, 0, "", f"{figure.written} written")


def _base(results: Results, tool: str) -> Iterator[Target]:
    text = "base template edited, PEPs: {} ≤ 0.1 x our own cold build"
    cpu, cpu_cold = results.cpu(tool, PEPS, "base"), results.cpu(tool, PEPS, "cold", 0.1)
    wall, wall_cold = results.wall(tool, PEPS, "base"), results.wall(tool, PEPS, "cold", 0.1)
    yield Target(tool, text.format("CPU"), cpu, cpu_cold)
    yield Target(tool, text.format("wall"), wall, wall_cold)


def _memory(results: Results, tool: str) -> Iterator[Target]:
    large, middle = results.peak(tool, LARGE), results.peak(tool, MIDDLE)
    yield Target(tool, f"peak memory, {LARGE}: ≤ 300 MB", large, 300, "MB")
    limit = None if middle is None else middle + 60
    yield Target(tool, f"peak memory, {LARGE}: ≤ 60 MB above {MIDDLE}", large, limit, "MB")


def _growth(results: Results, tool: str) -> Iterator[Target]:
    large = results.cpu(tool, LARGE, "cold", 1000 / 100_000)
    middle = results.cpu(tool, MIDDLE, "cold", 1.1 * 1000 / 10_000)
    text = f"growth: CPU a page at {LARGE} ≤ 1.1 x that at {MIDDLE}"
    yield Target(tool, text, large, middle, "ms")
