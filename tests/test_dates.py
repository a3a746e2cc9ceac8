"""What people read about when something takes place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from sitegen.dates import clock, date, ends, iso, month, one_day, weekday

EVENING = dt.datetime(2026, 11, 22, 23, 30, 5, 250, tzinfo=dt.timezone(dt.timedelta(hours=-2)))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def span(start: str, end: str = "", *, all_day: bool = False) -> Any:
    return {"start": at(start), "end": at(end) if end else None, "all_day": all_day}


def read(value: Any) -> str:
    return " to ".join(words for _, words in ends(value))


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), "2 November 2026"),
        (dt.date(2026, 1, 31), "31 January 2026"),
        ("2025-10-07", "7 October 2025"),
        ("2030-10", "October 2030"),
        ("2030", "2030"),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_what_is_known(moment: dt.date | str, text: str) -> None:
    assert date(moment) == text


def test_a_month_leaves_the_day_out() -> None:
    assert {month("2030-10"), month("2030-10-31"), month(dt.date(2030, 10, 1))} == {"October 2030"}


def test_a_moment_is_written_for_machines_in_utc() -> None:
    assert iso(EVENING) == "2026-11-23T01:30:05Z"
    assert date(EVENING) == "23 November 2026"
    assert iso(dt.date(2026, 11, 22)) == "2026-11-22"
    assert iso("2030-10") == "2030-10"


def test_the_day_of_the_week_and_the_time_are_those_of_utc() -> None:
    assert (weekday(EVENING), clock(EVENING)) == ("Monday", "01:30")


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-06-02T18:00", "", "2 June 2026, 18:00"),
        ("2026-06-02T18:00", "2026-06-02T20:00", "2 June 2026, 18:00 to 20:00"),
        ("2026-06-02T18:00", "2026-06-03T00:00", "2 June 2026, 18:00 to midnight"),
        ("2026-06-02T22:00", "2026-06-03T01:00", "2 June, 22:00 to 3 June 2026, 01:00"),
        ("2026-06-30T09:00", "2026-07-02T17:00", "30 June, 09:00 to 2 July 2026, 17:00"),
        (
            "2026-12-31T22:00",
            "2027-01-01T02:00",
            "31 December 2026, 22:00 to 1 January 2027, 02:00",
        ),
    ],
)
def test_times_are_said_once_for_each_end(start: str, end: str, text: str) -> None:
    assert read(span(start, end)) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2026-06-02", "", "2 June 2026"),
        ("2026-06-06", "2026-06-08", "6 to 8 June 2026"),
        ("2026-06-30", "2026-07-02", "30 June to 2 July 2026"),
        ("2026-12-30", "2027-01-02", "30 December 2026 to 2 January 2027"),
    ],
)
def test_days_share_the_month_and_the_year(start: str, end: str, text: str) -> None:
    assert read(span(start, end, all_day=True)) == text


def test_machines_read_days_of_what_lasts_all_day_and_moments_of_the_rest() -> None:
    days = ends(span("2026-06-06", "2026-06-08", all_day=True))
    moments = ends(span("2026-06-06T18:00", "2026-06-07T00:00"))
    assert [machine for machine, _ in days] == ["2026-06-06", "2026-06-08"]
    assert [machine for machine, _ in moments] == ["2026-06-06T18:00:00Z", "2026-06-07T00:00:00Z"]


def test_midnight_ends_the_day_before_it() -> None:
    assert one_day(span("2026-06-06T18:00"))
    assert one_day(span("2026-06-06T18:00", "2026-06-07T00:00"))
    assert not one_day(span("2026-06-06T18:00", "2026-06-07T00:01"))
    assert one_day(span("2026-06-06", all_day=True))
    assert not one_day(span("2026-06-06", "2026-06-07", all_day=True))
