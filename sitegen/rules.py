"""Redirects and response headers: what the host answers by rule, from every section in one file.

A section exports `Rules`: statements, and pure functions that turn their rows into redirects and
header blocks. The format and its traps are those of Netlify's `_redirects` and `_headers`: one rule
a line, its words between white space, and `*` and `:name` in a path stand for any text.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

from sitegen.computed import ComputedView
from sitegen.views import NOTHING, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.computed import Rows
    from sitegen.statements import AnyRow, Statement


@dataclass(frozen=True, slots=True)
class Redirect:
    """Visitors of the URL path `source` are sent to `target` (301 for good, 302 for now)."""

    source: str
    target: str
    status: int = 301


@dataclass(frozen=True, slots=True)
class Headers:
    """Response headers, as pairs of name and value, for the URL paths that match `path`."""

    path: str
    headers: tuple[tuple[str, str], ...]


def no_redirects(rows: Rows) -> Iterable[Redirect]:
    """The redirects of a section that has none."""
    return ()


def no_headers(rows: Rows) -> Iterable[Headers]:
    """The headers of a section that asks for none."""
    return ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What one section adds to `_redirects` and `_headers`, from the rows of its statements."""

    statements: Mapping[str, Statement] = field(default_factory=lambda: NOTHING)
    redirects: Callable[[Rows], Iterable[Redirect]] = no_redirects
    headers: Callable[[Rows], Iterable[Headers]] = no_headers


def exact(url: str) -> str:
    """The pattern that means this URL path alone; it is a target as well."""
    return url.replace(":", "%3A").replace("*", "%2A")


def redirects_view(sections: Sequence[Rules]) -> ComputedView:
    """The view of `_redirects`: the rules of all sections, in their order; the first match wins."""

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        rules = [
            {"source": _word(rule.source), "target": _word(rule.target), "status": rule.status}
            for number, section in enumerate(sections)
            for rule in section.redirects(_own(rows, number))
        ]
        yield Content("_redirects", {"rules": rules}, "_redirects")

    name, template = "site.redirects", "site/_redirects.txt"
    return ComputedView(name, template, _all(sections), compute, within="_redirects")


def headers_view(sections: Sequence[Rules]) -> ComputedView:
    """The view of `_headers`: the blocks of all sections, in their order; all that match apply.

    Headers without a value are left out.
    """

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        blocks = [
            {"path": _word(block.path), "headers": lines}
            for number, section in enumerate(sections)
            for block in section.headers(_own(rows, number))
            if (lines := _lines(block))
        ]
        yield Content("_headers", {"blocks": blocks}, "_headers")

    name, template = "site.headers", "site/_headers.txt"
    return ComputedView(name, template, _all(sections), compute, within="_headers")


def _word(url: str) -> str:
    """The URL as one word of a line; `#` would begin a comment there."""
    return quote(url, safe=string.punctuation.replace("#", ""))


def _lines(block: Headers) -> list[dict[str, str]]:
    pairs = [(name, _on_one_line(value)) for name, value in block.headers]
    return [{"name": name, "value": value} for name, value in pairs if value]


def _on_one_line(value: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _all(sections: Sequence[Rules]) -> Mapping[str, Statement]:
    return {
        f"{number}.{label}": statement
        for number, section in enumerate(sections)
        for label, statement in section.statements.items()
    }


def _own(rows: Rows, number: int) -> Mapping[str, Sequence[AnyRow]]:
    prefix = f"{number}."
    return {
        label.removeprefix(prefix): found
        for label, found in rows.items()
        if label.startswith(prefix)
    }
