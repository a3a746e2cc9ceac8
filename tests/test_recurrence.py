"""Recurring rules: equal to plain dateutil, however far from the beginning they are asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice
from types import SimpleNamespace
from typing import Any

import pytest
from dateutil.rrule import rrule
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.errors import SitegenError
from sitegen.sections.occurrence import FIRST, LAST, Occurrence
from sitegen.sections.recurrence import (
    Recurrence,
    last_over,
    last_start,
    next_moment,
    next_start,
    occurrences,
    recurrence,
    starting,
)

YEARLY, MONTHLY, WEEKLY, DAILY = range(4)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rule(begin: str, finish: str, frequency: int, interval: int = 1, **values: Any) -> Recurrence:
    values = {"duration": timedelta(hours=1), "all_day": False, **values}
    return Recurrence(at(begin), at(finish), interval=interval, frequency=frequency, **values)


def plainly(rule: Recurrence) -> list[Occurrence]:
    """All occurrences, by dateutil from the first on."""
    step, until = rule.interval, rule.finish
    found = []
    for start in rrule(rule.frequency, dtstart=rule.begin, interval=step, until=until):
        if rule.all_day:
            days = max(1, -(-rule.duration // DAY))
            first = start.replace(hour=0, minute=0, second=0)
            found.append(Occurrence(first, first + days * DAY, all_day=True))
        else:
            end = start + max(rule.duration, timedelta())
            found.append(Occurrence(start, end, all_day=False))
    return found


YEARS = {YEARLY: 60, MONTHLY: 12, WEEKLY: 2, DAILY: 1}
EDGES = [
    *("1995-12-31", "2000-01-31", "2000-02-29", "2004-02-29", "2096-02-29", "2024-12-30"),
    *("2026-03-28", "2026-10-24", "2025-08-31", "2023-01-29", "2023-01-30"),  # DST ends and begins
]
days = st.sampled_from(EDGES).map(at) | st.integers(0, 40_000 * 86_400).map(
    lambda seconds: at("1990-01-01") + seconds * SECOND
)


@st.composite
def rules(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.integers(0, 3))
    begin = draw(days) + draw(st.sampled_from([timedelta(), timedelta(hours=18), DAY - SECOND]))
    reach = draw(st.integers(-40, 365 * YEARS[frequency]))
    return Recurrence(
        begin,
        begin + timedelta(reach) + draw(st.sampled_from([timedelta(), -SECOND, SECOND])),
        draw(st.sampled_from([0, 1, 24, 25, 72, 24 * 40, -3]).map(lambda n: timedelta(hours=n))),
        draw(st.integers(1, 6) | st.sampled_from([12, 25, 52, 100, 32_767])),
        frequency,
        draw(st.booleans()),
    )


@st.composite
def rules_and_moments(draw: st.DrawFn) -> tuple[Recurrence, datetime]:
    """A rule, and a moment that is often the edge of something."""
    drawn = draw(rules())
    edges = [drawn.begin, drawn.finish]
    for each in plainly(drawn)[:400]:
        edges += [each.start, each.end]
    edge = draw(st.sampled_from(edges))
    nudge = st.sampled_from([timedelta(), SECOND, -SECOND, timedelta.resolution])
    return drawn, edge + draw(nudge) + draw(st.just(0) | st.integers(-900, 900)) * DAY


@given(rules_and_moments())
def test_occurrences_to_come_are_those_of_plain_dateutil(case: tuple[Recurrence, datetime]):
    rule, now = case
    expected = [each for each in plainly(rule) if each.end > now]
    assert list(islice(occurrences(rule, now), 50)) == expected[:50]


@given(rules_and_moments(), st.integers(0, 800))
def test_occurrences_that_start_in_a_span_are_those_of_plain_dateutil(
    case: tuple[Recurrence, datetime], length: int
):
    rule, since = case
    before = since + length * DAY
    expected = [each for each in plainly(rule) if since <= each.start < before]
    assert list(starting(rule, since, before)) == expected


@given(rules_and_moments())
@example((rule("2000-02-29", "2500-01-01", YEARLY, 25), at("2399-06-01")))
@example((rule("2000-02-29", "2500-01-01", MONTHLY, 300), at("2399-06-01")))
def test_the_last_one_over_is_that_of_plain_dateutil(case: tuple[Recurrence, datetime]):
    rule, now = case
    over = [each for each in plainly(rule) if each.end <= now]
    assert last_over(rule, now) == (over[-1] if over else None)


@given(rules())
def test_the_last_start_is_that_of_plain_dateutil(rule: Recurrence):
    found = plainly(rule)
    assert last_start(rule) == (found[-1].start if found else None)


@given(rules_and_moments())
def test_nothing_starts_or_ends_before_the_next_moment(case: tuple[Recurrence, datetime]):
    rule, now = case
    edges = {edge for each in plainly(rule) for edge in (each.start, each.end)}
    assert next_moment(rule, now) == min((edge for edge in edges if edge > now), default=None)


@settings(max_examples=30, deadline=timedelta(milliseconds=500))
@given(
    st.integers(0, 3),
    st.integers(1, 3) | st.just(32_767),
    st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
    st.sampled_from([timedelta(), DAY, timedelta.max, timedelta.min]),
)
@example(WEEKLY, 1, LAST, False, DAY)
@example(MONTHLY, 1, FIRST, True, DAY)
def test_a_rule_as_long_as_the_calendar_is_fast_and_within_it(
    frequency: int, interval: int, now: datetime, all_day: bool, duration: timedelta
):
    for begin in ("0001-01-01", "0001-01-06T23:59:59", "9999-12-25", "9999-12-31T23:59:59"):
        long = Recurrence(at(begin), LAST, duration, interval, frequency, all_day)
        list(islice(occurrences(long, now), 20))
        list(islice(starting(long, now, LAST), 20))
        last_over(long, now)
        last_start(long)
        moment = next_moment(long, now)
        assert moment is None or moment > now


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            {"frequency": 4},
            "recurring_rules id 7 (event 3): its frequency is 4."
            " Set it to 0 (yearly), 1 (monthly), 2 (weekly) or 3 (daily).",
        ),
        (
            {"frequency": -1},
            "recurring_rules id 7 (event 3): its frequency is -1."
            " Set it to 0 (yearly), 1 (monthly), 2 (weekly) or 3 (daily).",
        ),
        (
            {"interval": 0},
            "recurring_rules id 7 (event 3): its interval is 0."
            " Set it to a whole number from 1 to 32767.",
        ),
        (
            {"interval": 2**15},
            "recurring_rules id 7 (event 3): its interval is 32768."
            " Set it to a whole number from 1 to 32767.",
        ),
        (
            {"interval": "often"},
            "recurring_rules id 7 (event 3): its interval is often."
            " Set it to a whole number from 1 to 32767.",
        ),
        (
            {"interval": -2},
            "recurring_rules id 7 (event 3): its interval is -2."
            " Set it to a whole number from 1 to 32767.",
        ),
    ],
)
def test_numbers_that_say_no_rhythm_are_an_error_of_the_row(values: dict[str, Any], message: str):
    row = {"begin": at("2026-01-01"), "finish": at("2026-02-01"), "duration_internal": DAY}
    row |= {"id": 7, "event_id": 3, "interval": 1, "frequency": 2, "all_day": False, **values}
    with pytest.raises(SitegenError) as caught:
        recurrence(SimpleNamespace(**row))  # type: ignore[arg-type]  # stands for a row
    assert str(caught.value) == message


NOW = at("2026-06-01T12:00")


def starts(rule: Recurrence, count: int = 3) -> list[str]:
    return [f"{each.start:%Y-%m-%d %H:%M}" for each in islice(occurrences(rule, NOW), count)]


def ended(rule: Recurrence) -> str:
    found = last_over(rule, NOW)
    return f"{found.start:%Y-%m-%d %H:%M}" if found else ""


TUESDAYS = rule("2026-01-06T18:00", "2026-12-31T18:00", WEEKLY, duration=timedelta(hours=2))
SECOND_MONDAYS = rule("2026-01-05T10:00", "2027-01-01", WEEKLY, 2, duration=DAY, all_day=True)
LAST_OF_MONTHS = rule("2025-01-31T19:00", "2027-01-31T19:00", MONTHLY, duration=timedelta(hours=3))
SEPTEMBERS = rule("2020-09-01T09:00", "2030-09-01T09:00", YEARLY, duration=timedelta(days=3))
SPENT = rule("2026-03-01T09:00", "2026-04-01T09:00", DAILY)
UNTIL_JUNE = rule("2026-05-01T09:00", "2026-06-10T09:00", DAILY, duration=timedelta(minutes=15))
TO_BEGIN = rule("2026-06-02T09:00", "2026-08-01", WEEKLY)
FOURTHS = rule("2026-06-04T09:00", "2026-09-01", MONTHLY)
LEAP_DAYS = rule("2016-02-29T12:00", "2040-01-01", YEARLY)
LUNCHES = rule("2026-01-01T11:30", "2026-12-31", DAILY)


@pytest.mark.parametrize(
    ("rule", "to_come", "over"),
    [
        pytest.param(
            TUESDAYS,
            ["2026-06-02 18:00", "2026-06-09 18:00", "2026-06-16 18:00"],
            "2026-05-26 18:00",
            id="every Tuesday evening",
        ),
        pytest.param(  # the day of 25 May is over, that of 8 June is next
            SECOND_MONDAYS,
            ["2026-06-08 00:00", "2026-06-22 00:00", "2026-07-06 00:00"],
            "2026-05-25 00:00",
            id="every second Monday, all day",
        ),
        pytest.param(  # June has no 31st
            LAST_OF_MONTHS,
            ["2026-07-31 19:00", "2026-08-31 19:00", "2026-10-31 19:00"],
            "2026-05-31 19:00",
            id="every 31st",
        ),
        pytest.param(
            SEPTEMBERS,
            ["2026-09-01 09:00", "2027-09-01 09:00", "2028-09-01 09:00"],
            "2025-09-01 09:00",
            id="three days every September",
        ),
        pytest.param(SPENT, [], "2026-04-01 09:00", id="daily, spent"),
        pytest.param(
            UNTIL_JUNE,
            ["2026-06-02 09:00", "2026-06-03 09:00", "2026-06-04 09:00"],
            "2026-06-01 09:00",
            id="daily until 10 June",
        ),
        pytest.param(
            TO_BEGIN,
            ["2026-06-02 09:00", "2026-06-09 09:00", "2026-06-16 09:00"],
            "",
            id="weekly, not begun",
        ),
        pytest.param(  # the last fourth is in August: 1 September comes first
            FOURTHS,
            ["2026-06-04 09:00", "2026-07-04 09:00", "2026-08-04 09:00"],
            "",
            id="on the fourth, for three months",
        ),
        pytest.param(
            LEAP_DAYS,
            ["2028-02-29 12:00", "2032-02-29 12:00", "2036-02-29 12:00"],
            "2024-02-29 12:00",
            id="leap days",
        ),
        pytest.param(  # today's runs until 12:30
            LUNCHES,
            ["2026-06-01 11:30", "2026-06-02 11:30", "2026-06-03 11:30"],
            "2026-05-31 11:30",
            id="every day, running",
        ),
    ],
)
def test_real_rules_on_the_first_of_june(rule: Recurrence, to_come: list[str], over: str):
    assert starts(rule) == to_come
    assert ended(rule) == over


def test_a_spent_rule_has_no_next_moment_and_one_to_come_has_its_first_start():
    assert next_moment(SPENT, NOW) is None
    assert next_moment(TO_BEGIN, NOW) == at("2026-06-02T09:00")


def test_a_running_occurrence_changes_at_its_end_or_when_another_starts():
    assert next_moment(LUNCHES, NOW) == at("2026-06-01T12:30")
    assert next_start(LUNCHES, NOW) == at("2026-06-02T11:30")
    weeks = rule("2026-01-05T09:00", "2026-12-31", WEEKLY, duration=timedelta(days=10))
    assert next_moment(weeks, at("2026-06-01T12:00")) == at("2026-06-04T09:00")


def test_an_occurrence_of_whole_days_takes_at_least_one_and_is_over_at_midnight():
    brief = rule("2026-06-01T10:00", "2026-06-01T10:00", DAILY, all_day=True)
    assert list(occurrences(brief, NOW)) == [
        Occurrence(at("2026-06-01"), at("2026-06-02"), all_day=True)
    ]
    assert list(occurrences(brief, at("2026-06-02"))) == []
    long = rule("2026-06-01", "2026-06-01", DAILY, all_day=True, duration=timedelta(hours=25))
    assert [each.end for each in occurrences(long, NOW)] == [at("2026-06-03")]
