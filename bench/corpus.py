"""The texts that every tool is given: real ones in reStructuredText, made ones in Markdown."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from sitegen.seeds.moments import DEMO_DAY
from sitegen.seeds.synthetic.prose import slug_of
from sitegen.seeds.synthetic.texts import long_text, make_stocks
from tests import real_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PEPS = "peps-even.json.gz"


@dataclass(frozen=True, slots=True)
class Article:
    """One page: its `path` has no slash at either end, its `source` is of the corpus' kind."""

    number: int
    path: str
    title: str
    description: str
    source: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles of one kind of markup, made anew by each call so that nobody need hold them all."""

    name: str
    kind: str
    count: int
    articles: Callable[[], Iterator[Article]]

    def first(self) -> Article:
        """The article that the cases edit."""
        return next(self.articles())


def edited(article: Article, edit: int) -> Article:
    """The article with a title, text and date that no earlier edit gave it."""
    return Article(
        article.number,
        article.path,
        f"{article.title}, edition {edit}",
        article.description,
        f"{article.source}\nEdition {edit} has this line more than the first.\n",
        article.updated + timedelta(days=edit),
    )


def peps() -> Corpus | None:
    """The PEPs in the folder of real data, or None if they are not there."""
    file = real_data.folder() / PEPS
    if not file.exists():
        return None
    rows = [row["fields"] for row in json.loads(gzip.decompress(file.read_bytes()))]
    found = [_pep(number, fields) for number, fields in enumerate(rows, 1)]
    return Corpus("PEPs", "rst", len(found), lambda: iter(found))


def why_no_peps() -> str:
    """What the report says in place of figures."""
    return f"PEPs are skipped: {real_data.missing(PEPS)}"


def synthetic(count: int) -> Corpus:
    """So many Markdown pages of 2 to 6 KB, one in five with code; always the same."""
    return Corpus(f"{count:,} pages", "markdown", count, partial(_synthetic, count))


def _pep(number: int, fields: dict[str, str]) -> Article:
    updated = datetime.fromisoformat(fields["updated"]).astimezone(UTC)
    values = (fields["path"], fields["title"], fields["description"], fields["content"])
    return Article(number, *values, updated)


def _synthetic(count: int) -> Iterator[Article]:
    chance = Random(f"bench {count}")  # noqa: S311 - nothing here is a secret
    stocks = make_stocks(chance)
    titles = chance.choices(stocks.prose.headings, k=count)
    link = partial(_link, chance, titles)
    for number, title in enumerate(titles, 1):
        size = int(chance.triangular(2000, 4800, 2000))
        source = long_text(
            chance, stocks.by_markup["markdown"], size, code=number % 5 == 0, link=link
        )
        description = chance.choice(stocks.prose.sentences)
        updated = DEMO_DAY - timedelta(hours=number)
        yield Article(number, _path(number, title), title, description, source, updated)


def _link(chance: Random, titles: Sequence[str]) -> tuple[str, str]:
    place = int(chance.random() * len(titles))
    return titles[place], f"/{_path(place + 1, titles[place])}/"


def _path(number: int, title: str) -> str:
    return f"articles/{slug_of(title)}-{number}"
