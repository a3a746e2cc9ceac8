"""The next events for the home page, found without reading all of them.

The soonest single occurrences are the first rows along the index on `dt_start`; rules that may
start again are found along that on `finish`. Each event stands once, for its next start.
"""

from __future__ import annotations

from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select, union_all

from sitegen.models import Event, OccurringRule, RecurringRule
from sitegen.sections import event_rows, schedule
from sitegen.sections.event_rows import Dated, event_row, in_order, public_events
from sitegen.sections.occurrence import LAST
from sitegen.statements import NOW

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.computed import Rows

SHOWN = 5
# An event of whole days starts at midnight, before what its `dt_start` may say: it is not cut off
# by events of that day which start later than it, and today's, which have started, are read too.
ENOUGH = 50


def _soonest(count: int, *, all_day: bool) -> Select[*tuple[Any, ...]]:
    return (
        event_rows.singles.where(OccurringRule.dt_start > NOW, OccurringRule.all_day == all_day)
        .order_by(None)
        .order_by(OccurringRule.dt_start, OccurringRule.event_id)
        .limit(count)
    )


soonest = union_all(
    select(_soonest(SHOWN, all_day=False).subquery()),
    select(_soonest(ENOUGH, all_day=True).subquery()),
).subquery("soonest")
singles: Select[*tuple[Any, ...]] = select(soonest).order_by(soonest.c.event_id)
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
    return [event_row(each, now, calendar=True) for each in _coming(rows, now)[:SHOWN]]


def next_moment(rows: Rows, now: datetime) -> datetime | None:
    """The first moment after `now` at which other events, or fewer, are next.

    That is when one of them starts. A rule whose finish passes had its last start before; what a
    limit keeps out comes in when a single occurrence that was read is none to come any more.
    """
    starts = (each.occurrence.start for each in _coming(rows, now))
    moments = (next(starts, None), _end_of_crowding(rows))
    return min((moment for moment in moments if moment), default=None)


def _end_of_crowding(rows: Rows) -> datetime | None:
    """When the first single occurrence of whole days drops out, if more may wait behind them."""
    whole_days = [row.dt_start for row in rows["singles"] if row.all_day]
    return min(whole_days) if len(whole_days) == ENOUGH else None


def _coming(rows: Rows, now: datetime) -> list[Dated]:
    return in_order(
        Dated(occurrence, event)
        for event in public_events(rows)
        for occurrence in islice(schedule.to_come(event.schedule, now, LAST), 1)
    )
