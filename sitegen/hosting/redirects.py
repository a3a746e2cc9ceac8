"""The redirects that a site publishes in `_redirects`, read as Netlify reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Rule:
    """Visitors of URL paths that match `source`, with these query values, are sent to `target`.

    `query` gives for each name the value that is asked for, or a placeholder such as `:id`.
    """

    source: re.Pattern[str]
    target: str
    status: int
    query: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4)
def redirect_rules(text: str) -> Sequence[Rule]:
    """The rules of a `_redirects` file, in order."""
    lines = (line.split() for line in text.splitlines() if line.startswith("/"))
    return [_rule(words) for words in lines]


def _rule(words: Sequence[str]) -> Rule:
    source, *rest = words
    query = {}
    while rest and not rest[0].startswith(("/", "http:", "https:")):
        name, _, value = rest.pop(0).partition("=")
        query[name] = value
    target, *after = [*rest, "301"]
    return Rule(_source_pattern(source), target, int(after[0].rstrip("!")), query)


def _source_pattern(source: str) -> re.Pattern[str]:
    """`*` spans segments at the end, `:name` is one segment, a final slash is ignored."""
    start = source.removesuffix("/*")
    is_open = start != source
    whole = start.rstrip("/") or ("" if is_open else "/")
    pattern = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", re.escape(whole))
    return re.compile(pattern + ("(?:/(?P<splat>.*))?" if is_open else ""))
