"""What SQLite would take for something else than it was meant, found before it decides a page.

SQLite keeps any value in any column, and compares texts. A time in another form counts as earlier
or later than it is, and a flag that is `true` in words is neither 1 nor 0: such a row would be
hidden, or shown too long, without anything being read that could tell.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Column, Select, Text, and_, func, not_, or_, select, type_coerce

from sitegen.clock import compared_columns
from sitegen.models.types import Flag, unreadable_flag, unreadable_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from sqlalchemy import ColumnElement, Connection
    from sqlalchemy.sql.visitors import ExternallyTraversible

    from sitegen.statements import Statement

SECONDS = len("YYYY-MM-DD HH:MM:SS")
MICROSECONDS = SECONDS + len(".ffffff")


def require_readable(connection: Connection, statements: Iterable[Statement]) -> None:
    """Raise UnreadableText for what decides the rows of these statements and cannot be read."""
    if connection.dialect.name != "sqlite":
        return
    asked = tuple(dict.fromkeys(statements))
    for moment in compared_columns(asked):
        odd = _first(connection, moment, not_(_is_moment(type_coerce(moment, Text))))
        if odd is not None:
            raise unreadable_moment(odd)
    for flag in _deciding_flags(asked):
        odd = _first(connection, flag, flag.not_in([True, False]))
        if odd is not None:
            raise unreadable_flag(odd)


def _first(connection: Connection, column: Column[Any], odd: ColumnElement[bool]) -> str | None:
    """One value that is there and odd, as text."""
    found = select(type_coerce(column, Text)).where(column.is_not(None), odd).limit(1)
    row = connection.execute(found).first()
    return None if row is None else str(row[0])


@lru_cache(maxsize=1000)
def _deciding_flags(statements: tuple[Statement, ...]) -> tuple[Column[bool], ...]:
    """The flags that stand in the conditions of their SELECTs, each once."""
    conditions = [
        query.whereclause
        for query in _parts(statements)
        if isinstance(query, Select) and query.whereclause is not None
    ]
    columns = (part for part in _parts(conditions) if isinstance(part, Column))
    return tuple(dict.fromkeys(column for column in columns if isinstance(column.type, Flag)))


def _parts(wholes: Sequence[ExternallyTraversible]) -> Iterator[ExternallyTraversible]:
    """All that these consist of, each once: statements share most of it, on many ways."""
    met: dict[int, ExternallyTraversible] = {}  # held, or another could come to have its id
    for whole in wholes:
        waiting = deque([whole])
        while waiting:
            part = waiting.popleft()
            if id(part) not in met:
                met[id(part)] = part
                yield part
                waiting.extend(part.get_children())


def _is_moment(text: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the text is as `UtcDateTime` writes it; SQLite writes whole seconds likewise."""
    seconds, fraction = func.substr(text, 1, SECONDS), func.substr(text, SECONDS + 2)
    has_fraction = and_(
        func.length(text).between(SECONDS + 2, MICROSECONDS),
        func.substr(text, SECONDS + 1, 1) == ".",
        fraction.op("NOT GLOB")("*[^0-9]*"),
        func.substr(text, -1) != "0",
    )
    # Moved by nothing, 30 February becomes a day in March.
    as_written = func.datetime(seconds, "+0 days").is_not_distinct_from(seconds)
    return and_(as_written, or_(func.length(text) == SECONDS, has_fraction))
