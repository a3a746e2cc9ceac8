"""Redirects and response headers: what the host answers by rule, from every section in one file.

A section exports `Rules`: statements, and pure functions that turn their rows into redirects and
header blocks. The format and its traps are those of Netlify's `_redirects` and `_headers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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


def no_redirects(rows: Rows, now: datetime) -> Iterable[Redirect]:
    """The redirects of a section that has none."""
    return ()


def no_headers(rows: Rows) -> Iterable[Headers]:
    """The headers of a section that asks for none."""
    return ()


@dataclass(frozen=True, slots=True)
class Rules:
    """What one section adds to `_redirects` and `_headers`, from the rows of its statements."""

    statements: Mapping[str, Statement] = field(default_factory=lambda: NOTHING)
    redirects: Callable[[Rows, datetime], Iterable[Redirect]] = no_redirects
    headers: Callable[[Rows], Iterable[Headers]] = no_headers


def redirects_view(sections: Mapping[str, Rules]) -> ComputedView:
    """The view of `_redirects`: the rules of all sections, in their order; the first match wins."""

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        rules = [
            {"source": rule.source, "target": rule.target, "status": rule.status}
            for name, section in sections.items()
            for rule in section.redirects(_own(rows, name), now)
        ]
        yield Content("_redirects", {"rules": rules}, "_redirects")

    return ComputedView("site.redirects", "site/_redirects.txt", _all(sections), compute)


def headers_view(sections: Mapping[str, Rules]) -> ComputedView:
    """The view of `_headers`: the blocks of all sections, in their order; all that match apply."""

    def compute(rows: Rows, now: datetime) -> Iterator[Content]:
        blocks = [
            {"path": block.path, "headers": [{"name": n, "value": v} for n, v in block.headers]}
            for name, section in sections.items()
            for block in section.headers(_own(rows, name))
        ]
        yield Content("_headers", {"blocks": blocks}, "_headers")

    return ComputedView("site.headers", "site/_headers.txt", _all(sections), compute)


def _all(sections: Mapping[str, Rules]) -> Mapping[str, Statement]:
    return {
        f"{name}.{label}": statement
        for name, section in sections.items()
        for label, statement in section.statements.items()
    }


def _own(rows: Rows, name: str) -> Mapping[str, Sequence[AnyRow]]:
    prefix = f"{name}."
    return {
        label.removeprefix(prefix): found
        for label, found in rows.items()
        if label.startswith(prefix)
    }
