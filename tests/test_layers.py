"""Who may import whom: the layers that keep every part readable by itself."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sitegen"
FILES = sorted(PACKAGE.rglob("*.py"))

# What each part may import of ours, from the bottom up. A new part is listed here, or it fails.
ALLOWED = {
    # What everybody may know.
    "__init__": set(),
    "errors": set(),
    "messages": set(),
    "canonical": set(),
    "urls": {"markup"},  # its characters alone
    "contacts": set(),
    "dates": set(),
    "places": {"urls"},
    "filters": {"contacts", "dates", "places"},
    "settings": {"errors"},
    "collector": set(),
    "links": {"messages", "urls"},
    # Texts, templates and assets: nothing here knows a database.
    "markup": {"errors", "markup"},
    "code": {"markup"},
    "state": set(),
    "memo": {"errors", "markup", "state"},
    "folders": {"errors"},
    "uses": set(),
    "parsing": {"errors", "uses"},
    "templates": {"errors", "folders", "parsing", "uses"},
    "assets": {"errors", "folders", "urls"},
    "inputs": {"canonical", "templates"},
    "ungiven": set(),
    "sandbox": {"markup"},
    "page": {"markup"},
    "render": {
        *("errors", "filters", "hosting", "markup", "messages", "page", "sandbox", "ungiven"),
        *("urls", "uses"),
    },
    "processes": {"errors"},
    "cluster_worker": {"code", "errors", "messages", "page", "render"},
    "cluster": {"cluster_worker", "code", "errors", "messages", "page"},
    "workers": {"cluster", "messages", "page", "processes", "render"},
    # The database, and the questions that views ask it.
    "models": {"errors", "models"},
    "public": set(),
    "faults": {"errors", "models", "privileges"},
    "database": {"errors", "faults"},
    "schema": {"database", "errors"},
    "privileges": set(),
    "roles": {"database", "errors", "privileges", "public", "schema"},
    "statements": {"models"},
    "clock": {"statements"},
    "readable": {"clock", "models", "statements"},
    "reading": {"clock", "errors", "faults", "statements"},
    "views": {"clock", "markup", "messages", "reading", "statements"},
    "computed": {"canonical", "clock", "reading", "statements", "views"},
    "hosting": {"computed", "errors", "hosting", "statements", "urls", "views"},
    "site": {"computed", "hosting", "statements", "views"},
    "sections": {
        *("computed", "contacts", "dates", "errors", "hosting", "markup", "messages", "models"),
        *("places", "reading", "sections", "site", "statements", "urls", "views"),
    },
    "moments": {"clock", "reading", "settings", "site", "views"},
    # What is in place, what is to come, and how it takes its place.
    "locks": {"errors"},
    "manifest": {"errors", "state"},
    "files": {"errors", "urls"},
    "tree": {"files", "manifest"},
    "plan": {"inputs", "manifest", "messages", "site", "urls", "views"},
    "media": {"files", "folders", "messages", "plan", "reading", "statements", "urls"},
    "shared": {"assets", "errors", "markup", "memo", "messages", "site", "templates"},
    "sources": {
        *("assets", "code", "inputs", "media", "memo", "messages", "readable", "reading"),
        *("moments", "page", "plan", "settings", "shared", "site", "templates"),
    },
    "batches": {"markup", "memo", "messages", "page", "plan", "reading", "site", "workers"},
    "staging": {
        *("errors", "files", "hosting", "manifest", "messages", "page", "plan", "sources", "tree"),
    },
    "output": {"errors", "files", "manifest", "staging", "tree", "urls"},
    "findings": {"hosting", "links", "manifest", "messages", "plan", "staging"},
    "build": {
        *("batches", "code", "database", "errors", "files", "findings", "locks", "manifest"),
        *("memo", "messages", "moments", "output", "page", "plan", "schema", "settings", "site"),
        *("reading", "sources", "staging", "tree", "workers"),
    },
    "explain": {
        *("build", "code", "errors", "files", "hosting", "manifest", "memo", "plan", "settings"),
        *("inputs", "reading", "site", "sources", "tree", "urls"),
    },
    # The site as it would be, file by file.
    "serve": {
        *("batches", "clock", "code", "database", "errors", "folders", "hosting", "memo"),
        *("messages", "page", "plan", "reading", "schema", "serve", "settings", "site"),
        *("sources", "urls", "workers"),
    },
    # The site as it lies there.
    "checks": {
        *("checks", "errors", "hosting", "links", "manifest", "output", "processes", "settings"),
        *("urls", "workers"),
    },
    # The site as it becomes what visitors get.
    "deploy": {
        *("deploy", "errors", "files", "hosting", "inputs", "locks", "manifest", "output"),
        *("settings", "state", "tree", "urls"),
    },
    # What fills a database.
    "importers": {"database", "errors", "importers", "models", "schema", "settings"},
    "seeds": {"database", "errors", "models", "schema", "seeds"},
    # Who may import everything.
    "cli": {
        "build",
        "checks",
        "cli",
        "collector",
        "database",
        "deploy",
        "errors",
        "explain",
        "folders",
    }
    | {"importers", "manifest", "roles", "schema", "sections", "seeds", "serve", "settings"}
    | {"urls"},
    "__main__": {"cli"},
}
# Ways to say something to whoever runs a command.
PRINTERS = {"print", "input", "breakpoint"}
SPEAKING = {"click", "rich", "logging", "warnings", "curses", "getpass"}
STREAMS = {"sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "sys.stdin"}


def imported(file: Path) -> set[str]:
    """The modules of ours that a file imports, without the leading `sitegen.`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.removeprefix("sitegen.") for name in found if name.startswith("sitegen.")}


def part_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_part_imports_only_what_is_below_it(file: Path) -> None:
    parts = {name.partition(".")[0] for name in imported(file)}
    assert parts - ALLOWED[part_of(file)] == set()


def test_every_part_is_listed_and_every_listed_part_exists() -> None:
    assert {part_of(file) for file in FILES} == set(ALLOWED)


def test_no_part_is_below_itself() -> None:
    order = TopologicalSorter({part: below - {part} for part, below in ALLOWED.items()})
    assert set(order.static_order()) == set(ALLOWED)


@pytest.mark.parametrize("part", ["build", "plan", "views", "sources", "batches", "output"])
def test_the_engine_is_given_its_sections_and_never_imports_them(part: str) -> None:
    file = PACKAGE / f"{part}.py"
    if file.exists():
        assert not {name for name in imported(file) if name.startswith("sections")}


def test_of_what_the_host_is_told_only_the_rules_of_sections_know_views() -> None:
    asking = {"computed", "statements", "views"}
    knowing = {
        file.stem
        for file in (PACKAGE / "hosting").glob("*.py")
        if asking & {name.partition(".")[0] for name in imported(file)}
    }
    assert knowing == {"rules"}


def test_only_the_preview_can_ask_for_drafts() -> None:
    asking = {file for file in FILES if "sections.drafts" in {*imported(file), *parents(file)}}
    assert asking == {PACKAGE / "cli" / "serving.py"}


def parents(file: Path) -> set[str]:
    return {name.rpartition(".")[0] for name in imported(file)}


def sections() -> list[str]:
    """The modules that are sections: those that say which views they have."""
    folder = PACKAGE / "sections"
    return [file.stem for file in folder.glob("*.py") if "\nVIEWS = " in file.read_text("utf-8")]


def test_sections_never_import_each_other() -> None:
    names = set(sections())
    assert names
    for name in names:
        others = {f"sections.{other}" for other in names - {name}}
        mine = imported(PACKAGE / "sections" / f"{name}.py")
        assert not {module for module in mine if module.startswith(tuple(others))}, name


def speaks(source: str) -> set[str]:
    """What a module could print with: calls, streams and libraries that write to a terminal."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] in SPEAKING}
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= names & STREAMS
            found |= {name for name in names if name.split(".")[0] in SPEAKING}
        elif isinstance(node, ast.Name) and node.id in PRINTERS:
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in STREAMS:
            found.add(ast.unparse(node))
    return found


def test_only_the_command_line_prints() -> None:
    speaking = {
        str(file.relative_to(PACKAGE)): found
        for file in FILES
        if part_of(file) != "cli" and (found := speaks(file.read_text("utf-8")))
    }
    assert speaking == {}


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "say = print",
        "import click",
        "from click import echo",
        "from rich.console import Console",
        "import logging.config",
        "import sys\nsys.stderr.write('x')",
        "from sys import stdout",
    ],
)
def test_every_way_to_print_is_seen(source: str) -> None:
    assert speaks(source)


def test_nothing_below_the_command_line_reads_a_clock() -> None:
    clocks = {"now", "utcnow", "today", "time", "localtime", "gmtime"}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                reads = owner in ("datetime", "date", "dt.datetime", "dt.date", "time")
                assert not (reads and node.func.attr in clocks) or part_of(file) == "cli", file
