"""Recurring rules: when an event happens again, with dateutil, and fast however long a rule is.

dateutil finds a moment by counting from the first start. Here a rule is begun anew close to the
moment that is asked for, so that it yields the same starts from there on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule

from sitegen.errors import SitegenError
from sitegen.sections.gaps import require_values
from sitegen.sections.occurrence import DAY, FIRST, INSTANT, LAST, Occurrence, midnight, moved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sitegen.statements import AnyRow

IN_MONTHS = {YEARLY: 12, MONTHLY: 1}
IN_DAYS = {WEEKLY: 7, DAILY: 1}
INTERVALS = range(1, 2**15)  # what the column holds; SQLite would hold anything
REQUIRED = ("event_id", "begin", "finish", "duration_internal", "interval", "frequency", "all_day")
# Steps; no rule lacks its day in more of them: 29 February every 25 years, from 2000 to 2400.
MOST_SKIPPED = 16


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A recurring rule; `frequency` counts as dateutil does, and no start is after `finish`."""

    begin: datetime
    finish: datetime
    duration: timedelta
    interval: int
    frequency: int
    all_day: bool


def recurrence(row: AnyRow) -> Recurrence:
    """The rule of a row. Raises SitegenError when a value is missing, or says no rhythm."""
    name = f"recurring_rules id {row.id} (event {row.event_id})"
    require_values(row, REQUIRED, name)
    if row.frequency not in {**IN_MONTHS, **IN_DAYS}:
        raise SitegenError(
            f"{name}: its frequency is {row.frequency}.",
            mend="Set it to 0 (yearly), 1 (monthly), 2 (weekly) or 3 (daily).",
        )
    if row.interval not in INTERVALS:
        raise SitegenError(
            f"{name}: its interval is {row.interval}.",
            mend=f"Set it to a whole number from 1 to {INTERVALS[-1]}.",
        )
    return Recurrence(
        # dateutil counts whole seconds.
        row.begin.replace(microsecond=0),
        row.finish,
        row.duration_internal,
        row.interval,
        row.frequency,
        row.all_day,
    )


def occurrences(rule: Recurrence, now: datetime) -> Iterator[Occurrence]:
    """Those that are not over at `now`, the running one or else the next first."""
    since = moved(now, -_length(rule) - (DAY if rule.all_day else timedelta()))
    found = (_occurrence(rule, start) for start in _starts(rule, since))
    return dropwhile(lambda each: each.end <= now, found)


def starting(rule: Recurrence, since: datetime, before: datetime) -> Iterator[Occurrence]:
    """Those that start at `since` or later, and before `before`."""
    found = (_occurrence(rule, start) for start in _starts(rule, since))
    later = dropwhile(lambda each: each.start < since, found)
    return takewhile(lambda each: each.start < before, later)


def next_start(rule: Recurrence, now: datetime) -> datetime | None:
    """The first start after `now`."""
    found = (_occurrence(rule, start).start for start in _starts(rule, now))
    return next((start for start in found if start > now), None)


def last_over(rule: Recurrence, now: datetime) -> Occurrence | None:
    """The last that is over at `now`."""
    until = moved(now, -_length(rule))
    if rule.all_day:
        until = moved(midnight(until), DAY - INSTANT)
    start = _last_start(rule, until)
    if start is None:
        return None
    found = _occurrence(rule, start)
    return found if found.end <= now else None


def first(rule: Recurrence) -> Occurrence | None:
    """The first of all; None if there is none."""
    return _occurrence(rule, rule.begin) if rule.begin <= rule.finish else None


def last_start(rule: Recurrence) -> datetime | None:
    """The last start of all; None if there is none."""
    start = _last_start(rule, rule.finish)
    return None if start is None else _occurrence(rule, start).start


def next_moment(rule: Recurrence, now: datetime) -> datetime | None:
    """The first moment after `now` at which one of its occurrences starts or is over."""
    end = next((each.end for each in occurrences(rule, now)), None)
    return min((each for each in (end, next_start(rule, now)) if each), default=None)


def _length(rule: Recurrence) -> timedelta:
    """How long an occurrence takes: whole days, at least one, if it is of such."""
    length = min(max(timedelta(), rule.duration), LAST - FIRST)
    return max(DAY, -(-length // DAY) * DAY) if rule.all_day else length


def _occurrence(rule: Recurrence, start: datetime) -> Occurrence:
    first = midnight(start) if rule.all_day else start
    return Occurrence(first, moved(first, _length(rule)), rule.all_day)


def _starts(rule: Recurrence, since: datetime) -> Iterator[datetime]:
    """The starts at `since` or later; for whole days also an earlier one of the same day."""
    since = midnight(since) if rule.all_day else since
    return dropwhile(lambda start: start < since, _begun_anew(rule, since))


def _last_start(rule: Recurrence, until: datetime) -> datetime | None:
    until = min(until, rule.finish)
    if until < rule.begin:
        return None
    return _begun_anew(rule, until, back=MOST_SKIPPED).before(until, inc=True)


def _begun_anew(rule: Recurrence, near: datetime, back: int = 0) -> rrule:
    """The rule begun anew in the step that `near` is in; of months and years, `back` steps earlier.

    A week is seven days and a year twelve months; weeks and years of dateutil's own fail at the end
    of the year 9999.
    """
    begin = rule.begin
    if rule.frequency in IN_DAYS:
        step = rule.interval * IN_DAYS[rule.frequency]
        skipped = max(0, (near - begin).days // step)
        return rrule(DAILY, begin + timedelta(skipped * step), step, until=rule.finish)
    step = rule.interval * IN_MONTHS[rule.frequency]
    months = (near.year - begin.year) * 12 + near.month - begin.month
    skipped = max(0, months // step - back)
    # The first of the month, so that a month without that day can be begun with.
    year, month = divmod(begin.year * 12 + begin.month - 1 + skipped * step, 12)
    first = begin.replace(year=year, month=month + 1, day=1)
    return rrule(MONTHLY, first, step, until=rule.finish, bymonthday=begin.day)
