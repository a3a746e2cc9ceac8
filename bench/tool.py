"""What the benchmark knows of a site generator."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bench.corpus import Article, Corpus

SITES = Path(__file__).parent / "sites"
PER_PAGE = 25  # articles on one page of the list, for every tool
HEAD = re.compile(r'(<meta charset="utf-8">)\n(?:<meta name="edition".*\n)?')
KEPT = ("HOME", "LANG", "PATH", "TMPDIR")  # of the environment; nothing else reaches a tool


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator, and how to use it on a site in a folder of its own.

    `prepare` writes the site's sources; `write` puts an edited article in the place of the first
    version. `base` is the template that all pages extend, `output` where the files go; `made` is
    everything a build leaves behind, removed before a cold one. `affected` names the files that
    show an edited article, if the tool is to write no others.
    """

    name: str
    version: str
    kinds: frozenset[str]
    command: Sequence[str]
    prepare: Callable[[Corpus, Path], None]
    write: Callable[[Path, Article], None]
    base: str
    output: str
    made: Sequence[str]
    env: Mapping[str, str]
    affected: Callable[[Article], frozenset[str]] | None = None
    server: int | None = None  # the process of the database's server, if there is one

    def environment(self, folder: Path) -> dict[str, str]:
        """The whole environment of a build; `{folder}` stands for the site's folder."""
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, **{name: value.format(folder=folder) for name, value in self.env.items()}}

    def forget(self, folder: Path) -> None:
        """Remove whatever builds have left, so that the next is a cold one."""
        for name in self.made:
            place = folder / name
            if place.is_dir():
                shutil.rmtree(place)
            place.unlink(missing_ok=True)


def edit_base(tool: Tool, folder: Path, edit: int) -> None:
    """Give the head of the base template a line that no earlier edit gave it."""
    file = folder / tool.base
    line = f'<meta name="edition" content="{edit}">'
    source = file.read_text("utf-8")
    altered = HEAD.sub(lambda found: f"{found[1]}\n{line}\n", source, count=1)
    if altered == source:
        raise ValueError(f"{file} has no place for an edition")
    file.write_text(altered, "utf-8")


def copy_site(name: str, folder: Path) -> None:
    """Copy the templates and settings of a tool into the folder of a site."""
    shutil.copytree(SITES / name, folder, dirs_exist_ok=True)
