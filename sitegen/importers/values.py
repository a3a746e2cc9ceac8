"""One value of a dump or of a live database, made to fit one column."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Date, Integer, SmallInteger, String

from sitegen.models.types import Duration, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.types import TypeEngine

TRUTH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
DURATION = re.compile(
    r"(?:(?P<days>-?\d+) (?:days?,? )?)?"
    r"(?P<hours>\d+):(?P<minutes>\d\d):(?P<seconds>\d\d(?:\.\d{1,6})?)"
)
SHOWN = 40


class MisfitError(ValueError):
    """A value that does not fit its column; the text says what is wrong with it."""


def empty(value: object) -> bool:
    """Tell whether Django means nothing by `value`: null, or text without a character."""
    return value is None or value == ""


def shown(value: object) -> str:
    """The value as JSON would write it, not too long, and printable."""
    written = json.dumps(value, ensure_ascii=False, default=str)
    written = written.encode(errors="backslashreplace").decode()
    return written if len(written) <= SHOWN else f"{written[: SHOWN - 1]}…"


def default_text(column: Column[Any]) -> str | None:
    """The text a column takes when it is given none."""
    default = getattr(column.server_default, "arg", None)
    return default if isinstance(default, str) else None


def moment(value: object) -> datetime:
    """An aware datetime; Django runs in UTC, so one without a zone is in UTC."""
    if isinstance(value, str):
        value = _parsed(datetime.fromisoformat, value, "a time")
    if not isinstance(value, datetime):
        raise MisfitError(f"{shown(value)} is not a time")
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        raise MisfitError(f"{value} is not a time") from None


def day(value: object) -> date:
    """A date."""
    if isinstance(value, str):
        value = _parsed(date.fromisoformat, value, "a date")
    if not isinstance(value, date) or isinstance(value, datetime):
        raise MisfitError(f"{shown(value)} is not a date")
    return value


def duration(value: object) -> timedelta:
    """A length of time, from Django's `D HH:MM:SS` or a driver's timedelta."""
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or (parts := DURATION.fullmatch(value)) is None:
        raise MisfitError(f"{shown(value)} is not a duration")
    return timedelta(**{unit: float(number) for unit, number in parts.groupdict("0").items()})


def truth(value: object) -> bool:
    """A boolean; 0, 1 and their names count."""
    found = value if isinstance(value, bool) else TRUTH.get(str(value).lower())
    if found is None:
        raise MisfitError(f"{shown(value)} is neither true nor false")
    return found


def whole(value: object, *, bits: int = 32) -> int:
    """A whole number that a column of `bits` bits can hold."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}", value):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise MisfitError(f"{shown(value)} is not a whole number")
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise MisfitError(f"{value} is too large a number")
    return value


def small(value: object) -> int:
    """A whole number that two bytes can hold."""
    return whole(value, bits=16)


def structure(value: object) -> object:
    """A JSON value; some fields hold theirs as text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise MisfitError(f"{shown(value)} is not JSON") from None
    return value


def text(value: object, limit: int | None) -> str:
    """Text of at most `limit` characters that both engines can store."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise MisfitError(f"{shown(value)} is not text")
    if "\x00" in value:
        raise MisfitError("holds a NUL character, which no database takes")
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise MisfitError("holds half of a character (a lone surrogate)")
    if limit is not None and len(value) > limit:
        raise MisfitError(f"is {len(value)} characters long; the limit is {limit}")
    return value


def _parsed(parse: Any, value: str, what: str) -> Any:
    try:
        return parse(value)
    except ValueError:
        raise MisfitError(f"{shown(value)} is not {what}") from None


FITTINGS = (
    (UtcDateTime, moment),
    (Duration, duration),
    (Date, day),
    (Boolean, truth),
    (SmallInteger, small),
    (Integer, whole),
    (JSON, structure),
)


def fit(value: object, kind: TypeEngine[Any]) -> object:
    """Give `value` as a column of this kind takes it. Raises MisfitError.

    As lenient as Django's own loader: numbers may be text and text may be numbers.
    """
    if isinstance(kind, String):
        return text(value, kind.length)
    return next(fitting for of, fitting in FITTINGS if isinstance(kind, of))(value)
