"""Whole texts, drawn block by block from the stocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.seeds.synthetic.blocks import HTML, MARKDOWN, PLAIN, RST, make_stock
from sitegen.seeds.synthetic.prose import make_prose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from sitegen.seeds.synthetic.blocks import Stock
    from sitegen.seeds.synthetic.prose import Prose

DIALECTS = {
    "rst": RST,
    "restructuredtext": RST,
    "markdown": MARKDOWN,
    "markdown_unsafe": MARKDOWN,
    "html": HTML,
    "plain": PLAIN,
}


@dataclass(frozen=True, slots=True)
class Stocks:
    """What to draw texts from: the prose, and its blocks by markup type."""

    prose: Prose
    by_markup: Mapping[str, Stock]


def make_stocks(chance: Random) -> Stocks:
    """Fill all stocks; markup types of one dialect share theirs."""
    prose = make_prose(chance)
    made = {
        id(dialect): make_stock(chance, prose, dialect) for dialect in (RST, MARKDOWN, HTML, PLAIN)
    }
    return Stocks(prose, {markup: made[id(dialect)] for markup, dialect in DIALECTS.items()})


def long_text(
    chance: Random, stock: Stock, size: int, *, code: bool, link: Callable[[], tuple[str, str]]
) -> str:
    """A text with headings, lists, tables and links, about `size` characters long.

    `link` gives a text and a URL path whenever the text refers to another page.
    """
    blocks = [chance.choice(stock.paragraphs)]
    if code:
        blocks += chance.sample(stock.code, 2)
    length = sum(map(len, blocks))
    while length < size:
        section = [
            chance.choice(stock.headings),
            chance.choice(stock.paragraphs),
            _see_also(stock, link()),
            chance.choice(stock.extras),
        ]
        blocks += section
        length += sum(map(len, section))
    return "\n\n".join(blocks) + "\n"


def short_text(chance: Random, stock: Stock) -> str:
    """A few paragraphs and a list or table."""
    paragraphs = chance.choices(stock.paragraphs, k=chance.randint(1, 3))
    return "\n\n".join([*paragraphs, chance.choice(stock.extras)]) + "\n"


def _see_also(stock: Stock, target: tuple[str, str]) -> str:
    linked = f"See also {stock.dialect.link(*target)}."
    return f"<p>{linked}</p>" if stock.dialect is HTML else linked
