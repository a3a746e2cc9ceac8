"""What an import did: counts, what was mended, what stayed behind, what stands in the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sitegen.errors import ImportFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Pk: TypeAlias = int | str

SHOWN_KEYS = 6
SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in rows of a Django model; `pks` are theirs, `column` may be empty."""

    model: str
    column: str
    message: str
    pks: tuple[Pk, ...]

    def __str__(self) -> str:
        keys = ", ".join(map(str, self.pks[:SHOWN_KEYS]))
        more = f" and {len(self.pks) - SHOWN_KEYS} more" if len(self.pks) > SHOWN_KEYS else ""
        column = f" {self.column}" if self.column else ""
        return f"{self.model} pk {keys}{more}:{column} {self.message}."


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of a table that were inserted and updated; links of an association also removed."""

    table: str
    inserted: int
    updated: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Rows of a Django model, or values of one of its fields, that have no place here."""

    name: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would have done: a dry run changes nothing.

    `notes` were mended. `left_behind` stayed out on purpose, `unknown` because nobody knows it.
    """

    counts: tuple[Count, ...]
    notes: tuple[Finding, ...]
    problems: tuple[Finding, ...]
    left_behind: tuple[LeftBehind, ...]
    unknown: tuple[LeftBehind, ...]
    dry_run: bool


class ImportRefused(ImportFailed):
    """Rows that cannot be imported, all of them in `report.problems`; the database is as it was."""

    def __init__(
        self,
        message: str,
        *,
        mend: str = "",
        report: ImportReport | None = None,
        found: Sequence[str] = (),
    ) -> None:
        super().__init__("\n".join([message, *found]), mend=f"\n{mend}" if found else mend)
        self.report = report
        self._lines = [message, *found, mend] if found else super().lines()

    def lines(self) -> list[str]:
        """What happened, a line for each row in the way, and the mend."""
        return self._lines


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings as they are made; those that differ in nothing but their row become one."""

    notes: dict[tuple[str, str, str], list[Pk]] = field(default_factory=dict)
    problems: dict[tuple[str, str, str], list[Pk]] = field(default_factory=dict)
    left_fields: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, model: str, pk: Pk, column: str, message: str) -> None:
        """Record something that was mended."""
        self.notes.setdefault((model, column, message), []).append(pk)

    def problem(self, model: str, pk: Pk, column: str, message: str) -> None:
        """Record something that makes a row impossible, and with it the import."""
        self.problems.setdefault((model, column, message), []).append(pk)


def in_order(found: Mapping[tuple[str, str, str], Sequence[Pk]]) -> tuple[Finding, ...]:
    """Findings by model and column, in the order they were made."""
    made = [Finding(*said, tuple(pks)) for said, pks in found.items()]
    return tuple(sorted(made, key=lambda finding: (finding.model, finding.column)))


def refusal(report: ImportReport) -> ImportRefused:
    """The one error for all problems of an import."""
    total = len({(problem.model, pk) for problem in report.problems for pk in problem.pks})
    lines = [f"  {problem}" for problem in report.problems[:SHOWN_PROBLEMS]]
    if (hidden := len(report.problems) - SHOWN_PROBLEMS) > 0:
        lines.append(f"  … and {hidden} more; --json lists them all.")
    rows = "1 row cannot" if total == 1 else f"{total} rows cannot"
    mend = "Mend them at the source, or take them out of the dump; rows in the way here go first."
    return ImportRefused(
        f"{rows} be imported; nothing was written.", mend=mend, report=report, found=lines
    )
