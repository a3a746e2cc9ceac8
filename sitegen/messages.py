"""What a build tells of single pages: failures and warnings, and how it names rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that cannot be made, in words for the user. `source` names its row."""

    path: str
    source: str
    message: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a user should know that does not keep the site from being built."""

    path: str
    source: str
    message: str


def row_of(table: str, key: int, path: str) -> str:
    """How messages name the row of a path: `pages id 812 (about/legal)`."""
    return f"{row_id(table, key)} ({path.removesuffix('/index.html')})"


def row_id(table: str, key: int) -> str:
    """How messages name a row beside the path of its file: `pages id 812`."""
    return f"{table} id {key}"


def located(source: str, message: str) -> str:
    """A message of markup after the name of its row: `pages id 812 (about/legal), line 14: …`."""
    return f"{source}, {message}" if message.startswith("line ") else f"{source}: {message}"
