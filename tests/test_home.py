"""What home shows of events and jobs, from rows on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sitegen.database import snapshot
from sitegen.reading import Reading
from sitegen.sections import home
from tests.events_rows import add_calendar, once
from tests.jobs_rows import (
    EXPIRES,
    NOW,
    POSTED,
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
