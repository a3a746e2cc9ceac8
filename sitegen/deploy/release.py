"""A release: the files that the last complete build wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class File(NamedTuple):
    """One file: the digest of its bytes (SHA-1, in hexadecimal), and their number."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Release:
    """A finished site. `files` are in order of path and lie in `folder`; `digest` is one for all."""

    folder: Path
    files: Mapping[str, File]
    digest: str
