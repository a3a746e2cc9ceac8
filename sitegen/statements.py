"""What the statements of views are written with, so that both engines give one answer.

Order is part of what a page shows, so it is selected: `position_by` numbers the rows of a path,
with text in code-point order (`by_text`) whatever the collation of the database. Time is an input:
`NOW` is the only clock that a statement may name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Row, Select, String, bindparam, cast, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from sitegen.models.types import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.sql.elements import ColumnElement, Label

Statement = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]

NOW = bindparam("now", type_=UtcDateTime())


class by_text(GenericFunction[str]):  # noqa: N801 - reads as a function in a statement
    """A text column that compares by code point."""

    type = String()
    inherit_cache = True


@compiles(by_text, "postgresql")
def _collate_c(element: by_text, compiler: SQLCompiler, **kw: Any) -> str:
    return f'({compiler.process(element.clauses, **kw)} COLLATE "C")'


@compiles(by_text, "sqlite")
def _already_binary(element: by_text, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


def position_by(*order: Any, within: Any = None) -> Label[Any]:
    """The place, from 1, of a row among the rows of its path (`within`), in a total order."""
    number = func.row_number(type_=Integer).over(partition_by=within, order_by=order)
    return number.label("position")


def in_words(column: Any) -> ColumnElement[str]:
    """A whole number as text, for use in a path."""
    return cast(column, String)
