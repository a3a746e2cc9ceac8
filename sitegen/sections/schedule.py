"""All the times of an event: the one of its occurring rule, and those of its recurring rules.

python.org's own site takes a recurring event for past and to come at once, shows a spent rule as
happening now, and lists an event once for each of its rules. Here an event is over when all its
occurrences are; before, it stands for the one that runs or comes next, after, for the last.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING

from sitegen.sections import recurrence
from sitegen.sections.occurrence import INSTANT, Occurrence, moved, single
from sitegen.sections.rhythm import recurs, rhythms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sitegen.sections.recurrence import Recurrence
    from sitegen.statements import AnyRow


@dataclass(frozen=True, slots=True)
class Schedule:
    """The times of one event; without `single` and rules it has none."""

    single: Occurrence | None = None
    rules: tuple[Recurrence, ...] = ()


UNSCHEDULED = Schedule()


def schedules(singles: Iterable[AnyRow], rules: Iterable[AnyRow]) -> dict[int, Schedule]:
    """The schedule of each event that has one, by its id. Raises SitegenError for a bad rule."""
    once = {row.event_id: single(row) for row in singles}
    again: dict[int, list[Recurrence]] = defaultdict(list)
    for row in sorted(rules, key=lambda rule: rule.id):
        again[row.event_id].append(recurrence.recurrence(row))
    return {
        event: Schedule(once.get(event), tuple(again.get(event, ()))) for event in {**once, **again}
    }


def occurrences(schedule: Schedule, now: datetime) -> Iterator[Occurrence]:
    """Those that are not over at `now`, by start."""
    once = [each for each in (schedule.single,) if each and each.end > now]
    again = (recurrence.occurrences(rule, now) for rule in schedule.rules)
    return _distinct(merge(once, *again))


def to_come(schedule: Schedule, now: datetime, before: datetime) -> Iterator[Occurrence]:
    """Those that start after `now`: the single one whenever, recurring ones before `before`."""
    once = [each for each in (schedule.single,) if each and each.start > now]
    since = moved(now, INSTANT)
    again = (recurrence.starting(rule, since, before) for rule in schedule.rules)
    return _distinct(merge(once, *again))


def last_over(schedule: Schedule, now: datetime) -> Occurrence | None:
    """The one that was over last."""
    once = [each for each in (schedule.single,) if each and each.end <= now]
    again = (recurrence.last_over(rule, now) for rule in schedule.rules)
    over = (*once, *(each for each in again if each))
    return max(over, key=lambda each: (each.end, each.start), default=None)


def only(schedule: Schedule) -> Occurrence | None:
    """The one time that an event happens; None if it never does, or more than once."""
    if any(recurs(rule) for rule in schedule.rules):
        return None
    firsts = (recurrence.first(rule) for rule in schedule.rules)
    times = {each for each in (schedule.single, *firsts) if each}
    return times.pop() if len(times) == 1 else None


def rhythm(schedule: Schedule, now: datetime, beside: Occurrence) -> str:
    """The words for its rules that start again, beside an occurrence; empty if none does."""
    going_on = (
        rule
        for rule in schedule.rules
        if recurrence.next_start(rule, now) is not None and recurs(rule)
    )
    return rhythms(tuple(going_on), beside)


def next_moment(schedules: Mapping[int, Schedule], now: datetime) -> datetime | None:
    """The first moment after `now` at which an occurrence of an event starts or is over."""
    return min(
        (moment for schedule in schedules.values() for moment in _moments(schedule, now)),
        default=None,
    )


def _moments(schedule: Schedule, now: datetime) -> Iterator[datetime]:
    if schedule.single:
        edges = (schedule.single.start, schedule.single.end)
        yield from (edge for edge in edges if edge > now)
    for rule in schedule.rules:
        moment = recurrence.next_moment(rule, now)
        if moment is not None:
            yield moment


def _distinct(ordered: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Two rules may meet in one occurrence."""
    return (each for each, _ in groupby(ordered))
