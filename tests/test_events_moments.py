"""What events say changes at the next moment of their views, and at none before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.canonical import canonical
from sitegen.sections import coming_events, events
from tests.events_rows import NOW, at

if TYPE_CHECKING:
    from sitegen.computed import ComputedView

HOUR = timedelta(hours=1)
VIEWS = {view.name: view for view in events.VIEWS}
CALENDARS = [
    SimpleNamespace(
        id=key, name=f"C{key}", slug=f"c{key}", description="", url="", rss="", embed="", twitter=""
    )
    for key in (1, 2)
]
KINDS = [SimpleNamespace(id=1, name="Talks", slug="talks", calendar_id=1)]
PLACES = [SimpleNamespace(id=1, name="Hall", address="", url="", calendar_id=2)]

# Whole hours meet each other often; what lies beside them is as exact as a database can be.
beside = st.sampled_from(
    [timedelta(), *(timedelta(microseconds=m) for m in (-1, 1, 700_000, 29_999_999))]
) | st.timedeltas(timedelta(hours=-1), HOUR)
moments = st.builds(
    lambda hours, more: NOW + hours * HOUR + more, st.integers(-60 * 24, 60 * 24), beside
)
lengths = st.sampled_from(
    [
        *(timedelta(), timedelta(microseconds=1), timedelta(seconds=30, microseconds=5)),
        *(HOUR, 30 * HOUR, 24 * HOUR, 24 * 9 * HOUR),
    ]
)


@st.composite
def singles(draw: st.DrawFn, event: int) -> SimpleNamespace:
    start = draw(moments)
    end = start + draw(lengths)
    return SimpleNamespace(
        id=event, event_id=event, dt_start=start, dt_end=end, all_day=draw(st.booleans())
    )


@st.composite
def rules(draw: st.DrawFn, event: int) -> SimpleNamespace:
    begin = draw(moments) - draw(st.sampled_from([0, 400, 5000])) * 24 * HOUR
    return SimpleNamespace(
        id=event,
        event_id=event,
        begin=begin,
        finish=draw(moments) + draw(st.sampled_from([0, 0, 400])) * 24 * HOUR,
        duration_internal=draw(lengths),
        interval=draw(st.integers(1, 3)),
        frequency=draw(st.integers(0, 3)),
        all_day=draw(st.booleans()),
    )


@st.composite
def rows(draw: st.DrawFn) -> dict[str, list[Any]]:
    """Up to three events with up to one single occurrence and two rules each."""
    found: dict[str, list[Any]] = {"calendars": CALENDARS, "categories": KINDS, "locations": PLACES}
    count = draw(st.integers(1, 3))
    found["events"] = [
        SimpleNamespace(
            id=key,
            title=f"E{key}",
            featured=key != 2,
            calendar_id=1 + key % 2,
            venue_id=1,
            known_venue_id=1,
            venue_name="Hall",
            venue_calendar_id=2,
            venue_address="",
            venue_url="",
            description="",
            description_markup_type="",
        )
        for key in range(1, count + 1)
    ]
    found["featured"] = [row for row in found["events"] if row.featured]
    found["of_categories"] = [SimpleNamespace(event_id=1, category_id=1)]
    keys = range(1, count + 1)
    found["singles"] = [draw(singles(key)) for key in keys if draw(st.booleans())]
    found["rules"] = [draw(rules(key)) for key in keys for _ in range(draw(st.integers(0, 2)))]
    return found


def said(view: ComputedView, rows: Any, now: datetime) -> list[str]:
    return [canonical([content.path, content.context]) for content in view.compute(rows, now)]


@pytest.mark.parametrize("name", VIEWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=rows(), now=moments, share=st.floats(0, 1))
def test_nothing_changes_before_the_next_moment(name: str, rows: Any, now: datetime, share: float):
    view = VIEWS[name]
    moment = view.next_moment(rows, now)
    assert moment is None or moment > now
    until = (moment or datetime(2040, 1, 1, tzinfo=UTC)) - timedelta.resolution
    present = said(view, rows, now)
    assert said(view, rows, until) == present
    assert said(view, rows, now + (until - now) * share) == present


@settings(max_examples=200, deadline=None)
@given(rows=rows(), now=moments, share=st.floats(0, 1))
def test_the_next_events_of_home_change_at_their_next_moment_and_not_before(
    rows: Any, now: datetime, share: float
):
    moment = coming_events.next_moment(rows, now)
    present = coming_events.coming_events(rows, now)
    until = (moment or datetime(2040, 1, 1, tzinfo=UTC)) - timedelta.resolution
    for other in (until, now + (until - now) * share):
        assert coming_events.coming_events(rows, other) == present
    if moment:
        assert coming_events.coming_events(rows, moment) != present


def test_a_new_month_is_a_moment_of_the_index():
    view = VIEWS["events.index"]
    yearly = SimpleNamespace(
        id=1,
        event_id=1,
        begin=at("2020-06-15"),
        finish=at("2040-06-15"),
        duration_internal=HOUR,
        interval=1,
        frequency=0,
        all_day=False,
    )
    rows = {"singles": [], "rules": [yearly]}
    assert view.next_moment(rows, at("2026-06-20")) == at("2026-07-01")
