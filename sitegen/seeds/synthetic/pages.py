"""Pages in a tree, a good part of them long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sitegen.models import Base, Page
from sitegen.seeds.moments import days_ago
from sitegen.seeds.synthetic.bulk import Bulk
from sitegen.seeds.synthetic.ids import FIRST, user_id
from sitegen.seeds.synthetic.prose import slug_of
from sitegen.seeds.synthetic.texts import long_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from sitegen.seeds.synthetic.texts import Stocks

ROOTS = ("almanac", "gazette", "handbook", "letters", "workshop")
CHILDREN = 20
MARKUP = ("rst",) * 9 + ("restructuredtext",) * 2 + ("markdown",) * 6 + (
    "markdown_unsafe", "html", "plain",
)  # fmt: skip
COLUMNS = (
    "id", "title", "keywords", "description", "path", "content", "content_markup_type",
    "is_published", "content_type", "template_name", "creator_id", "last_modified_by_id",
    "created", "updated",
)  # fmt: skip


def pages(chance: Random, stocks: Stocks, count: int) -> list[Bulk]:
    """Pages: one in five has code, one in twenty is not published, one in 500 is plain data."""
    titles = chance.choices(stocks.prose.headings, k=count)
    rows = _rows(chance, stocks, titles, _paths(titles))
    return [Bulk(Base.metadata.tables[Page.__tablename__], COLUMNS, rows)]


def is_published(place: int) -> bool:
    """Whether the page at this place is; never are two neighbours not."""
    return place % 20 != 13


def _paths(titles: Sequence[str]) -> list[str]:
    """A path for each title: below the path of an earlier one, unique by its number."""
    paths = list(ROOTS[: len(titles)])
    for place in range(len(ROOTS), len(titles)):
        parent = paths[(place - len(ROOTS)) // CHILDREN]
        paths.append(f"{parent}/{slug_of(titles[place])}-{place}")
    return paths


def _rows(
    chance: Random, stocks: Stocks, titles: Sequence[str], paths: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    link = partial(_link, chance, titles, paths)
    for place, (title, path) in enumerate(zip(titles, paths, strict=True)):
        markup = chance.choice(MARKUP)
        is_data = place % 500 == 250
        stock = stocks.by_markup["plain" if is_data else markup]
        size = int(chance.triangular(2000, 4800, 2000))
        content = long_text(chance, stock, size, code=place % 5 == 0, link=link)
        age = chance.random() * 4000
        yield (
            FIRST + place,
            title,
            f"{title.lower()}, {path.partition('/')[0]}",
            chance.choice(stocks.prose.sentences),
            f"{path}.txt" if is_data else path,
            content,
            "html" if is_data else markup,
            is_published(place),
            "text/plain" if is_data else "text/html",
            "pages/raw.html" if is_data else "",
            user_id(chance),
            user_id(chance),
            days_ago(age),
            days_ago(age * chance.random()),
        )


def _link(chance: Random, titles: Sequence[str], paths: Sequence[str]) -> tuple[str, str]:
    """The title and URL path of a published page; data is never linked."""
    place = int(chance.random() * len(titles))
    while not is_published(place) or place % 500 == 250:
        place = (place + 1) % len(titles)
    return titles[place], f"/{paths[place]}/"
