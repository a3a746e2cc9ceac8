"""Moments and spans of time in English, always in UTC, without locale or clock."""

from __future__ import annotations

import datetime as dt
from typing import TypedDict

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Moment = dt.date | str
"""A datetime, a date, or the ISO text of a year, month or day: `2030`, `2030-10`, `2030-10-31`."""


class Span(TypedDict):
    """From when to when something takes place; `end` is its last day if `all_day`, else its end."""

    start: dt.datetime
    end: dt.datetime | None
    all_day: bool


def date(moment: Moment) -> str:
    """Write the day as people do, `22 November 2026`; only as exact as the moment is."""
    year, *rest = _numbers(moment)
    return " ".join([str(day) for day in rest[1:]] + [MONTHS[m - 1] for m in rest[:1]] + [year])


def month(moment: Moment) -> str:
    """Write the month as people do, `October 2030`."""
    return date("-".join(iso(moment)[:10].split("-")[:2]))


def iso(moment: Moment) -> str:
    """Write the moment for `<time datetime>`: `2026-11-22T09:30:00Z`; a date or text as it is."""
    if isinstance(moment, dt.datetime):
        utc = moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None)
        return f"{utc.isoformat()}Z"
    return str(moment)


def weekday(moment: dt.datetime) -> str:
    """Give the name of the day, `Tuesday`."""
    return WEEKDAYS[_utc(moment).weekday()]


def clock(moment: dt.datetime) -> str:
    """Write the time of the day, `18:00`."""
    return f"{_utc(moment):%H:%M}"


def one_day(span: Span) -> bool:
    """Say whether the span touches no second day; midnight ends the day before it."""
    start, end = _utc(span["start"]), _utc(span["end"] or span["start"])
    if span["all_day"]:
        return end.date() == start.date()
    return end.date() == start.date() or end == _midnight_after(start)


def ends(span: Span) -> list[tuple[str, str]]:
    """Give both ends of a span, each for `<time datetime>` and in words: read `one to other UTC`.

    The words leave out what the other end says already: `6` and `8 June 2026`, or
    `2 June 2026, 18:00` and `20:00`. There is one end if the span is a moment or a day.
    """
    start, end = _utc(span["start"]), span["end"] and _utc(span["end"])
    if span["all_day"]:
        days = [start.date(), *([end.date()] if end else [])]
        return [(iso(day), words) for day, words in zip(days, _days(days), strict=True)]
    if end is None:
        return [(iso(start), f"{date(start)}, {clock(start)}")]
    if one_day(span):
        closing = clock(end) if end.date() == start.date() else "midnight"
        return [(iso(start), f"{date(start)}, {clock(start)}"), (iso(end), closing)]
    words = _days([start.date(), end.date()], years_only=True)
    return [(iso(at), f"{day}, {clock(at)}") for at, day in zip((start, end), words, strict=True)]


def _numbers(moment: Moment) -> tuple[str, *tuple[int, ...]]:
    """Give the year as text, then as many of month and day as the moment has."""
    text = moment if isinstance(moment, str) else iso(moment)
    year, *rest = text[:10].split("-")
    return year, *map(int, rest)


def _days(days: list[dt.date], *, years_only: bool = False) -> list[str]:
    """Write the days so that the last one tells what all of them share."""
    first, last = days[0], days[-1]
    if first == last:
        return [date(day) for day in days]
    if first.year != last.year:
        return [date(first), date(last)]
    if first.month != last.month or years_only:
        return [date(first).rpartition(" ")[0], date(last)]
    return [str(first.day), date(last)]


def _midnight_after(moment: dt.datetime) -> dt.datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
