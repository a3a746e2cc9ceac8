"""A run as tables that people read, and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bench.cases import CASES, TITLES
from bench.figures import find, ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bench.cases import Measurement
    from bench.figures import Figure
    from bench.targets import Results, Target

SAID = {True: "met", False: "MISSED", None: "not measured"}
FIGURES = (
    *("tool", "runs", "CPU s", "server's CPU s", "wall s", "peak MB"),
    *("files written", "CPU ÷ sitegen"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """One run on one machine. `notes` say what was skipped and what failed."""

    machine: Mapping[str, str]
    versions: Mapping[str, str]
    measurements: Sequence[Measurement]
    results: Results
    targets: Sequence[Target]
    notes: Sequence[str]


def as_markdown(report: Report) -> str:
    """The whole report for people."""
    blocks = [
        "# Benchmark",
        ", ".join(f"{name}: {fact}" for name, fact in report.machine.items()) + ".",
        "Versions: " + ", ".join(f"{n} {v}" for n, v in report.versions.items()) + ".",
        *report.notes,
        *_corpora(report.results),
        "## Targets",
        _table(("sitegen on", "target", "measured", "limit", ""), _targets(report.targets)),
    ]
    return "\n\n".join(blocks) + "\n"


def as_json(report: Report) -> str:
    """Everything for programs: each measurement, the medians with their ratios, the targets."""
    found = report.results.figures
    values: dict[str, Any] = {
        "machine": dict(report.machine),
        "versions": dict(report.versions),
        "notes": list(report.notes),
        "measurements": [asdict(each) for each in report.measurements],
        "medians": [{**asdict(each), "cpu_ratio": _cpu_ratio(each, found)} for each in found],
        "floors": [asdict(each) for each in report.results.floors],
        "targets": [{**asdict(each), "met": each.met} for each in report.targets],
    }
    return json.dumps(values, indent=1, ensure_ascii=False) + "\n"


def _corpora(results: Results) -> Iterator[str]:
    for corpus in dict.fromkeys(figure.corpus for figure in results.figures):
        yield f"## {corpus}"
        for case in CASES:
            rows = [
                _row(figure, results.figures)
                for figure in results.figures
                if (figure.corpus, figure.case) == (corpus, case)
            ]
            if rows:
                yield f"### {TITLES[case][0].upper()}{TITLES[case][1:]}"
                yield _table(FIGURES, rows)
        floors = [
            (floor.name, f"{floor.cpu:.2f}", f"{floor.wall:.2f}")
            for floor in results.floors
            if floor.corpus == corpus
        ]
        if floors:
            yield "### Floors, in one warm process"
            yield _table(("work", "CPU s", "wall s"), floors)


def _row(figure: Figure, among: Sequence[Figure]) -> tuple[str, ...]:
    times = _cpu_ratio(figure, among)
    return (
        figure.tool,
        str(figure.runs),
        f"{figure.cpu:.2f}",
        "" if figure.server is None else f"{figure.server:.2f}",
        f"{figure.wall:.2f}",
        f"{figure.peak / 1e6:.0f}",
        f"{figure.written:,}",
        "" if times is None else f"{times:.2f}",
    )


def _cpu_ratio(figure: Figure, among: Sequence[Figure]) -> float | None:
    """The CPU of a figure as a multiple of that of sitegen on SQLite."""
    ours = find(among, "sitegen-sqlite", figure.corpus, figure.case)
    return ratio(figure.cpu, ours.cpu if ours else None)


def _targets(targets: Iterable[Target]) -> Iterator[tuple[str, ...]]:
    for target in targets:
        note = f"({target.note})" if target.note else ""
        measured = f"{_number(target.value, target.unit)} {note}".strip()
        limit = _number(target.limit, target.unit)
        yield target.tool.removeprefix("sitegen-"), target.text, measured, limit, SAID[target.met]


def _number(value: float | None, unit: str) -> str:
    """A value with its unit; one without a unit is told by the note alone."""
    if value is None:
        return "-"
    return f"{value:.{0 if unit == 'MB' else 2}f} {unit}" if unit else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of Markdown whose first column is to the left and whose numbers are to the right."""
    numbers = [
        "---:" if name not in {"tool", "work", "sitegen on", "target", ""} else "---"
        for name in head
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, numbers, *rows))
