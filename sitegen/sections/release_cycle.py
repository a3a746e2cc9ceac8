"""The release cycle: how long each series of Python is supported.

It is an input of the build like the database: `release_cycle.json` beside this module, a copy of
https://peps.python.org/api/release-cycle.json that is refreshed by hand. Between two refreshes a
series is out when the day of its first release is over, and at its end of life when that is. What
no date tells, when bug fixes become security fixes, changes in the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

FILE = Path(__file__).with_name("release_cycle.json")
END_OF_LIFE = "end-of-life"
BUG_FIXES = "bugfix"
LABELS = MappingProxyType(
    {
        "planned": "Pre-release",
        "feature": "Pre-release",
        "prerelease": "Pre-release",
        "bugfix": "Bug fixes",
        "security": "Security fixes",
        END_OF_LIFE: "End of life",
    }
)


@dataclass(frozen=True, slots=True)
class Series:
    """A series such as 3.14. Dates are ISO text, as exact as they are known: `2030-10`."""

    name: str
    status: str
    first_release: str
    end_of_life: str
    pep: int | None

    @property
    def label(self) -> str:
        """The status in words."""
        return LABELS.get(self.status, self.status)

    @property
    def planned(self) -> bool:
        """No final release yet."""
        return LABELS.get(self.status) == "Pre-release"


def read_release_cycle() -> tuple[Series, ...]:
    """Every series, newest first."""
    entries: Mapping[str, Mapping[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    names = sorted(entries, key=lambda name: [int(n) for n in name.split(".")], reverse=True)
    return tuple(
        Series(
            name,
            entries[name]["status"],
            entries[name]["first_release"],
            entries[name]["end_of_life"],
            entries[name].get("pep"),
        )
        for name in names
    )


def at(cycle: Iterable[Series], now: datetime) -> tuple[Series, ...]:
    """The series as they are at `now`."""
    return tuple(replace(series, status=_status(series, now)) for series in cycle)


def next_change(cycle: Iterable[Series], now: datetime) -> datetime | None:
    """The first moment after `now` at which one of the series, as the file gives it, changes."""
    listed = list(cycle)
    dates = [each.first_release for each in listed if each.planned]
    dates += [each.end_of_life for each in listed if each.status != END_OF_LIFE]
    return min((moment for moment in map(_over, dates) if moment > now), default=None)


def _status(series: Series, now: datetime) -> str:
    if series.status != END_OF_LIFE and _over(series.end_of_life) <= now:
        return END_OF_LIFE
    return BUG_FIXES if series.planned and _over(series.first_release) <= now else series.status


def _over(text: str) -> datetime:
    return datetime.combine(day_after(text), time(), UTC)


def first_day(text: str) -> date:
    """The day an ISO text begins with: `2026-10` is 1 October 2026."""
    year, month, day = (*(int(part) for part in text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def day_after(text: str) -> date:
    """The first day that is no longer part of an ISO text: `2030-10` ends with October."""
    first = first_day(text)
    months = {4: 12, 7: 1}.get(len(text), 0)
    if not months:
        return date.fromordinal(first.toordinal() + 1)
    over, month = divmod(first.month - 1 + months, 12)
    return date(first.year + over, month + 1, 1)


def worth_showing(cycle: Iterable[Series], released: Container[str]) -> list[Series]:
    """The series a visitor may choose from, and the one that reached its end of life last.

    A planned series counts from its first pre-release on; `released` names the series that have
    any release.
    """
    listed = list(cycle)
    ended = next((series for series in listed if series.status == END_OF_LIFE), None)
    return [
        series
        for series in listed
        if (series.name in released if series.planned else series.status != END_OF_LIFE)
        or series is ended
    ]


def support_of(name: str, cycle: Mapping[str, Series]) -> dict[str, str] | None:
    """What is known of the support of a series: none of one that nobody lists.

    Series up to 2 that are older than the list have ended at a day it does not tell.
    """
    if series := cycle.get(name):
        status, label, end = series.status, series.label, series.end_of_life
        return {"status": status, "label": label, "end_of_life": end}
    if name.startswith(("0.", "1.", "2.")):
        return {"status": END_OF_LIFE, "label": LABELS[END_OF_LIFE], "end_of_life": ""}
    return None
