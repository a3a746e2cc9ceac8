"""The next events of the home page, from rows on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.database import snapshot
from sitegen.sections import coming_events
from tests.events_rows import (
    DAILY,
    NOW,
    add_calendar,
    add_event,
    add_venue,
    at,
    happens,
    once,
    recurs,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


def ask(engine: Engine, now: datetime = NOW) -> tuple[list[dict[str, Any]], datetime | None]:
    with snapshot(engine) as connection:
        rows = {
            label: connection.execute(statement, {"now": now}).all()
            for label, statement in coming_events.STATEMENTS.items()
        }
    return coming_events.coming_events(rows, now), coming_events.next_moment(rows, now)


def titles(engine: Engine, now: datetime = NOW) -> list[str]:
    return [row["title"] for row in ask(engine, now)[0]]


def test_nothing_is_next_without_events(engine: Engine):
    assert ask(engine) == ([], None)


def test_the_next_five_that_start_are_listed_soonest_first_and_then_by_id(engine: Engine):
    add_calendar(engine)
    for day in (9, 3, 5, 3, 7, 8):
        once(engine, f"June {day}", f"2026-06-{day:02}T18:00")
    assert titles(engine) == ["June 3", "June 3", "June 5", "June 7", "June 8"]
    rows, moment = ask(engine)
    assert [row["url"] for row in rows[:2]] == ["/events/conferences/2/", "/events/conferences/4/"]
    assert moment == at("2026-06-03T18:00")


def test_an_event_that_starts_now_or_runs_or_is_over_is_not_next(engine: Engine):
    add_calendar(engine)
    once(engine, "Starts", "2026-06-01T12:00")
    once(engine, "Runs", "2026-06-01T11:00", "2026-06-02T11:00")
    once(engine, "Over", "2026-05-01T11:00")
    add_event(engine, "Without a time")
    assert ask(engine) == ([], None)


def test_an_event_of_today_that_takes_whole_days_has_started(engine: Engine):
    add_calendar(engine)
    happens(engine, add_event(engine, "Today"), "2026-06-01T18:00", all_day=True)
    happens(engine, add_event(engine, "Tomorrow"), "2026-06-02T18:00", all_day=True)
    rows, moment = ask(engine)
    assert [row["title"] for row in rows] == ["Tomorrow"]
    assert moment == at("2026-06-02")


def test_a_recurring_event_stands_once_for_its_next_start(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Meetup", featured=True, venue_id=add_venue(engine, "Hall"))
    happens(engine, event, "2026-06-25T09:00")
    recurs(engine, event, "2026-01-06T18:00", "2026-12-31")
    recurs(engine, event, "2026-01-01T18:00", "2026-06-01T12:00", DAILY)
    rows, moment = ask(engine)
    assert rows == [
        {
            "title": "Meetup",
            "url": "/events/conferences/1/",
            "when": {
                "start": at("2026-06-02T18:00"),
                "end": at("2026-06-02T19:00"),
                "all_day": False,
                "running": False,
            },
            "month": "2026-06",
            "rhythm": "Every Tuesday",
            "others": [],
            "more": None,
            "venue": {"name": "Hall"},
            "calendar": {"name": "Conferences", "url": "/events/conferences/"},
        }
    ]
    assert moment == at("2026-06-02T18:00")
    assert titles(engine, at("2026-12-29T18:00")) == []


def test_an_event_of_whole_days_is_next_however_many_start_later_that_day(engine: Engine):
    add_calendar(engine)
    for hour in range(60):
        once(engine, f"Talk {hour}", f"2026-06-02T{hour % 20 + 1:02}:00")
    happens(engine, add_event(engine, "Fair"), "2026-06-02T22:00", all_day=True)
    assert titles(engine) == ["Fair", "Talk 0", "Talk 20", "Talk 40", "Talk 1"]
