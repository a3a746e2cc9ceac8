"""Blocks of markup made by chance: paragraphs, lists, tables, code, in reST, Markdown and HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from sitegen.seeds.synthetic.prose import KIND, THING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from sitegen.seeds.synthetic.prose import Prose

CODE = (
    'def total(rows):\n    """The sum."""\n    return sum(row.amount for row in rows)',
    "from pathlib import Path\n\nfor file in sorted(Path().glob('*.csv')):\n    print(file.name)",
    "class Gauge:\n    def __init__(self, name):\n        self.name = name\n        self.seen = []",
    "with open('arrivals.txt') as lines:\n    ships = [line.split() for line in lines]",
    "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n\nasyncio.run(main())",
    "readings = {'yard': 21.5, 'roof': 24.0}\nwarmest = max(readings, key=readings.get)",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one markup language writes what a page is made of."""

    heading: Callable[[str], str]
    link: Callable[[str, str], str]
    quote: Callable[[str], str]
    items: Callable[[Sequence[str]], str]
    table: Callable[[Sequence[Sequence[str]]], str]
    code: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Stock:
    """Blocks of one dialect, ready to draw."""

    paragraphs: tuple[str, ...]
    headings: tuple[str, ...]
    extras: tuple[str, ...]
    code: tuple[str, ...]
    dialect: Dialect


def make_stock(chance: Random, prose: Prose, dialect: Dialect) -> Stock:
    """Fill a stock for a dialect; paragraphs of HTML are marked up like the others."""
    html = dialect is HTML
    extras = [
        *(dialect.items(chance.sample(prose.sentences, chance.randint(3, 6))) for _ in range(100)),
        *(dialect.table(_cells(chance)) for _ in range(100)),
        *(dialect.quote(sentence) for sentence in chance.sample(prose.sentences, 50)),
    ]
    return Stock(
        tuple(f"<p>{text}</p>" for text in prose.paragraphs) if html else prose.paragraphs,
        tuple(dialect.heading(heading) for heading in prose.headings),
        tuple(extras),
        tuple(dialect.code(code) for code in CODE),
        dialect,
    )


def _cells(chance: Random) -> list[list[str]]:
    rows = [
        [chance.choice(THING), str(chance.randint(1, 999)), chance.choice(KIND)]
        for _ in range(chance.randint(2, 7))
    ]
    return [["What", "How many", "State"], *rows]


def _rst_table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rule = " ".join("=" * width for width in widths)
    lines = [
        " ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def _markdown_table(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def _html_table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (
        "".join(f"<{cell}>{text}</{cell}>" for text in row)
        for row, cell in zip(rows, ["th", *["td"] * len(rows)], strict=False)
    )
    lines = "\n".join(f"<tr>{cells}</tr>" for cells in body)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>"


def _indented(code: str, spaces: int) -> str:
    return "\n".join(f"{' ' * spaces}{line}".rstrip() for line in code.split("\n"))


RST = Dialect(
    heading=lambda text: f"{text}\n{'=' * len(text)}",
    link=lambda text, url: f"`{text} <{url}>`__",
    quote=lambda text: f".. note::\n\n   {text}",
    items=lambda texts: "\n".join(f"- {text}" for text in texts),
    table=_rst_table,
    code=lambda code: f".. code:: python\n\n{_indented(code, 3)}",
)
MARKDOWN = Dialect(
    heading=lambda text: f"## {text}",
    link=lambda text, url: f"[{text}]({url})",
    quote=lambda text: f"> {text}",
    items=lambda texts: "\n".join(f"{place}. {text}" for place, text in enumerate(texts, 1)),
    table=_markdown_table,
    code=lambda code: f"```python\n{code}\n```",
)
HTML = Dialect(
    heading=lambda text: f"<h2>{text}</h2>",
    link=lambda text, url: f'<a href="{url}">{text}</a>',
    quote=lambda text: f"<blockquote><p>{text}</p></blockquote>",
    items=lambda texts: "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>",
    table=_html_table,
    code=lambda code: f"<pre><code>{escape(code)}</code></pre>",
)
PLAIN = Dialect(
    heading=str.upper,
    link=lambda text, url: f"{text}: https://www.example.org{url}",
    quote=lambda text: f"    {text}",
    items=lambda texts: "\n".join(f"* {text}" for text in texts),
    table=lambda rows: "\n".join("\t".join(row) for row in rows),
    code=lambda code: _indented(code, 4),
)
