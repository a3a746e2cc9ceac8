"""What home shows of events and jobs, from rows on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event

from sitegen.database import snapshot
from sitegen.models import Calendar, Event, Job, OccurringRule, RecurringRule
from sitegen.moments import stale_after
from sitegen.reading import Reading
from sitegen.sections import home
from tests.events_rows import add_calendar, add_event, once, recurs
from tests.events_rows import happens as happens_at
from tests.jobs_rows import (
    EXPIRES,
    NOW,
    POSTED,
    add,
    add_job,
    add_jobs,
    all_jobs,
    changes_after,
    titles,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)
(HOME,) = home.VIEWS


def at_home(engine: Engine, now: datetime = NOW) -> Any:
    with snapshot(engine) as connection:
        (content,) = HOME.contexts(Reading(connection, now), None)
    return content.context


def test_home_is_there_without_events_and_jobs(engine: Engine):
    page = at_home(engine)
    assert (page["events"], page["jobs"]) == ([], [])
    assert changes_after(engine, HOME, NOW) is None


def test_home_shows_the_newest_five_visible_jobs_as_the_list_does(engine: Engine):
    add_jobs(engine, 3)
    add_job(engine, "Two types", "Web", "Data", created=POSTED - timedelta(days=1))
    add_job(engine, "Newest", "Web", created=NOW)
    add_job(engine, "Oldest", "Web", created=POSTED - timedelta(days=9))
    add_job(engine, "Draft", "Web", created=NOW, status="draft")
    add_job(engine, "Expired", "Web", created=NOW, expires=NOW)
    shown = at_home(engine)["jobs"]
    assert titles(shown) == ["Newest", "Job 1", "Job 2", "Job 3", "Two types"]
    assert shown == all_jobs(engine)["rows"][:5]


def test_another_job_takes_the_place_of_one_that_expires(engine: Engine):
    for number in range(1, 7):
        posted = POSTED - timedelta(days=50 + number)
        add_job(engine, f"Job {number}", created=posted, expires=EXPIRES + number * HOUR)
    assert titles(at_home(engine)["jobs"]) == [f"Job {number}" for number in range(1, 6)]
    assert changes_after(engine, HOME, NOW) == EXPIRES + HOUR
    shown = titles(at_home(engine, EXPIRES + HOUR)["jobs"])
    assert shown == [f"Job {number}" for number in range(2, 7)]


def test_a_job_at_home_is_new_for_thirty_days(engine: Engine):
    add_job(engine)
    ends = POSTED + timedelta(days=30)
    assert changes_after(engine, HOME, NOW) == ends
    assert [at_home(engine, now)["jobs"][0]["new"] for now in (ends - INSTANT, ends)] == [
        True,
        False,
    ]


def test_home_shows_the_next_five_events_that_are_still_to_start(engine: Engine):
    add_calendar(engine)
    for number in (6, 3, 1, 5, 2, 4, 0):
        once(engine, f"Event {number}", str(NOW.replace(tzinfo=None) + number * HOUR))
    assert titles(at_home(engine)["events"]) == [f"Event {number}" for number in range(1, 6)]
    assert changes_after(engine, HOME, NOW) == NOW + HOUR
    later = titles(at_home(engine, NOW + HOUR)["events"])
    assert later == [f"Event {number}" for number in range(2, 7)]


def test_rules_that_end_without_a_start_are_no_moments_of_home(engine: Engine):
    """However many end soon: each would be another reading of the whole page."""
    add_calendar(engine)
    for number in range(1, 9):
        finish = (NOW + number * HOUR).replace(tzinfo=None).isoformat()
        recurs(engine, add_event(engine, f"Event {number}"), "2026-01-06T18:00", finish)
    once(engine, "Next", "2026-06-20T09:00")
    assert changes_after(engine, HOME, NOW) == NOW.replace(day=20, hour=9)
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    with snapshot(engine) as connection:
        assert stale_after(Reading(connection, NOW), (HOME,)) == NOW.replace(day=20, hour=9)
    assert len([sql for sql in asked if "FROM recurring_rules" in sql]) < 12


def test_whole_days_that_wait_behind_many_are_foretold(engine: Engine):
    """Those of today that say a time are read before those of tomorrow, and are 50 at most."""
    add_calendar(engine)
    for number in range(60):
        start = f"2026-06-01T{13 + number // 6}:{number % 6}0"
        happens_at(engine, add_event(engine, "Today"), start, all_day=True)
    happens_at(engine, add_event(engine, "Tomorrow"), "2026-06-02T10:00", all_day=True)
    changed = [NOW]
    while (moment := changes_after(engine, HOME, changed[-1])) is not None:
        before = titles(at_home(engine, changed[-1])["events"])
        assert titles(at_home(engine, moment - INSTANT)["events"]) == before
        changed.append(moment)
        if len(changed) > 20:
            break
    assert any(titles(at_home(engine, moment)["events"]) == ["Tomorrow"] for moment in changed)


hours = st.integers(-60, 60)
lengths = st.sampled_from([timedelta(), HOUR, 30 * HOUR])
one_time = st.tuples(hours, lengths, st.booleans())
one_rule = st.tuples(
    hours, st.sampled_from([0, 1, 24, 200, 9000]), lengths, st.integers(0, 3), st.booleans()
)
one_job = st.tuples(st.integers(-31, 2), hours, st.sampled_from(["approved", "draft"]))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    times=st.lists(one_time, max_size=9),
    rules=st.lists(one_rule, max_size=9),
    jobs=st.lists(one_job, max_size=8),
    share=st.floats(0, 1),
)
def test_home_does_not_change_before_the_moment_it_foretells(
    engine: Engine, times: Any, rules: Any, jobs: Any, share: float
):
    fill(engine, times, rules, jobs)
    moment = changes_after(engine, HOME, NOW)
    assert moment is None or moment > NOW
    until = (moment or NOW + 900 * HOUR) - INSTANT
    present = at_home(engine)
    assert at_home(engine, until) == present
    assert at_home(engine, NOW + (until - NOW) * share) == present


def fill(engine: Engine, times: Any, rules: Any, jobs: Any) -> None:
    """These rows and no others: times, rules and jobs, counted in hours and days from now."""
    with engine.begin() as connection:
        for model in (OccurringRule, RecurringRule, Event, Job, Calendar):
            connection.execute(delete(model))
    calendar = add_calendar(engine)
    for hour, length, all_day in times:
        key = add_event(engine, "Once", calendar)
        start = NOW + hour * HOUR
        add(
            engine,
            OccurringRule,
            event_id=key,
            dt_start=start,
            dt_end=start + length,
            all_day=all_day,
        )
    for hour, lasts, length, frequency, all_day in rules:
        begin = NOW + hour * HOUR
        values = {"begin": begin, "finish": begin + lasts * HOUR, "duration_internal": length}
        values |= {"frequency": frequency, "all_day": all_day}
        add(engine, RecurringRule, event_id=add_event(engine, "Again", calendar), **values)
    for days, hour, status in jobs:
        created, expires = NOW + timedelta(days=days), NOW + hour * HOUR
        add_job(engine, created=created, expires=expires, status=status)
