"""How long series are supported, in words and as a picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sitegen.sections.release_cycle import (
    LABELS,
    Series,
    at,
    next_change,
    read_release_cycle,
    support_of,
    worth_showing,
)
from sitegen.sections.timeline import timeline


def series(name: str, status: str, first: str = "2024-10-07", end: str = "2029-10") -> Series:
    return Series(name, status, first, end, None)


CYCLE = (
    series("3.16", "feature"),
    series("3.15", "prerelease"),
    series("3.14", "bugfix"),
    series("3.10", "end-of-life"),
    series("3.9", "end-of-life"),
    series("2.7", "security"),
)


def test_a_planned_series_is_shown_from_its_first_pre_release_on():
    shown = worth_showing(CYCLE, {"3.15", "3.9"})
    assert [each.name for each in shown] == ["3.15", "3.14", "3.10", "2.7"]


def test_planned_series_are_labelled_as_pre_releases():
    assert [each.label for each in CYCLE] == [
        *("Pre-release", "Pre-release", "Bug fixes", "End of life", "End of life"),
        "Security fixes",
    ]
    assert [each.name for each in CYCLE if each.planned] == ["3.16", "3.15"]


NEVER_YET = datetime(2020, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
PLANNED = series("3.15", "prerelease", "2026-10-01", "2031-10")
ENDING = series("3.10", "security", "2021-10-04", "2026-10")


def test_a_series_is_out_when_the_day_of_its_first_release_is_over():
    over = datetime(2026, 10, 2, tzinfo=UTC)
    for now, status, planned in [(over - TICK, "prerelease", True), (over, "bugfix", False)]:
        (found,) = at([PLANNED], now)
        assert (found.status, found.planned) == (status, planned)


def test_a_series_is_at_its_end_when_the_month_of_it_is_over():
    over = datetime(2026, 11, 1, tzinfo=UTC)
    labels = [at([ENDING], now)[0].label for now in (over - TICK, over)]
    assert labels == ["Security fixes", "End of life"]


def test_what_the_file_says_of_the_past_stays():
    late = datetime(2100, 1, 1, tzinfo=UTC)
    assert at(CYCLE, NEVER_YET) == CYCLE
    assert {each.status for each in at(CYCLE, late)} == {"end-of-life"}


def test_the_support_of_series_changes_at_the_next_change_and_not_before():
    cycle, now = (*read_release_cycle(), PLANNED, ENDING), NEVER_YET
    changes = []
    while (moment := next_change(cycle, now)) is not None:
        assert at(cycle, moment - TICK) == at(cycle, now)
        changes.append(moment)
        now = moment
    assert datetime(2026, 10, 2, tzinfo=UTC) in changes
    assert {each.status for each in at(cycle, now)} == {"end-of-life"}


def test_support_is_known_of_listed_series():
    listed = {each.name: each for each in CYCLE}
    assert support_of("3.14", listed) == {
        "status": "bugfix",
        "label": "Bug fixes",
        "end_of_life": "2029-10",
    }


def test_series_older_than_the_list_have_ended_at_an_unknown_day():
    ended = {"status": "end-of-life", "label": "End of life", "end_of_life": ""}
    assert support_of("2.3", {}) == ended
    assert support_of("1.6", {}) == ended


def test_nothing_is_known_of_other_series_that_are_not_listed():
    assert support_of("3.99", {}) is None
    assert support_of("", {}) is None


def test_the_kept_release_cycle_is_complete_and_newest_first():
    cycle = read_release_cycle()
    assert {each.status for each in cycle} <= LABELS.keys()
    numbers = [tuple(map(int, each.name.split("."))) for each in cycle]
    assert numbers == sorted(numbers, reverse=True)
    assert len(timeline(cycle)["bars"]) == len(cycle)


def test_bars_reach_from_the_first_day_to_the_last_in_whole_units():
    drawn = timeline([series("3.13", "bugfix", "2024-10-07", "2029-10")])
    assert drawn["bars"] == [
        {
            "name": "3.13",
            "status": "bugfix",
            "x": 20 + 45,  # 280 of 366 days into 2024
            "width": (20 + 5 * 60 + 49) - (20 + 45),  # to the end of October 2029
            "y": 32,
            "first_release": "2024-10-07",
            "end_of_life": "2029-10",
        }
    ]


def test_the_years_of_a_timeline_enclose_its_bars():
    rows = [
        series("3.13", "bugfix", "2024-10", "2026-12-31"),
        series("3.12", "security", "2023", "2025"),
    ]
    drawn = timeline(rows)
    assert [(each["year"], each["x"]) for each in drawn["years"]] == [
        *((2023, 20), (2024, 80), (2025, 140), (2026, 200), (2027, 260)),
    ]
    assert (drawn["width"], drawn["height"]) == (280, 32 + 2 * 28)
    assert [(each["x"], each["width"]) for each in drawn["bars"]] == [(124, 136), (20, 180)]


def test_a_timeline_of_nothing_is_empty():
    assert timeline([]) == {"years": [], "bars": [], "width": 0, "height": 32}
