"""Template filters: pure functions of their arguments, without locale, clock or network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Protocol, TypedDict
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser

from sitegen.contacts import concealed, mailto, web
from sitegen.dates import clock, date, ends, iso, month, one_day, weekday
from sitegen.places import held, place

PATH_SAFE = "/-._~!$&'()*+,;=:@"
NOT_PROSE = "script, style, template, pre, table, h1, h2, h3, h4, h5, h6"
BLOCK = re.compile(r"(?=<(?:p|div|li|dt|dd|br|blockquote)\b)")


class MenuItem(TypedDict):
    """What these filters read of a menu's item."""

    title: str
    url: str
    alias: str | None
    children: Sequence[MenuItem]


class Renderable(Protocol):
    """A value that is HTML already, such as a fragment."""

    def __html__(self) -> str:
        """Give the HTML."""


def filesize(size: int) -> str:
    """Write a number of bytes in decimal units, `26.4 MB`; nothing for 0."""
    if size <= 0:
        return ""
    if size < 1000:
        return "1 byte" if size == 1 else f"{size} bytes"
    for unit, worth in (("kB", 1e3), ("MB", 1e6), ("GB", 1e9)):
        if size < worth * 999.95:
            return f"{size / worth:.1f} {unit}"
    return f"{size / 1e12:.1f} TB"


def under(menu: Iterable[MenuItem], alias: str) -> Sequence[MenuItem]:
    """Give the children of the menu's root that has this alias; none without such a root."""
    return next((root["children"] for root in menu if root["alias"] == alias), ())


def trail(menu: Iterable[MenuItem], url: str) -> list[MenuItem]:
    """Give the items on the way to the one nearest to `url`, top first; home is no step of it.

    Nearest is the item whose own URL is the longest part of `url`'s beginning. Of equally near
    ones the shortest way wins, then the first in the menu's order.
    """
    ways = [way for way in _ways(menu) if f"{url.rstrip('/')}/".startswith(_folder(way[-1]["url"]))]
    nearest = max(ways, key=lambda way: (len(_folder(way[-1]["url"])), -len(way)), default=[])
    return [item for item in nearest if _folder(item["url"]) != "/"]


def absolute(url: str, site: Mapping[str, object]) -> str:
    """Give the full URL of an encoded path of this site; one that is full already stays."""
    return f"{site['base_url']}{url}" if url.startswith("/") else url


def encoded(path: str) -> str:
    """Percent-encode a URL path as rows hold it: `/what is C#/` is `/what%20is%20C%23/`."""
    return quote(path, safe=PATH_SAFE)


def place_url(url: str) -> str:
    """Percent-encode the URL path of a place's list, as rows hold it; nothing if there is none."""
    folder = held(url.lstrip("/"))
    return encoded(f"/{folder}") if folder else ""


def excerpt(html: Renderable | str, length: int = 160) -> str:
    """Give the beginning of the prose as plain text, cut after a word.

    Headings, tables and code are no prose.
    """
    # A space keeps the words of neighbouring blocks apart.
    tree = LexborHTMLParser(BLOCK.sub(" ", html if isinstance(html, str) else html.__html__()))
    for node in tree.css(NOT_PROSE):
        node.decompose()
    text = " ".join(tree.body.text().split()) if tree.body else ""
    if len(text) <= length:
        return text
    words = text[:length].rpartition(" ")[0].rstrip(" ,;:.-")
    return f"{words or text[: length - 1]}…"


def runs(rows: Iterable[object], attribute: str) -> list[tuple[object, list[object]]]:
    """Put neighbours with an equal attribute together: (value, rows), in the order of the rows."""

    def value(row: object) -> object:
        return row[attribute] if isinstance(row, Mapping) else getattr(row, attribute)

    return [(key, list(group)) for key, group in groupby(rows, key=value)]


def _ways(items: Iterable[MenuItem], above: tuple[MenuItem, ...] = ()) -> list[list[MenuItem]]:
    """Every item of a tree with the items above it, in the tree's order."""
    ways: list[list[MenuItem]] = []
    for item in items:
        ways.append([*above, item])
        ways.extend(_ways(item["children"], (*above, item)))
    return ways


def _folder(url: str) -> str:
    """Write a URL path as a folder, so that `/about` leads `/about/apps/` but not `/about-us/`."""
    return f"{url.rstrip('/')}/"


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "absolute": absolute,
        "clock": clock,
        "concealed": concealed,
        "date": date,
        "encoded": encoded,
        "ends": ends,
        "excerpt": excerpt,
        "filesize": filesize,
        "iso": iso,
        "mailto": mailto,
        "month": month,
        "one_day": one_day,
        "place": place,
        "place_url": place_url,
        "runs": runs,
        "trail": trail,
        "under": under,
        "web": web,
        "weekday": weekday,
    }
)
