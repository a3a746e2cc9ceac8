"""When the answer of a statement changes by the passing of time alone.

A statement may name NOW in `column > NOW` and in `column <= NOW` only. Such an answer changes at
the very moment that a row holds in the column and at no other, so the earliest of them to come is
the first at which the statement can answer otherwise.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    Column,
    Select,
    func,
    select,
)
from sqlalchemy.sql import operators, visitors

from sitegen.statements import NOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any, TypeGuard

    from sqlalchemy import ColumnElement, Connection

    from sitegen.statements import Statement

MIRRORED = {
    operators.gt: operators.lt,
    operators.lt: operators.gt,
    operators.ge: operators.le,
    operators.le: operators.ge,
}
HALF_OPEN = (operators.gt, operators.le)


class Candidates:
    """The next moments of statements in one snapshot; what many of them ask is asked once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: dict[tuple[Select[datetime], datetime], datetime | None] = {}

    def after(self, now: datetime, statements: Iterable[Statement]) -> datetime | None:
        """The first moment after `now` at which one of the statements could answer otherwise."""
        questions = (moment for statement in statements for moment in moments_of(statement))
        found = (self._answer(question, now) for question in questions)
        return min((moment for moment in found if moment is not None), default=None)

    def _answer(self, question: Select[datetime], now: datetime) -> datetime | None:
        if (question, now) not in self._answers:
            self._answers[question, now] = self._connection.scalar(question, {"now": now})
        return self._answers[question, now]


@lru_cache(maxsize=1000)
def moments_of(statement: Statement) -> Sequence[Select[datetime]]:
    """For each comparison with NOW a statement that gives the next moment of its column.

    Raises ValueError for a statement that names NOW in any other way.
    """
    return [
        select(func.min(column)).where(column > NOW, *_of_its_rows(column, beside))
        for comparison, beside in _comparisons(statement)
        for column in [_column(comparison)]
    ]


def compared_columns(statements: Iterable[Statement]) -> list[Column[datetime]]:
    """The columns that the statements compare with NOW, each once."""
    compared = (each for statement in statements for each, _ in _comparisons(statement))
    return list(dict.fromkeys(map(_column, compared)))


def _is_now(element: object) -> TypeGuard[BindParameter[Any]]:
    return isinstance(element, BindParameter) and element.key == NOW.key


def _names_now(element: object) -> TypeGuard[BinaryExpression[Any]]:
    return isinstance(element, BinaryExpression) and (
        _is_now(element.left) or _is_now(element.right)
    )


def _column(comparison: BinaryExpression[Any]) -> Column[datetime]:
    """What NOW is compared with. Raises ValueError unless rows say when the answer changes."""
    column: object = comparison.left
    operator: object = comparison.operator
    if _is_now(column):
        column, operator = comparison.right, MIRRORED.get(comparison.operator)
    if operator not in HALF_OPEN or not isinstance(column, Column):
        raise ValueError(f"Write `column > NOW` or `column <= NOW` in place of: {comparison}")
    return column


@lru_cache(maxsize=1000)
def _comparisons(
    statement: Statement,
) -> Sequence[tuple[BinaryExpression[Any], Sequence[ColumnElement[bool]]]]:
    """Each comparison with NOW, with the conditions beside it where it is one of a SELECT.

    Several SELECTs may share one comparison: it is given once for each of them.
    """
    elements = list(visitors.iterate(statement))
    compared = [element for element in elements if _names_now(element)]
    if sum(map(_is_now, elements)) != len(compared):
        raise ValueError(f"NOW stands outside a comparison with a column in: {statement}")
    elsewhere = Counter(map(id, compared))
    found: list[tuple[BinaryExpression[Any], Sequence[ColumnElement[bool]]]] = []
    for query in elements:
        if isinstance(query, Select) and query.whereclause is not None:
            conditions = list(_conjuncts(query.whereclause))
            own = [each for each in conditions if _names_now(each)]
            elsewhere.subtract(map(id, own))
            found += [(comparison, conditions) for comparison in own]
    return [*found, *((each, ()) for each in compared if elsewhere[id(each)] > 0)]


def _conjuncts(condition: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    if isinstance(condition, BooleanClauseList) and condition.operator is operators.and_:
        for each in condition.clauses:
            yield from _conjuncts(each)
    else:
        yield condition


def _of_its_rows(
    column: Column[Any], beside: Iterable[ColumnElement[bool]]
) -> Iterator[ColumnElement[bool]]:
    """Those conditions beside a comparison that rows of its table meet at any time, or never.

    They keep rows that no page shows from being candidates. What names NOW does not count: at the
    moment in question it may hold or not. Nor does what speaks of another table.
    """
    for condition in beside:
        elements = list(visitors.iterate(condition))
        tables = {each.table for each in elements if isinstance(each, Column)}
        if tables == {column.table} and not any(map(_is_now, elements)):
            yield condition
