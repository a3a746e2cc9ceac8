"""`netlify.toml`: the rules of `_redirects` and `_headers` as Netlify takes them with a deploy.

Whether a deploy through the API heeds the two files themselves is not documented; Netlify's own
client sends their rules in this form. Where both are heeded, they say the same in the same order.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.errors import DeployRefused
from sitegen.hosting.itinerary import all_lines_of
from sitegen.hosting.soundness import faults_of_form, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sitegen.hosting.itinerary import Line

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")  # TOML 1.0, Keys
CONDITIONS = ("Country", "Language", "Role")
CONDITION_MEND = "Write `Country=`, `Language=` or `Role=` with a value behind the status."


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """One block of `_headers`. A name that it gives twice has both values, joined by commas."""

    path: str
    values: Mapping[str, str]


def netlify_toml(redirects: str, headers: str) -> bytes:
    """The configuration that says what the texts of `_redirects` and `_headers` say.

    Raises DeployRefused for a line that Netlify would take for another rule, or leave out.
    """
    tables = [*map(_redirect, all_lines_of(redirects)), *map(_headers, header_blocks(headers))]
    return "\n".join(tables).encode()


def header_blocks(text: str) -> Iterator[HeaderBlock]:
    """The blocks of `_headers`, in order."""
    path, values = "", dict[str, str]()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if words.startswith("/"):
            if values:
                yield HeaderBlock(path, values)
            path, values = words, {}
        elif words and not words.startswith("#"):
            name, value = _header(number, words, path)
            values[name] = f"{values[name]}, {value}" if name in values else value
    if values:
        yield HeaderBlock(path, values)


def _header(number: int, words: str, path: str) -> tuple[str, str]:
    name, _, value = (word.strip() for word in words.partition(":"))
    if not (name and value and path):
        raise DeployRefused(
            f"_headers, line {number}: no header of a path: {words!r}.",
            mend="Write `Name: value` below a line with the path.",
        )
    return name, value


def _conditions(rule: Line) -> Iterator[tuple[str, str]]:
    """What its visitors must be, by name; all words behind its status say so."""
    for word in rule.after:
        if not word[0].isdigit():
            name, _, value = word.partition("=")
            yield name, value


def _faults_of_conditions(rule: Line) -> Iterator[tuple[str, str]]:
    for name, value in _conditions(rule):
        if name not in CONDITIONS or not value:
            yield f"`{name}` is no condition", CONDITION_MEND


def _redirect(rule: Line) -> str:
    for fault, mend in (*faults_of_form(rule), *_faults_of_conditions(rule)):
        raise DeployRefused(f"{line_of(rule)}: `{rule.text}`: {fault}.", mend=mend)
    query = ", ".join(f"{_key(name)} = {_text(value)}" for name, value in rule.wanted.items())
    conditions = ", ".join(
        f"{name} = [{', '.join(map(_text, value.split(',')))}]"
        for name, value in dict(_conditions(rule)).items()
    )
    rows = [
        "[[redirects]]",
        f"from = {_text(rule.source)}",
        f"to = {_text(rule.target)}",
        f"status = {rule.status}",
        "force = true" if rule.is_forced else "",
        f"query = {{ {query} }}" if query else "",
        f"conditions = {{ {conditions} }}" if conditions else "",
    ]
    return "".join(f"{row}\n" for row in rows if row)


def _headers(block: HeaderBlock) -> str:
    values = "".join(f"{_key(name)} = {_text(value)}\n" for name, value in block.values.items())
    return f"[[headers]]\nfor = {_text(block.path)}\n[headers.values]\n{values}"


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    """A basic string; its escapes are those of JSON, which leaves one more sign as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
