"""The four things that happen to a site, measured for one tool after another."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.corpus import edited
from bench.measure import last_words, measure
from bench.server import cpu_of
from bench.tool import edit_base
from bench.trees import tree_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from bench.corpus import Article, Corpus
    from bench.measure import Usage
    from bench.tool import Tool

CASES = ("cold", "nothing", "row", "base")
TITLES = {
    "cold": "cold",
    "nothing": "nothing changed",
    "row": "one row edited",
    "base": "base template edited",
}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One build: seconds of CPU and wall, bytes at the peak, and the number of files written.

    `server` are the CPU seconds of the database's server, if there is one; `exact` says whether the
    files written are those that the edit affects, if the tool is to write no others.
    """

    tool: str
    corpus: str
    case: str
    cpu: float
    wall: float
    peak: int
    written: int
    server: float | None = None
    exact: bool | None = None


class BuildFault(Exception):
    """A tool did not build its site: it has no figures."""


@dataclass(frozen=True, slots=True)
class Place:
    """A prepared site of a tool."""

    tool: Tool
    corpus: Corpus
    folder: Path

    @property
    def log(self) -> Path:
        """What the tool printed."""
        return self.folder.with_suffix(".log")


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured: which cases, how often, and until how many seconds a tool has had."""

    cases: Collection[str] = CASES
    runs: int = 3
    patience: float = 120


def prepared(tool: Tool, corpus: Corpus, folder: Path) -> Place:
    """Write the site's sources into a new folder."""
    folder.mkdir(parents=True)
    tool.prepare(corpus, folder)
    return Place(tool, corpus, folder)


def measured(
    places: Sequence[Place], extent: Extent, failed: Callable[[str], None]
) -> Iterator[Measurement]:
    """All builds of one corpus, the tools taking turns; the slow ones have fewer runs.

    A tool that fails is told to `failed` and has no further turn.
    """
    spent: dict[str, float] = defaultdict(float)
    for run in range(1, extent.runs + 1):
        for place in places:
            name = place.tool.name
            if spent[name] > extent.patience:
                continue
            start = time.monotonic()
            try:
                yield from run_of(place, run, extent.cases)
            except BuildFault as fault:
                failed(str(fault))
                spent[name] = float("inf")
            spent[name] += time.monotonic() - start


def run_of(place: Place, run: int, cases: Collection[str]) -> Iterator[Measurement]:
    """One build of each case; the cold one is always made, since the others begin with its files.

    Raises BuildFault if the tool fails.
    """
    place.tool.forget(place.folder)
    article = place.corpus.first()
    preparations: dict[str, Callable[[], None]] = {
        "cold": lambda: None,
        "nothing": lambda: None,
        "row": lambda: place.tool.write(place.folder, edited(article, run)),
        "base": lambda: edit_base(place.tool, place.folder, run),
    }
    for case, prepare in preparations.items():
        if case in cases or case == "cold":
            prepare()
            measurement = build(place, case, article)
            if case in cases:
                yield measurement


def build(place: Place, case: str, article: Article) -> Measurement:
    """Build once. Raises BuildFault if that fails or makes fewer files than there are articles."""
    tool, output = place.tool, place.folder / place.tool.output
    before = tree_of(output)
    served = cpu_of(tool.server) if tool.server else 0.0
    usage = measure(tool.command, place.folder, tool.environment(place.folder), place.log)
    server = cpu_of(tool.server) - served if tool.server else None
    after = tree_of(output)
    _check(place, usage, len(after), has_first=f"{article.path}/index.html" in after)
    files = written(before, after)
    exact = files == tool.affected(article) if case == "row" and tool.affected else None
    figures = (usage.cpu, usage.wall, usage.peak, len(files))
    return Measurement(tool.name, place.corpus.name, case, *figures, server, exact)


def _check(place: Place, usage: Usage, files: int, *, has_first: bool) -> None:
    name, count = place.tool.name, place.corpus.count
    if usage.status:
        why = f"{name} failed on {place.corpus.name} with status {usage.status}"
        raise BuildFault(f"{why}: {last_words(place.log)}")
    if files < count or not has_first:
        why = f"{name} made {files} files of {count} articles"
        raise BuildFault(f"{why}: {last_words(place.log)}")
