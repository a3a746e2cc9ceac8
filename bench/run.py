"""A run from top to bottom: every corpus with every tool, then the floors, then the verdict."""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bench.cases import BuildFault, measured, prepared, run_of
from bench.corpus import peps, synthetic, why_no_peps
from bench.figures import figures
from bench.floors import floors
from bench.machine import machine, versions
from bench.measure import BURNT, prove
from bench.peers import NAMES, peers
from bench.report import Report
from bench.server import server_of
from bench.sitegen_tool import DATABASE, sitegen_on
from bench.targets import POSTGRESQL, SQLITE, Results, targets
from tests.postgres import running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bench.cases import Extent, Measurement, Place
    from bench.corpus import Corpus
    from bench.floors import Floor
    from bench.tool import Tool
    from tests.postgres import Server

OURS = (SQLITE, POSTGRESQL)
TOOLS = (*OURS, *NAMES)
WARMING = 30  # pages of a site built beforehand, so that no tool has to compile itself later


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure: sites of these sizes with all tools, of `own_pages` with sitegen alone."""

    tools: Sequence[str]
    pages: Sequence[int]
    own_pages: Sequence[int]
    with_peps: bool
    extent: Extent
    venv: Path


@dataclass(slots=True)
class Bench:
    """Where a run works, and what it has found so far; `say` tells how far it is."""

    folder: Path
    say: Callable[[str], None]
    measurements: list[Measurement] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Tell something that belongs into the report."""
        self.say(text)
        self.notes.append(text)


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Report:
    """Measure everything, in a folder that is removed afterwards."""
    facts, bench = machine(), Bench(folder, say)
    proof = prove(folder / "proof.log")
    bench.note(f"Of {BURNT} CPU seconds burnt below a fork server, {proof:.2f} were measured.")
    with _chosen(plan) as tools:
        for tool in tools:
            say(f"{tool.name} {tool.version}: warming")
            _warm(bench, tool)
        for corpus in _shared_corpora(plan, bench):
            _measure(bench, corpus, tools, plan.extent)
        for count in plan.own_pages:
            ours = [tool for tool in tools if tool.name in OURS]
            _measure(bench, synthetic(count), ours, plan.extent)
    results = Results(figures(bench.measurements), bench.floors, len(os.sched_getaffinity(0)))
    measurements, notes = bench.measurements, bench.notes
    return Report(facts, versions(tools), measurements, results, targets(results), notes)


@contextmanager
def _chosen(plan: Plan) -> Iterator[list[Tool]]:
    """The tools asked for; the server lives as long as they are used."""
    found = []
    with ExitStack() as stack:
        if SQLITE in plan.tools:
            found.append(sitegen_on(SQLITE, f"sqlite:///{DATABASE}"))
        if POSTGRESQL in plan.tools:
            found.append(_on_server(stack.enter_context(running_server())))
        if set(NAMES).intersection(plan.tools):
            found += [tool for tool in peers(plan.venv) if tool.name in plan.tools]
        yield found


def _on_server(server: Server) -> Tool:
    """The tool sitegen, on a database of the server, made anew for each site."""
    url = server.create("bench")
    tool = sitegen_on(POSTGRESQL, url, server_of(url))

    def prepare(corpus: Corpus, folder: Path) -> None:
        server.drop("bench")
        server.create("bench")
        tool.prepare(corpus, folder)

    return replace(tool, prepare=prepare)


def _shared_corpora(plan: Plan, bench: Bench) -> Iterator[Corpus]:
    if plan.with_peps:
        found = peps()
        if found:
            yield found
        else:
            bench.note(why_no_peps())
    yield from map(synthetic, plan.pages)


def _warm(bench: Bench, tool: Tool) -> None:
    try:
        for _ in run_of(prepared(tool, synthetic(WARMING), bench.folder / tool.name), 1, ()):
            pass
    except BuildFault as fault:
        bench.note(str(fault))


def _measure(bench: Bench, corpus: Corpus, tools: Sequence[Tool], extent: Extent) -> None:
    folder = bench.folder / corpus.name.replace(" ", "-")
    places = []
    for tool in tools:
        if corpus.kind in tool.kinds:
            bench.say(f"{corpus.name}: writing them for {tool.name}")
            places.append(prepared(tool, corpus, folder / tool.name))
    for each in measured(places, extent, bench.note):
        bench.measurements.append(each)
        bench.say(f"{each.corpus}: {each.tool}, {each.case}: {each.cpu:.2f} s CPU")
    if any(place.tool.name in NAMES for place in places):
        bench.say(f"{corpus.name}: floors")
        bench.floors += floors(corpus, _built(places), folder / "floor")
    shutil.rmtree(folder)


def _built(places: Sequence[Place]) -> Path | None:
    """The files that sitegen made, if it did."""
    for place in places:
        if place.tool.name in OURS and (place.folder / place.tool.output).is_dir():
            return place.folder / place.tool.output
    return None
