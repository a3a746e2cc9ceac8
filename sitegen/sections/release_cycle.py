"""The release cycle: how long each series of Python is supported.

It is an input of the build like the database: `release_cycle.json` beside this module, a copy of
https://peps.python.org/api/release-cycle.json that is refreshed by hand. Statuses change in the
file, not by the clock.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

FILE = Path(__file__).with_name("release_cycle.json")
END_OF_LIFE = "end-of-life"
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
