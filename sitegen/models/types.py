"""Column types that mean the same on both engines, and refuse what they cannot read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, DateTime, Interval, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from sitegen.errors import UnreadableText

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

DURATION = re.compile(
    r"(?:(?P<days>-?\d+) )?(?P<hours>\d+):(?P<minutes>\d+):(?P<seconds>\d+(?:\.\d+)?)"
)

LONGEST_SHOWN = 40  # characters of a value in a message


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC; a naive datetime is refused.

    On SQLite it is text, `YYYY-MM-DD HH:MM:SS` and a fraction only when there is one, trailing
    zeros cut: as CURRENT_TIMESTAMP and people write it, so that text order is time order. Any other
    form is refused: comparisons of the database would not see the moment that it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMP WITH TIME ZONE, or TEXT on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Give the driver the moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: moments are aware, in UTC.")
        value = value.astimezone(UTC)
        return _text_of_moment(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Read what the driver gives: text on SQLite, a datetime on PostgreSQL."""
        if value is None:
            return None
        moment = value if isinstance(value, datetime) else _moment_of_text(str(value))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Flag(Boolean):
    """True or false: 1 or 0 on SQLite, where any other value that it holds is refused."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Read what the driver gives."""
        if dialect.name == "sqlite":
            return _flag_of
        return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]


class Duration(TypeDecorator[timedelta]):
    """A length of time: INTERVAL, or text `HH:MM:SS` or `D HH:MM:SS` on SQLite."""

    impl = Interval
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """INTERVAL, or TEXT on SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> Any:
        """Give the driver its own form of the duration."""
        if value is None or dialect.name != "sqlite":
            return value
        days, rest = f"{value.days} " if value.days else "", timedelta(seconds=value.seconds)
        fraction = f".{value.microseconds:06}".rstrip("0").rstrip(".")
        return f"{days}{str(rest).rjust(8, '0')}{fraction}"

    def process_result_value(self, value: Any, dialect: Dialect) -> timedelta | None:
        """Read what the driver gives: text on SQLite, a timedelta on PostgreSQL."""
        if value is None or isinstance(value, timedelta):
            return value
        if (parts := DURATION.fullmatch(str(value))) is None:
            raise _unreadable_duration(str(value), "is not a duration")
        try:
            return timedelta(**{unit: float(each) for unit, each in parts.groupdict("0").items()})
        except OverflowError as error:
            raise _unreadable_duration(str(value), "is too long a duration") from error


def _unreadable_duration(value: str, what: str) -> UnreadableText:
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    return UnreadableText(
        f"The database holds {shown!r}, which {what}.",
        mend="Write it as HH:MM:SS or D HH:MM:SS.",
        text=value,
    )


def _flag_of(value: Any) -> bool | None:
    if value is None:
        return None
    if value not in (0, 1):
        raise unreadable_flag(str(value))
    return bool(value)


def unreadable_flag(value: str) -> UnreadableText:
    """What is raised for a value of SQLite that is neither true nor false."""
    return UnreadableText(
        f"The database holds {value!r}, which is neither true nor false.",
        mend="Write 1 or 0.",
        text=value,
    )


def _text_of_moment(value: datetime) -> str:
    written = value.replace(tzinfo=None).isoformat(sep=" ")
    return written.rstrip("0") if value.microsecond else written


def _moment_of_text(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or _text_of_moment(moment) != value:
        raise unreadable_moment(value)
    return moment


def unreadable_moment(value: str) -> UnreadableText:
    """What is raised for a text of SQLite that is no moment in the one form of `UtcDateTime`."""
    return UnreadableText(
        f"The database holds {value!r}, which is not a time written as YYYY-MM-DD HH:MM:SS.",
        mend="Write it so, in UTC; a fraction only if there is one, with no zeros at its end.",
        text=value,
    )
