"""One time that an event happens, half-open: it runs while start <= now < end.

An event of whole days starts at midnight UTC of its first day, and is over at midnight after its
last. What would lie beyond the years that Python can count ends with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sitegen.sections.gaps import require_values

if TYPE_CHECKING:
    from sitegen.statements import AnyRow

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
INSTANT = datetime.resolution
REQUIRED = ("event_id", "dt_start", "dt_end", "all_day")


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """When an event happens once. `end` is the moment from which on it is over."""

    start: datetime
    end: datetime
    all_day: bool


def single(row: AnyRow) -> Occurrence:
    """The occurrence of an occurring rule, whose end, for whole days, is the last of them.

    One that ends before it starts has no end of its own: it is an instant, or one day. Raises
    SitegenError when a value is missing.
    """
    require_values(row, REQUIRED, f"occurring_rules id {row.id} (event {row.event_id})")
    if row.all_day:
        last = max(row.dt_start, row.dt_end)
        return Occurrence(midnight(row.dt_start), moved(midnight(last), DAY), all_day=True)
    return Occurrence(row.dt_start, max(row.dt_start, row.dt_end), all_day=False)


def when(occurrence: Occurrence, now: datetime) -> dict[str, Any]:
    """What templates see of an occurrence: its span, and whether it is `running`."""
    running = occurrence.start <= now < occurrence.end
    return {**span(occurrence), "running": running}


def span(occurrence: Occurrence) -> dict[str, Any]:
    """What templates see of an occurrence wherever it is: its `start`, `end` and `all_day`.

    For whole days `end` is midnight of the last day. It is None where it says no more than `start`:
    within the same minute, or on the same day.
    """
    start, end = occurrence.start, occurrence.end
    if occurrence.all_day:
        end = midnight(end - INSTANT)
        tells_more = end > start
    else:
        tells_more = _to_the_minute(end) > _to_the_minute(start)
    return {
        "start": start,
        "end": end if tells_more else None,
        "all_day": occurrence.all_day,
    }


def midnight(moment: datetime) -> datetime:
    """The moment at which its day begins, in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def month_of(moment: datetime) -> str:
    """The month, in UTC, as it is sorted and grouped: `2026-06`."""
    return moment.astimezone(UTC).isoformat()[: len("2026-06")]


def first_of_month(moment: datetime, later: int = 0) -> datetime:
    """The moment at which its month begins, in UTC, or one so many months later."""
    today = midnight(moment)
    year, month = divmod(today.year * 12 + today.month - 1 + later, 12)
    return today.replace(year=year, month=month + 1, day=1) if year <= LAST.year else LAST


def moved(moment: datetime, by: timedelta) -> datetime:
    """The moment so much later or earlier, as far as there are years."""
    try:
        return moment + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
