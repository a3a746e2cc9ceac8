"""The content files: texts with a head in TOML, and tables in TOML."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

FENCE = "+++\n"
FOLDER = Path(__file__).parent
MARKUP = {".rst": "rst", ".md": "markdown", ".html": "html", ".txt": "plain"}


@dataclass(frozen=True, slots=True)
class Written:
    """A text of the demonstration: `name` is its place below its folder, without the suffix."""

    name: str
    markup: str
    head: Mapping[str, Any]
    body: str


def written_in(folder: str) -> list[Written]:
    """The texts below a folder of the demonstration, in the order of their names."""
    root = FOLDER / folder
    files = sorted(file for file in root.rglob("*") if file.suffix in MARKUP)
    return [_read(file, file.relative_to(root)) for file in files]


def table(name: str) -> dict[str, Any]:
    """The TOML file of that name, without its suffix."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _read(file: Path, place: Path) -> Written:
    body, head = file.read_text("utf-8"), {}
    if body.startswith(FENCE):
        _, written_head, body = body.split(FENCE, 2)
        head = tomllib.loads(written_head)
    return Written(place.with_suffix("").as_posix(), MARKUP[file.suffix], head, body)
