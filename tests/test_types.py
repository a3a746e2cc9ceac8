"""Moments and durations are the same on both engines, however they were written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from sitegen.errors import UnreadableText
from sitegen.models import Calendar, Event, Page, RecurringRule
from sitegen.models.types import Duration, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy import Engine

SQLITE = sqlite.dialect()
zones = st.timezones() | st.just(UTC)
moments = st.datetimes(timezones=zones, allow_imaginary=False).filter(lambda m: 1 < m.year < 9999)
durations = st.timedeltas(timedelta(days=-1000), timedelta(days=100_000))
NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@given(moments, moments)
def test_as_text_moments_are_ordered_as_in_time(one: datetime, other: datetime) -> None:
    # In UTC, because Python compares two times of one zone by the clock on the wall, which shows
    # the same hour twice when it is set back.
    earlier, later = one.astimezone(UTC), other.astimezone(UTC)
    assert (in_sqlite(one) < in_sqlite(other)) == (earlier < later)
    assert (in_sqlite(one) == in_sqlite(other)) == (earlier == later)


@given(moments)
def test_a_moment_comes_back_from_its_text(moment: datetime) -> None:
    assert UtcDateTime().process_result_value(in_sqlite(moment), SQLITE) == moment.astimezone(UTC)


@given(durations)
def test_a_duration_comes_back_from_its_text(duration: timedelta) -> None:
    written = Duration().process_bind_param(duration, SQLITE)
    assert Duration().process_result_value(written, SQLITE) == duration


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (NOON, "2026-01-31 12:00:00"),
        (NOON.replace(microsecond=250_000), "2026-01-31 12:00:00.25"),
        (NOON.replace(microsecond=1), "2026-01-31 12:00:00.000001"),
        (NOON.astimezone(timezone(timedelta(hours=-9))), "2026-01-31 12:00:00"),
        (NOON.replace(year=33), "0033-01-31 12:00:00"),
    ],
)
def test_a_moment_is_written_as_people_write_it(moment: datetime, written: str) -> None:
    assert in_sqlite(moment) == written


@pytest.mark.parametrize(
    ("duration", "written"),
    [
        (timedelta(minutes=15), "00:15:00"),
        (timedelta(days=2, hours=10), "2 10:00:00"),
        (timedelta(seconds=1.5), "00:00:01.5"),
        (timedelta(), "00:00:00"),
    ],
)
def test_a_duration_is_written_as_people_write_it(duration: timedelta, written: str) -> None:
    assert Duration().process_bind_param(duration, SQLITE) == written


def test_a_moment_written_by_hand_is_read_as_utc(sqlite_engine: Engine) -> None:
    add_page(sqlite_engine, "2026-01-31 12:00:00")
    with sqlite_engine.connect() as connection:
        moment = connection.scalars(select(Page.created)).one()
    assert (moment, moment.tzinfo) == (NOON, UTC)


def test_moments_come_back_in_utc_and_in_order(engine: Engine) -> None:
    east = timezone(timedelta(hours=9))
    written = [
        NOON + timedelta(microseconds=500_000),
        (NOON + timedelta(microseconds=50_000)).astimezone(east),
        NOON,
        NOON - timedelta(days=400),
    ]
    with engine.begin() as connection:
        for number, moment in enumerate(written):
            row = {"title": "", "path": str(number), "content": "", "created": moment}
            connection.execute(insert(Page).values(row))
        read = connection.scalars(select(Page.created).order_by(Page.created)).all()
        later = connection.scalars(select(Page.path).where(Page.created > NOON)).all()
    assert read == sorted(written)
    assert {moment.tzinfo for moment in read} == {UTC}
    assert sorted(later) == ["0", "1"]


def test_durations_come_back(engine: Engine) -> None:
    wanted = [timedelta(days=3, hours=1, microseconds=7), timedelta(minutes=45), timedelta(0)]
    with engine.begin() as connection:
        connection.execute(insert(Calendar).values(id=1, name="", slug=""))
        connection.execute(insert(Event).values(id=1, title="", calendar_id=1, description=""))
        rows = [{"event_id": 1, "duration_internal": duration} for duration in wanted]
        connection.execute(insert(RecurringRule), rows)
        found = connection.scalars(select(RecurringRule.duration_internal))
        assert sorted(found) == sorted(wanted)


def test_a_moment_without_a_time_zone_is_refused(engine: Engine) -> None:
    naive = NOON.replace(tzinfo=None)
    with engine.connect() as connection, pytest.raises(StatementError) as caught:
        connection.execute(select(Page.id).where(Page.created > naive))
    assert str(caught.value.orig) == (
        "2026-01-31 12:00:00 has no time zone: moments are aware, in UTC."
    )


@pytest.mark.parametrize(
    "written",
    [
        *("yesterday", "2026-01-31 12:00", "2026-01-31T12:00:00", "2026-01-31T12:00:00Z"),
        *("2026-01-31 13:00:00+01:00", "2026-01-31 12:00:00.000", "2026-01-31 12:00:00.50"),
    ],
)
def test_text_that_is_no_moment_in_its_one_form_is_named(
    sqlite_engine: Engine, written: str
) -> None:
    add_page(sqlite_engine, written)
    with sqlite_engine.connect() as connection, pytest.raises(UnreadableText) as caught:
        connection.scalars(select(Page.created)).all()
    assert (caught.value.text, caught.value.message, caught.value.mend) == (
        written,
        f"The database holds {written!r}, which is not a time written as YYYY-MM-DD HH:MM:SS.",
        "Write it so, in UTC; a fraction only if there is one, with no zeros at its end.",
    )


def test_text_that_is_no_duration_is_named() -> None:
    with pytest.raises(UnreadableText) as caught:
        Duration().process_result_value("15 min", SQLITE)
    assert (caught.value.text, caught.value.message, caught.value.mend) == (
        "15 min",
        "The database holds '15 min', which is not a duration.",
        "Write it as HH:MM:SS or D HH:MM:SS.",
    )


@pytest.mark.parametrize("written", ["99999999999 00:00:00", "-99999999999 00:00:00"])
def test_a_duration_that_is_too_long_is_named(written: str) -> None:
    with pytest.raises(UnreadableText) as caught:
        Duration().process_result_value(written, SQLITE)
    assert str(caught.value) == (
        f"The database holds {written!r}, which is too long a duration. "
        "Write it as HH:MM:SS or D HH:MM:SS."
    )


def in_sqlite(moment: datetime) -> str:
    return str(UtcDateTime().process_bind_param(moment, SQLITE))


def add_page(engine: Engine, created: str) -> None:
    statement = text("INSERT INTO pages (title, path, content, created) VALUES ('', 'a', '', :at)")
    with engine.begin() as connection:
        connection.execute(statement, {"at": created})
