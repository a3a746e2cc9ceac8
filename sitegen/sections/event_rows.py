"""Events as every list shows them: who they are, and the row for one of their occurrences."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select

from sitegen.models import Calendar, Event, EventLocation, OccurringRule, RecurringRule
from sitegen.sections import schedule
from sitegen.sections.gaps import lost
from sitegen.sections.occurrence import INSTANT, month_of, moved, when
from sitegen.sections.schedule import UNSCHEDULED, Schedule
from sitegen.statements import by_text
from sitegen.urls import url_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from sitegen.computed import Rows
    from sitegen.sections.occurrence import Occurrence
    from sitegen.statements import AnyRow

FEW = 6  # further occurrences that a list names
BREAK = re.compile(r"(?=<(?:br|p|div|li|h[1-6])\b)", re.IGNORECASE)

calendars: Select[*tuple[Any, ...]] = select(
    Calendar.id,
    Calendar.name,
    Calendar.slug,
    Calendar.description,
    Calendar.url,
    Calendar.rss,
    Calendar.embed,
    Calendar.twitter,
).order_by(by_text(Calendar.name), Calendar.id)
events: Select[*tuple[Any, ...]] = (
    select(
        Event.id,
        Event.title,
        Event.featured,
        Event.calendar_id,
        Event.venue_id,
        EventLocation.id.label("known_venue_id"),
        EventLocation.name.label("venue_name"),
        EventLocation.calendar_id.label("venue_calendar_id"),
    )
    .outerjoin(EventLocation, EventLocation.id == Event.venue_id)
    .order_by(Event.id)
)
singles: Select[*tuple[Any, ...]] = select(
    OccurringRule.id,
    OccurringRule.event_id,
    OccurringRule.dt_start,
    OccurringRule.dt_end,
    OccurringRule.all_day,
).order_by(OccurringRule.id)
rules: Select[*tuple[Any, ...]] = select(
    RecurringRule.id,
    RecurringRule.event_id,
    RecurringRule.begin,
    RecurringRule.finish,
    RecurringRule.duration_internal,
    RecurringRule.interval,
    RecurringRule.frequency,
    RecurringRule.all_day,
).order_by(RecurringRule.id)
STATEMENTS = MappingProxyType(
    {"calendars": calendars, "events": events, "singles": singles, "rules": rules}
)


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event, with the links to it, to its calendar and to its venue (without page: no URL)."""

    id: int
    title: str
    path: str
    calendar_id: int
    calendar: dict[str, str]
    venue_id: int | None
    venue: dict[str, str] | None
    featured: bool
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Dated:
    """An event with the one of its occurrences that it is listed for.

    `others` are its further ones, where a list is of one month.
    """

    occurrence: Occurrence
    event: PublicEvent
    others: tuple[Occurrence, ...] = ()


def public_events(rows: Rows) -> list[PublicEvent]:
    """All events by id. Raises SitegenError for a bad rule, a lost calendar or a lost venue."""
    slugs = {row.id: row.slug for row in rows["calendars"]}
    links = {row.id: link_to(row) for row in rows["calendars"]}
    times = schedule.schedules(rows["singles"], rows["rules"])
    require_calendars("events", rows["events"], links)
    return [
        PublicEvent(
            id=row.id,
            title=plain_title(row.title),
            path=f"{folder_of(slugs[row.calendar_id])}{row.id}/index.html",
            calendar_id=row.calendar_id,
            calendar=links[row.calendar_id],
            venue_id=row.venue_id,
            venue=_venue(row, slugs.get(row.venue_calendar_id)),
            featured=row.featured,
            schedule=times.get(row.id, UNSCHEDULED),
        )
        for row in rows["events"]
    ]


def require_calendars(table: str, rows: Iterable[AnyRow], known: Container[int]) -> None:
    """Raise SitegenError for a row of a calendar that is gone."""
    for row in rows:
        if row.calendar_id not in known:
            raise lost(table, row.id, "calendar", row.calendar_id)


def not_over(events: Iterable[PublicEvent], now: datetime) -> list[Dated]:
    """Events that run or are to come, each for its first such occurrence, soonest first."""
    found = ((next(schedule.occurrences(each.schedule, now), None), each) for each in events)
    return in_order(Dated(occurrence, event) for occurrence, event in found if occurrence)


def over(events: Iterable[PublicEvent], now: datetime) -> list[Dated]:
    """Events of which nothing is to come, each for its last occurrence, latest start first."""
    gone = (each for each in events if is_over(each, now))
    found = ((schedule.last_over(each.schedule, now), each) for each in gone)
    dated = (Dated(occurrence, event) for occurrence, event in found if occurrence)
    return sorted(dated, key=lambda each: each.occurrence.start, reverse=True)


def is_over(event: PublicEvent, now: datetime) -> bool:
    """It has happened, and will not again."""
    return (
        next(schedule.occurrences(event.schedule, now), None) is None
        and schedule.last_over(event.schedule, now) is not None
    )


def in_order(dated: Iterable[Dated]) -> list[Dated]:
    """Soonest first; of those that start together, by id."""
    return sorted(dated, key=lambda each: (each.occurrence.start, each.event.id))


def event_row(dated: Dated, now: datetime, *, calendar: bool) -> dict[str, Any]:
    """What templates see of an event in a list, with its calendar if that is one of all calendars.

    Its rhythm is that of rules that go on.
    """
    event = dated.event
    until_shown = max(now, moved(dated.occurrence.start, -INSTANT))
    return {
        "title": event.title,
        "url": url_of(event.path),
        "when": when(dated.occurrence, now),
        "month": month_of(dated.occurrence.start),
        "rhythm": schedule.rhythm(event.schedule, until_shown, dated.occurrence),
        **_others(dated.others),
        "venue": event.venue and {"name": event.venue["name"]},
        **({"calendar": event.calendar} if calendar else {}),
    }


def event_rows(dated: Iterable[Dated], now: datetime, *, calendars: bool) -> list[dict[str, Any]]:
    """What templates see of events in a list, which may be one of all calendars."""
    return [event_row(each, now, calendar=calendars) for each in dated]


def next_moment(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which an occurrence of an event starts or is over."""
    return schedule.next_moment(schedule.schedules(rows["singles"], rows["rules"]), now)


def link_to(calendar: AnyRow) -> dict[str, str]:
    """What templates see of a calendar that they only name."""
    return {"name": calendar.name, "url": url_of(f"{folder_of(calendar.slug)}index.html")}


def folder_of(slug: str) -> str:
    """The folder of a calendar's pages."""
    return f"events/{slug}/"


def plain_title(html: str) -> str:
    """The title without tags; empty if it shows nothing."""
    text = html
    if "<" in html or "&" in html:
        body = LexborHTMLParser(BREAK.sub(" ", html)).body
        text = body.text() if body else ""
    shown = " ".join(text.split())
    # Controls, joiners and other marks without a shape of their own show nothing alone.
    has_shape = any(unicodedata.category(character)[0] not in "CZ" for character in shown)
    return shown if has_shape else ""


def _others(others: Sequence[Occurrence]) -> dict[str, Any]:
    """Further occurrences one by one while they are few, or else how many until which day."""
    if len(others) > FEW:
        return {"others": [], "more": {"count": len(others), "until": others[-1].start.date()}}
    few = [{"start": each.start, "all_day": each.all_day} for each in others]
    return {"others": few, "more": None}


def _venue(row: AnyRow, calendar_slug: str | None) -> dict[str, str] | None:
    if row.venue_id is None:
        return None
    if row.known_venue_id is None:
        raise lost("events", row.id, "venue", row.venue_id, without=True)
    url = "" if calendar_slug is None else url_of(path_of_location(calendar_slug, row.venue_id))
    return {"name": row.venue_name, "url": url}


def path_of_location(calendar_slug: str, key: int) -> str:
    """The file of a venue."""
    return f"{folder_of(calendar_slug)}locations/{key}/index.html"
