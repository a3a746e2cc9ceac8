"""Medians of what was measured, and ratios between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.cases import Measurement


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of all runs of one tool, corpus and case; `runs` is how many there were.

    `exact` holds only if it held in every run.
    """

    tool: str
    corpus: str
    case: str
    runs: int
    cpu: float
    wall: float
    peak: int
    written: int
    server: float | None
    exact: bool | None


def figures(measurements: Iterable[Measurement]) -> list[Figure]:
    """One figure for each tool, corpus and case, in the order in which they were first measured."""
    listed = list(measurements)
    order = {key: place for place, key in reversed(list(enumerate(map(_key, listed))))}
    listed.sort(key=lambda each: order[_key(each)])
    return [_figure(list(runs)) for _, runs in groupby(listed, _key)]


def find(found: Iterable[Figure], tool: str, corpus: str, case: str) -> Figure | None:
    """The figure of a tool, corpus and case, or None if there is none."""
    key = (corpus, tool, case)
    return next((each for each in found if _key(each) == key), None)


def ratio(value: float | None, other: float | None) -> float | None:
    """How many times the other it is, or None if one of them was not measured."""
    return value / other if value is not None and other else None


def _key(each: Measurement | Figure) -> tuple[str, str, str]:
    return each.corpus, each.tool, each.case


def _figure(runs: Sequence[Measurement]) -> Figure:
    first = runs[0]
    servers = [run.server for run in runs if run.server is not None]
    exact = [run.exact for run in runs if run.exact is not None]
    return Figure(
        first.tool,
        first.corpus,
        first.case,
        len(runs),
        median(run.cpu for run in runs),
        median(run.wall for run in runs),
        round(median(run.peak for run in runs)),
        round(median(run.written for run in runs)),
        median(servers) if servers else None,
        all(exact) if exact else None,
    )
