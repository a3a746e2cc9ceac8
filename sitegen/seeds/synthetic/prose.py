"""Sentences, paragraphs and names made by chance, in stocks to draw from.

Text is drawn, not written: a stock is made once, so that a page costs a few draws.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

WHO = (
    "the harbour office", "a small team", "the library", "our archive", "the night shift",
    "every workshop", "the museum", "a class of beginners", "the weather service", "the registry",
    "the railway", "an old program", "the editor", "the new parser", "the build", "a volunteer",
    "the scheduler", "the city", "the observatory", "the translation group",
)  # fmt: skip
DOES = (
    "keeps", "counts", "compares", "collects", "publishes", "rewrites", "measures", "sorts",
    "describes", "replaces", "checks", "repairs", "reads", "explains", "imports", "tests",
    "archives", "counts again", "forwards", "signs",
)  # fmt: skip
WHAT = (
    "the records of the week", "three kinds of reports", "the tables of arrivals", "old maps",
    "a list of exceptions", "the names of all stations", "the readings of six sensors",
    "letters with accents such as Zoë, Łódź and São Paulo", "prices in 27 currencies",
    "drafts and their corrections", "the labels of 140,000 beetles", "a plan for the summer",
    "forms that nobody filled in", "answers to common questions", "the dates of every release",
    "pictures without captions", "the rules of the reading room", "a backlog of requests",
    "long tables with short rows", "the index of the second edition",
)  # fmt: skip
WHEN = (
    "before the doors open", "once a month", "whenever the tide allows it", "on the first of May",
    "while the old system still runs", "after a review by two people", "without a single meeting",
    "in about twenty minutes", "since the spring of 2019", "as soon as somebody asks",
    "between two trains", "with a test for each rule", "although nobody expected it to",
    "so that the next reader finds it", "because a stranger once asked for it",
)  # fmt: skip
LINKING = (
    "Meanwhile", "At first", "Nevertheless", "As a rule", "In the end", "By contrast",
    "For the same reason", "Strictly speaking", "On most days", "Two years later",
)  # fmt: skip
HOW = ("Planning", "Mending", "Reading", "Sorting", "Naming", "Counting", "Testing", "Moving",
       "Sharing", "Drawing", "Keeping", "Measuring", "Teaching", "Writing", "Finding")  # fmt: skip
KIND = ("quiet", "large", "open", "northern", "daily", "shared", "forgotten", "simple", "second",
        "public", "early", "portable", "careful", "local", "yearly", "small")  # fmt: skip
THING = ("archives", "timetables", "catalogues", "harbours", "reports", "gardens", "workshops",
         "letters", "indexes", "sensors", "maps", "queues", "collections", "bridges", "forms",
         "libraries", "records", "schedules", "lessons", "drawings")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """The stocks: sentences, paragraphs of 3 to 6 of them, short headings."""

    sentences: tuple[str, ...]
    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]


def make_prose(chance: Random) -> Prose:
    """Fill the stocks."""
    sentences = tuple(_sentence(chance) for _ in range(2000))
    paragraphs = tuple(
        " ".join(chance.sample(sentences, chance.randint(3, 6))) for _ in range(1000)
    )
    headings = tuple(f"{how} {kind} {thing}" for how in HOW for kind in KIND for thing in THING)
    return Prose(sentences, paragraphs, headings)


def slug_of(name: str) -> str:
    """The name as a part of a path."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _sentence(chance: Random) -> str:
    core = f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)}"
    if chance.random() < 0.6:
        core = f"{core} {chance.choice(WHEN)}"
    if chance.random() < 0.3:
        return f"{chance.choice(LINKING)}, {core}."
    return f"{core[0].upper()}{core[1:]}."
