"""The next events for the home page, found without reading all of them.

The soonest single occurrences are the first rows along the index on `dt_start`; rules that may
start again are found along that on `finish`. Each event stands once, for its next start.
"""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, union_all

from sitegen.models import Event, OccurringRule, RecurringRule
from sitegen.sections import event_rows, schedule
from sitegen.sections.event_rows import Dated, event_row, in_order, public_events
from sitegen.sections.occurrence import LAST
from sitegen.statements import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.computed import Rows

SHOWN = 5
# Rows: an event of whole days that began today may be among the next ones by `dt_start`.
ENOUGH = 50

singles = (
    event_rows.singles.where(OccurringRule.dt_start > NOW)
    .order_by(None)
    .order_by(OccurringRule.dt_start, OccurringRule.id)
    .limit(ENOUGH)
)
rules = (
    event_rows.rules.where(RecurringRule.finish > NOW)
    .order_by(None)
    .order_by(RecurringRule.finish, RecurringRule.id)
)
of_these = union_all(
    select(singles.subquery().c.event_id),
    select(RecurringRule.event_id).where(RecurringRule.finish > NOW),
)
STATEMENTS = MappingProxyType(
    {
        "calendars": event_rows.calendars,
        "events": event_rows.events.where(Event.id.in_(of_these)),
        "singles": singles,
        "rules": rules,
    }
)


def coming_events(rows: Rows, now: datetime) -> list[dict[str, Any]]:
    """The rows of the next five events that start after `now`, soonest first."""
    return [event_row(each, now) for each in _coming(rows, now)[:SHOWN]]


def next_moment(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which one of the events starts."""
    return next((each.occurrence.start for each in _coming(rows, now)), None)


def _coming(rows: Rows, now: datetime) -> list[Dated]:
    return in_order(
        Dated(occurrence, event)
        for event in public_events(rows)
        for occurrence in islice(schedule.to_come(event.schedule, now, LAST), 1)
    )
