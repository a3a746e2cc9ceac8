"""How often an event happens, in words: `Every second Tuesday`."""

from __future__ import annotations

from calendar import monthrange
from math import gcd, lcm
from typing import TYPE_CHECKING

from dateutil.rrule import DAILY, WEEKLY, YEARLY

from sitegen.dates import MONTHS, WEEKDAYS, clock
from sitegen.sections.recurrence import next_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sitegen.sections.occurrence import Occurrence
    from sitegen.sections.recurrence import Recurrence

ORDINALS = {2: "second", 3: "third", 4: "fourth"}
COMMON_YEAR = 2025


def recurs(rule: Recurrence) -> bool:
    """It has a second start: one alone is no rhythm."""
    return rule.begin <= rule.finish and next_start(rule, rule.begin) is not None


def rhythm(rule: Recurrence) -> str:
    """The words for one rule, as a sentence begins."""
    every, begin = rule.interval, rule.begin
    if rule.frequency == DAILY and every % 7:
        return f"Every {_counted(every, 'day')}"
    if rule.frequency in (DAILY, WEEKLY):
        return _weekly(every if rule.frequency == WEEKLY else every // 7, begin)
    if rule.frequency != YEARLY and every % 12:
        return _monthly(every, begin)
    return _yearly(every if rule.frequency == YEARLY else every // 12, begin)


def rhythms(rules: Sequence[Recurrence], beside: Occurrence) -> str:
    """The words for rules of one event: `Every Tuesday and on the 4th of every month`.

    Each says its time if not all start at that of the occurrence they stand beside.
    """
    said = _with_time if times_differ(rules, beside) else rhythm
    words = list(dict.fromkeys(said(rule) for rule in rules))
    first, rest = words[:1], [f"{each[0].lower()}{each[1:]}" for each in words[1:]]
    *listed, last = [*first, *rest] or [""]
    return f"{', '.join(listed)} and {last}" if listed else last


def times_differ(rules: Iterable[Recurrence], beside: Occurrence) -> bool:
    """Not all of the rules start at the time of day of the occurrence, or take days as it does."""
    shown = _time(beside.all_day, beside.start)
    return any(_time(rule.all_day, rule.begin) != shown for rule in rules)


def _with_time(rule: Recurrence) -> str:
    return f"{rhythm(rule)} ({_time(rule.all_day, rule.begin)})"


def _time(all_day: bool, start: datetime) -> str:
    return "all day" if all_day else f"{clock(start)} UTC"


def _weekly(every: int, begin: datetime) -> str:
    day = WEEKDAYS[begin.weekday()]
    if every == 1 or every in ORDINALS:
        return f"Every {_counted(every, day)}"
    return f"Every {every} weeks on {day}"


def _monthly(every: int, begin: datetime) -> str:
    day = _ordinal(begin.day)
    if every == 1:
        return f"On the {day} of every month" + (" that has one" if begin.day > 28 else "")
    months = range(begin.month - 1, begin.month + 11, gcd(every, 12))
    shortest = min(monthrange(COMMON_YEAR, month % 12 + 1)[1] for month in months)
    lacking = ", if there is one" if begin.day > shortest else ""
    if every in ORDINALS:
        return f"On the {day} of every {ORDINALS[every]} month{lacking}"
    return f"Every {every} months on the {day}{lacking}"


def _yearly(every: int, begin: datetime) -> str:
    on = f"on {begin.day} {MONTHS[begin.month - 1]}"
    if begin.day == 29 and begin.month == 2:
        every = lcm(every, 4)
        return f"Every leap year {on}" if every == 4 else f"Every {every} years {on}"
    return f"Every {_counted(every, 'year')} {on}"


def _counted(number: int, unit: str) -> str:
    if number == 1:
        return unit
    return f"{ORDINALS[number]} {unit}" if number in ORDINALS else f"{number} {unit}s"


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 < number < 20 else ending}"
