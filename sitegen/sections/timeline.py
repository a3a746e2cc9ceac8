"""The timeline of supported series: a picture in whole SVG units, drawn by the template.

A year is `YEAR` units wide. The years stand above the bars, one bar a series.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sitegen.sections.release_cycle import day_after, first_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.sections.release_cycle import Series

YEAR = 60
MARGIN = 20  # left and right, so that the outer years can be written below their lines
TOP = 32  # where the first bar begins
ROW = 28  # from one bar to the next


def timeline(series: Sequence[Series]) -> dict[str, Any]:
    """Years and bars with their places, in the order of `series`."""
    spans = [(first_day(each.first_release), day_after(each.end_of_life)) for each in series]
    first = min((start.year for start, _ in spans), default=0)
    last = max((_year_line(end) for _, end in spans), default=-1)
    bars = [
        {
            "name": each.name,
            "status": each.status,
            "x": _x(start, first),
            "width": max(_x(end, first) - _x(start, first), 0),
            "y": TOP + ROW * number,
            "first_release": each.first_release,
            "end_of_life": each.end_of_life,
        }
        for number, (each, (start, end)) in enumerate(zip(series, spans, strict=True))
    ]
    years = [{"year": year, "x": _x(date(year, 1, 1), first)} for year in range(first, last + 1)]
    width = 2 * MARGIN + YEAR * (len(years) - 1) if years else 0
    return {"years": years, "bars": bars, "width": width, "height": TOP + ROW * len(bars)}


def _x(day: date, first_year: int) -> int:
    new_year = date(day.year, 1, 1)
    days_in_year = (date(day.year + 1, 1, 1) - new_year).days
    into_year = YEAR * (day - new_year).days // days_in_year
    return MARGIN + YEAR * (day.year - first_year) + into_year


def _year_line(end: date) -> int:
    """The first year that begins at or after the end."""
    return end.year if end == date(end.year, 1, 1) else end.year + 1
