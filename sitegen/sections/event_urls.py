"""Where events and lists of events are found, for the sitemap and for claims.

Further pages of a list come and go with the time: they are in neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, union_all

from sitegen.models import Calendar, Event, EventCategory, EventLocation
from sitegen.statements import by_text, in_words, position_by

if TYPE_CHECKING:
    from sqlalchemy import Select

    from sitegen.statements import Statement

FIXED = ("events/", "events/calendars/")
OF_CALENDARS = ("", "past/", "categories/", "locations/")

folder = literal("events/") + Calendar.slug + "/"
of_calendars = tuple(select((folder + name).label("folder")) for name in OF_CALENDARS)
categories: Select[*tuple[Any, ...]] = select(
    folder + "categories/" + EventCategory.slug + "/"
).join(EventCategory, EventCategory.calendar_id == Calendar.id)
locations: Select[*tuple[Any, ...]] = select(
    folder + "locations/" + in_words(EventLocation.id) + "/"
).join(EventLocation, EventLocation.calendar_id == Calendar.id)
from_rows = union_all(*of_calendars, categories, locations).subquery("event_folders")
fixed = tuple(select(literal(name).label("folder")) for name in FIXED)
lists = union_all(*fixed, select(from_rows.c.folder)).subquery("event_lists")

# What lists events changes with any of them.
changed = select(func.max(Event.updated)).scalar_subquery()
of_lists: Statement = select(
    position_by(by_text(lists.c.folder)),
    (literal("/") + lists.c.folder).label("url"),
    changed.label("lastmod"),
)
event_folder = folder + in_words(Event.id) + "/"
of_events: Statement = select(
    Event.id, (literal("/") + event_folder).label("url"), Event.updated.label("lastmod")
).join(Calendar, Calendar.id == Event.calendar_id)
paths = (
    select((from_rows.c.folder + "index.html").label("path")),
    select(event_folder + "index.html").join_from(
        Event, Calendar, Calendar.id == Event.calendar_id
    ),
)
