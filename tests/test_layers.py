"""Who may import whom: the layers that keep every part readable by itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sitegen"
FILES = sorted(PACKAGE.rglob("*.py"))

# What a part may import of ours. A part that is not listed may import anything but `cli`.
ALLOWED = {
    "errors": set(),
    "settings": {"errors"},
    "models": {"errors", "models"},
    "filters": set(),
    "urls": set(),
    "markup": {"errors", "markup"},
    "templates": {"errors"},
    "render": {"errors", "filters", "markup", "urls"},
    "statements": {"models"},
    "views": {"markup", "statements"},
    "computed": {"statements", "views"},
    "rules": {"computed", "statements", "views"},
    "sections": {
        *("computed", "errors", "markup", "models", "rules", "sections", "site"),
        *("statements", "urls", "views"),
    },
    "importers": {"database", "errors", "importers", "models", "schema", "settings"},
    "seeds": {"database", "errors", "models", "schema", "seeds"},
    "workers": {"render"},
}


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
    if part_of(file) in ALLOWED:
        assert parts <= ALLOWED[part_of(file)]
    elif part_of(file) not in ("cli", "__main__"):
        assert "cli" not in parts


@pytest.mark.parametrize("part", ["build", "plan", "views", "sources", "batches", "output"])
def test_the_engine_is_given_its_sections_and_never_imports_them(part: str) -> None:
    file = PACKAGE / f"{part}.py"
    if file.exists():
        assert not {name for name in imported(file) if name.startswith("sections")}


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


def test_only_the_command_line_prints() -> None:
    for file in FILES:
        calls = [n for n in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(n, ast.Call)]
        prints = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id == "print"]
        assert part_of(file) == "cli" or not prints, file


def test_nothing_below_the_command_line_reads_a_clock() -> None:
    clocks = {"now", "utcnow", "today", "time", "localtime", "gmtime"}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value)
                reads = owner in ("datetime", "date", "dt.datetime", "dt.date", "time")
                assert not (reads and node.func.attr in clocks) or part_of(file) == "cli", file
