"""Gaps: a row that lacks a value it must have, or the row that it refers to.

The schema lets neither be. But a schema can be altered, and SQLite lets a row go that others refer
to unless it is told to look after them. What belongs to another row, such as the times of an event,
goes with it and is no gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.errors import SitegenError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.statements import AnyRow


def require_values(row: AnyRow, columns: Iterable[str], name: str) -> None:
    """Raise SitegenError for a row, called `name`, in which one of the columns is NULL."""
    for column in columns:
        if getattr(row, column) is None:
            raise SitegenError(f"{name}: its {column} is NULL.", mend="Give it a value.")


def lost(
    table: str, key: int, reference: str, other: int, *, without: bool = False
) -> SitegenError:
    """The error for a row whose `reference` leads to no row; `without` says that it needs none."""
    instead = "none" if without else "delete it"
    return SitegenError(
        f"{table} id {key}: its {reference} {other} does not exist.",
        mend=f"Give it another {reference}, or {instead}.",
    )
