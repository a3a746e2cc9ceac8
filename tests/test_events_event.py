"""The page of an event, from rows on both engines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete

from sitegen.markup import Policy, Text
from sitegen.models import EventLocation
from tests.events_rows import (
    DAILY,
    MONTHLY,
    YEARLY,
    add_calendar,
    add_category,
    add_event,
    add_venue,
    at,
    contexts,
    event_page,
    happens,
    once,
    recurs,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_an_event_says_when_where_and_what(engine: Engine):
    add_calendar(engine)
    venue = add_venue(engine, "Hall", address="Street 1", url="https://example.org/")
    event = add_event(
        engine,
        "<b>PyCon</b>",
        venue_id=venue,
        featured=True,
        description="Text.",
        description_markup_type="markdown",
    )
    happens(engine, event, "2026-06-01T11:00", "2026-06-01T13:00")
    add_category(engine, "Talks", 1, event)
    add_category(engine, "Nowhere", None, event)
    assert event_page(engine, event) == {
        "event": {
            "title": "PyCon",
            "description": Text("Text.", "markdown", Policy.UNTRUSTED, prefix="description"),
        },
        "when": {
            "start": at("2026-06-01T11:00"),
            "end": at("2026-06-01T13:00"),
            "all_day": False,
            "running": True,
        },
        "over": False,
        "rhythms": [],
        "upcoming": [],
        "calendar": {"name": "Conferences", "url": "/events/conferences/"},
        "venue": {
            "name": "Hall",
            "url": "/events/conferences/locations/1/",
            "address": "Street 1",
            "web": "https://example.org/",
        },
        "categories": [
            {"name": "Nowhere", "url": ""},
            {"name": "Talks", "url": "/events/conferences/categories/talks/"},
        ],
        "previous": None,
        "next": None,
    }


def test_an_event_without_a_time_has_a_page_that_says_none(engine: Engine):
    add_calendar(engine)
    page = event_page(engine, add_event(engine, "Some day"))
    assert (page["when"], page["over"], page["rhythms"], page["upcoming"]) == (None, False, [], [])
    assert (page["venue"], page["previous"], page["next"]) == (None, None, None)


def test_an_event_that_is_over_says_when_it_was_last(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Standup")
    happens(engine, event, "2025-01-01T09:00")
    recurs(engine, event, "2026-03-01T09:00", "2026-04-01T09:00", DAILY)
    page = event_page(engine, event)
    assert (page["over"], page["upcoming"]) == (True, [])
    assert page["when"]["start"] == at("2026-04-01T09:00")
    (rule,) = page["rhythms"]
    assert (rule["since"], rule["until"]) == (date(2026, 3, 1), date(2026, 4, 1))


def test_a_recurring_event_says_its_rhythms_and_its_next_dates(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Meetup")
    recurs(engine, event, "2026-01-06T18:00", "2027-01-01")
    recurs(engine, event, "2026-06-04T10:00", "2026-09-01", MONTHLY, all_day=True)
    recurs(engine, event, "2026-06-05T09:00", "2026-06-05T09:00", DAILY)
    recurs(engine, event, "2026-09-01T09:00", "9999-12-31", YEARLY)
    page = event_page(engine, event)
    assert page["when"]["start"] == at("2026-06-02T18:00")
    assert [each["start"] for each in page["upcoming"]] == [
        at(f"2026-06-{time}") for time in ("04", "05T09:00", "09T18:00", "16T18:00", "23T18:00")
    ]
    assert page["rhythms"] == [
        {
            "words": "Every Tuesday",
            "all_day": False,
            "clock": "18:00",
            "since": None,
            "until": date(2026, 12, 29),
        },
        {
            "words": "On the 4th of every month",
            "all_day": True,
            "clock": "",
            "since": None,
            "until": date(2026, 8, 4),
        },
        {
            "words": "Every year on 1 September",
            "all_day": False,
            "clock": "09:00",
            "since": None,
            "until": None,
        },
    ]


def test_one_end_says_no_more_than_the_start_within_a_minute_or_a_day(engine: Engine):
    add_calendar(engine)
    instant, backwards, day, two_days = (add_event(engine, "Brief") for _ in range(4))
    happens(engine, instant, "2026-06-01T12:30:10", "2026-06-01T12:30:50")
    happens(engine, backwards, "2026-06-02T12:30", "2026-06-01")
    happens(engine, day, "2026-06-02T12:30", "2026-06-02T01:00", all_day=True)
    happens(engine, two_days, "2026-06-02T12:30", "2026-06-03", all_day=True)
    shown = [event_page(engine, event)["when"] for event in (instant, backwards, day, two_days)]
    assert [each["end"] for each in shown] == [None, None, None, at("2026-06-03")]
    assert shown[2]["start"] == at("2026-06-02")


def test_neighbours_are_those_that_happen_once_in_the_calendar_by_start_and_id(engine: Engine):
    add_calendar(engine)
    add_calendar(engine, "Other")
    last = once(engine, "last", "2026-06-03")
    recurring, twice = add_event(engine, "recurring"), once(engine, "twice", "2026-06-02")
    recurs(engine, recurring, "2020-01-01", "2030-01-01")
    recurs(engine, twice, "2026-06-04", "2026-06-04")
    first = add_event(engine, "first")
    recurs(engine, first, "2026-06-02", "2026-06-03")
    twin = once(engine, "twin", "2026-06-03")
    once(engine, "elsewhere", "2026-06-01", calendar=2)
    add_event(engine, "Some day")
    around = {
        event: [event_page(engine, event)[side] for side in ("previous", "next")]
        for event in (recurring, twice, first, last, twin)
    }
    assert around == {
        recurring: [None, None],
        twice: [None, None],
        first: [None, {"title": "last", "url": "/events/conferences/1/"}],
        last: [
            {"title": "first", "url": "/events/conferences/4/"},
            {"title": "twin", "url": "/events/conferences/5/"},
        ],
        twin: [{"title": "last", "url": "/events/conferences/1/"}, None],
    }


def test_an_event_stays_when_its_venue_goes(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "PyCon", venue_id=add_venue(engine, "Hall"))
    with engine.begin() as connection:
        connection.execute(delete(EventLocation))
    assert event_page(engine, event)["venue"] is None


def test_a_venue_of_no_calendar_has_no_page_to_link_to(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "PyCon", venue_id=add_venue(engine, "Hall", None, url="ftp://x/"))
    assert event_page(engine, event)["venue"] == {
        "name": "Hall",
        "url": "",
        "address": "",
        "web": "",
    }


def test_every_event_has_its_page_below_its_calendar(engine: Engine):
    add_calendar(engine, "Py Con", slug="py con")
    once(engine, "over", "2020-01-01")
    add_event(engine, "Some day")
    assert list(contexts(engine, "events.event")) == [
        "events/py con/1/index.html",
        "events/py con/2/index.html",
    ]
