"""Recurring rules in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from sitegen.sections.occurrence import FIRST, Occurrence
from sitegen.sections.recurrence import Recurrence, first
from sitegen.sections.rhythm import recurs, rhythm, rhythms
from tests.test_recurrence import DAILY, MONTHLY, WEEKLY, YEARLY, plainly, rules


def rule(begin: str, frequency: int, interval: int = 1, finish: str = "2100-01-01") -> Recurrence:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (begin, finish))
    return Recurrence(first, last, timedelta(hours=1), interval, frequency, all_day=False)


def said(rules: list[Recurrence], beside: Recurrence | None = None) -> str:
    """The words for these rules beside the first occurrence of one of them."""
    shown = first(beside or rules[0]) if rules or beside else None
    return rhythms(rules, shown) if shown else rhythms([], Occurrence(FIRST, FIRST, all_day=False))


@pytest.mark.parametrize(
    ("begin", "frequency", "interval", "words"),
    [
        ("2026-06-02", DAILY, 1, "Every day"),
        ("2026-06-02", DAILY, 2, "Every second day"),
        ("2026-06-02", DAILY, 10, "Every 10 days"),
        ("2026-06-02", DAILY, 7, "Every Tuesday"),
        ("2026-06-02", DAILY, 14, "Every second Tuesday"),
        ("2026-06-02", WEEKLY, 1, "Every Tuesday"),
        ("2026-06-07", WEEKLY, 2, "Every second Sunday"),
        ("2026-06-02", WEEKLY, 3, "Every third Tuesday"),
        ("2026-06-02", WEEKLY, 4, "Every fourth Tuesday"),
        ("2026-06-02", WEEKLY, 5, "Every 5 weeks on Tuesday"),
        ("2026-06-01", MONTHLY, 1, "On the 1st of every month"),
        ("2026-06-02", MONTHLY, 1, "On the 2nd of every month"),
        ("2026-06-03", MONTHLY, 1, "On the 3rd of every month"),
        ("2026-06-11", MONTHLY, 1, "On the 11th of every month"),
        ("2026-06-12", MONTHLY, 1, "On the 12th of every month"),
        ("2026-06-22", MONTHLY, 1, "On the 22nd of every month"),
        ("2026-01-31", MONTHLY, 1, "On the 31st of every month that has one"),
        ("2026-01-29", MONTHLY, 1, "On the 29th of every month that has one"),
        ("2026-06-14", MONTHLY, 2, "On the 14th of every second month"),
        ("2026-01-31", MONTHLY, 2, "On the 31st of every second month, if there is one"),
        ("2026-03-30", MONTHLY, 3, "On the 30th of every third month"),
        ("2026-06-14", MONTHLY, 5, "Every 5 months on the 14th"),
        ("2026-01-31", MONTHLY, 6, "Every 6 months on the 31st"),
        ("2026-03-31", MONTHLY, 6, "Every 6 months on the 31st, if there is one"),
        ("2026-09-01", MONTHLY, 12, "Every year on 1 September"),
        ("2026-09-01", YEARLY, 1, "Every year on 1 September"),
        ("2026-09-01", YEARLY, 2, "Every second year on 1 September"),
        ("2026-09-01", YEARLY, 10, "Every 10 years on 1 September"),
        ("2024-02-29", YEARLY, 1, "Every leap year on 29 February"),
        ("2024-02-29", YEARLY, 4, "Every leap year on 29 February"),
        ("2024-02-29", MONTHLY, 12, "Every leap year on 29 February"),
        ("2024-02-29", YEARLY, 3, "Every 12 years on 29 February"),
    ],
)
def test_words(begin: str, frequency: int, interval: int, words: str):
    assert rhythm(rule(begin, frequency, interval)) == words


def test_several_rules_are_one_sentence():
    tuesdays, fourths = rule("2026-06-02", WEEKLY), rule("2026-06-04", MONTHLY)
    yearly = rule("2026-09-01", YEARLY)
    assert said([]) == ""
    assert said([fourths]) == "On the 4th of every month"
    assert said([tuesdays, fourths]) == "Every Tuesday and on the 4th of every month"
    assert (
        said([tuesdays, fourths, yearly])
        == "Every Tuesday, on the 4th of every month and every year on 1 September"
    )


def test_rules_say_their_times_if_these_differ():
    early, late = rule("2026-06-02T01:30", WEEKLY), rule("2026-06-04T13:30", WEEKLY)
    assert said([early, late]) == "Every Tuesday (01:30 UTC) and every Thursday (13:30 UTC)"
    all_day = replace(late, all_day=True)
    assert said([early, all_day]) == "Every Tuesday (01:30 UTC) and every Thursday (all day)"


def test_a_rule_says_its_time_beside_an_occurrence_of_another_time():
    early, late = rule("2026-06-02T01:30", WEEKLY), rule("2026-06-04T13:30", WEEKLY)
    assert said([early], beside=late) == "Every Tuesday (01:30 UTC)"
    assert said([early], beside=replace(late, begin=early.begin)) == "Every Tuesday"


def test_what_two_rules_say_alike_is_said_once():
    assert said([rule("2026-06-02", WEEKLY), rule("2026-06-09", WEEKLY)]) == "Every Tuesday"


@given(rules())
def test_a_rule_recurs_when_it_starts_twice(rule: Recurrence):
    assert recurs(rule) == (len({each.start for each in plainly(rule)}) > 1)
