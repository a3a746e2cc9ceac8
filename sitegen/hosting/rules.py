"""Redirects and response headers: what the host answers by rule, from every section in one file.

A section exports `Rules`: statements, and pure functions that turn their rows into redirects and
header blocks. The format and its traps are those of Netlify's `_redirects` and `_headers`: one rule
a line, its words between white space, and `*` and `:name` in a path stand for any text.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from sitegen.computed import ComputedView
from sitegen.views import NOTHING, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sitegen.computed import Narrow, Rows
    from sitegen.statements import AnyRow, Statement

HEADERS = "_headers"
BY_HTTPS = "Strict-Transport-Security"  # left out of a site whose address begins with http:
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Redirect:
    """Visitors of the URL path `source` are sent to `target` (301 for good, 302 for now).

    `row` names the row that says so in messages, if it is one, by nothing but what the rule shows:
    `releases (downloads/release/python-3140)`.
    """

    source: str
    target: str
    status: int = 301
    row: str = ""


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
    """What one section adds to `_redirects` and `_headers`, from the rows of its statements.

    `narrow` gives for a statement, by its label, the condition that leads to the rows which concern
    one file; it leaves out no headers of that.
    """

    statements: Mapping[str, Statement] = field(default_factory=lambda: NOTHING)
    redirects: Callable[[Rows], Iterable[Redirect]] = no_redirects
    headers: Callable[[Rows], Iterable[Headers]] = no_headers
    narrow: Mapping[str, Narrow] = field(default_factory=lambda: NOTHING)


def exact(url: str) -> str:
    """The pattern that means this URL path alone; it is a target as well."""
    return url.replace(":", "%3A").replace("*", "%2A")


def redirects_view(sections: Sequence[Rules]) -> ComputedView:
    """The view of `_redirects`: the rules of all sections, in their order; the first match wins."""

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        rules = [
            {
                "source": _word(rule.source),
                "target": _word(rule.target),
                "status": rule.status,
                "row": rule.row,
            }
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
    asked = [section for section in sections if section.headers is not no_headers]

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        blocks = [
            {"path": _word(block.path), "headers": lines}
            for number, section in enumerate(asked)
            for block in section.headers(_own(rows, number))
            if (lines := _lines(block))
        ]
        yield Content(HEADERS, {"blocks": blocks}, HEADERS)

    name, template = "site.headers", "site/_headers.txt"
    narrow = _labelled({number: section.narrow for number, section in enumerate(asked)})
    return ComputedView(name, template, _all(asked), compute, within=HEADERS, narrow=narrow)


def _word(url: str) -> str:
    """The URL as one word of a line; `#` would begin a comment there."""
    return quote(url, safe=string.punctuation.replace("#", ""))


def _lines(block: Headers) -> list[dict[str, str]]:
    pairs = [(name, _on_one_line(value)) for name, value in block.headers]
    return [{"name": name, "value": value} for name, value in pairs if value]


def _on_one_line(value: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())


def _all(sections: Sequence[Rules]) -> Mapping[str, Statement]:
    return _labelled({number: section.statements for number, section in enumerate(sections)})


def _labelled(parts: Mapping[int, Mapping[str, T]]) -> Mapping[str, T]:
    """What each section names by a label, under labels that no other section has."""
    return {
        f"{number}.{label}": one for number, part in parts.items() for label, one in part.items()
    }


def _own(rows: Rows, number: int) -> Mapping[str, Sequence[AnyRow]]:
    prefix = f"{number}."
    return {
        label.removeprefix(prefix): found
        for label, found in rows.items()
        if label.startswith(prefix)
    }
