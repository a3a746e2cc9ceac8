"""Jobs and events in whose fields the attacks stand."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from sitegen.models import (
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    JobTypeAssociation,
    OccurringRule,
)
from tests.built_site import NOW, WHEN

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sitegen.models.base import Base

ATTACKS = tomllib.loads(Path(__file__).with_name("attacks.toml").read_text("utf-8"))
STAMPS = {"created": WHEN, "updated": WHEN}
LONG = ("description", "requirements", "company_description")
KINDS = ("html", "markdown", "rst", "plain")
Attack = tuple[str, str]  # the kind of markup and the text


def _text(value: str | dict[str, Any]) -> str:
    if isinstance(value, str):
        return value
    return str(value.get("before", "") + value["piece"] * value["times"] + value.get("after", ""))


def texts() -> list[Attack]:
    """All attacks that are texts with markup."""
    return [(kind, _text(value)) for kind in KINDS for value in ATTACKS[kind].values()]


def values(table: str) -> list[str]:
    """All attacks that are names, addresses of the web or mailboxes."""
    return [_text(value) for value in ATTACKS[table].values()]


def add_jobs(connection: Connection) -> None:
    """Add jobs: each text in one of their fields, names and addresses in turn in the others."""
    names = values("name")
    _add(connection, JobCategory, [{"id": 1, "name": names[0], "slug": "c"}])
    _add(connection, JobType, [{"id": 1, "name": names[1], "slug": "t"}])
    name, url, mail, text = map(cycle, (names, values("url"), values("mail"), texts()))
    plain = ("job_title", "company_name", "city", "region", "country", "contact", "other_job_type")
    jobs = []
    for number in range(1, len(texts()) // len(LONG) + 2):
        job = {"id": number, "category_id": 1, "location_slug": "place", "status": "approved"}
        job |= {field: next(name) for field in plain} | {"url": next(url), "email": next(mail)}
        for field in LONG:
            job[f"{field}_markup_type"], job[field] = next(text)
        jobs.append({**job, "expires": NOW + timedelta(days=9), **STAMPS})
    _add(connection, Job, jobs)
    _add(connection, JobTypeAssociation, [{"job_id": 1, "job_type_id": 1}])


def add_events(connection: Connection) -> None:
    """Add an event for each text, and a venue for each address."""
    name, url = cycle(values("name")), cycle(values("url"))
    links = ("url", "rss", "embed", "twitter")
    calendar = {"id": 1, "name": next(name), "slug": "c", "description": next(name), **STAMPS}
    _add(connection, Calendar, [{**calendar, **{field: next(url) for field in links}}])
    _add(connection, EventCategory, [{"id": 1, "name": next(name), "slug": "k", "calendar_id": 1}])
    venues = [
        {"id": number, "calendar_id": 1, "name": next(name), "address": next(name), "url": web}
        for number, web in enumerate(values("url"), 1)
    ]
    _add(connection, EventLocation, venues)
    events, times = [], []
    for number, (kind, text) in enumerate(texts(), 1):
        event = {"id": number, "title": next(name), "calendar_id": 1, "featured": number < 4}
        event |= {"venue_id": number % len(venues) + 1, "description_markup_type": kind}
        events.append({**event, "description": text, **STAMPS})
        start = NOW + timedelta(hours=number - 5)
        times.append({"event_id": number, "dt_start": start, "dt_end": start + timedelta(hours=2)})
    _add(connection, Event, events)
    _add(connection, OccurringRule, times)
    _add(connection, EventCategoryAssociation, [{"event_id": 9, "category_id": 1}])


def _add(connection: Connection, model: type[Base], rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(model), rows)
