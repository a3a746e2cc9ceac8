"""One thing that is wrong with the built site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 60  # characters of markup in a message


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong where, and the mend. Lines and columns count from 1; 0 is the whole file.

    `check` is links, anchors, html, feeds, files or external. `also` are the other files of which
    the very same is true, such as all that show a menu.
    """

    path: str
    line: int
    column: int
    check: str
    message: str
    mend: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The text of one published file, with line feeds only."""

    path: str
    text: str

    def finding(
        self, check: str, message: str, mend: str, place: tuple[int, int] | None = None
    ) -> Finding:
        """Something wrong with this file at a line (from 1) and a column (from 0)."""
        line, column = (place[0], place[1] + 1) if place else (0, 0)
        return Finding(self.path, line, column, check, message, mend)


def gathered(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order; what is wrong with many files is one of them.

    A file that has the same fault twice is named once, at the first place.
    """
    files: dict[tuple[str, str, str], dict[str, Finding]] = {}
    for each in sorted(findings):
        fault = (each.check, each.message, each.mend)
        files.setdefault(fault, {}).setdefault(each.path, each)
    return sorted(_joined(list(found.values())) for found in files.values())


def _joined(found: list[Finding]) -> Finding:
    first, *others = found
    return Finding(
        first.path,
        first.line,
        first.column,
        first.check,
        first.message,
        first.mend,
        tuple(other.path for other in others),
    )


def shown(markup: str) -> str:
    """Markup as a message shows it: in one line, and not too long."""
    line = " ".join(markup.split())
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
