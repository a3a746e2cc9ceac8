"""A published site under check: files in an output, and a state that knows them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from sitegen.checks.report import CheckReport, check
from sitegen.manifest import open_manifest
from sitegen.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.checks.external import Manners

PROJECT = '[tool.sitegen]\nbase_url = "https://example.org"\nelsewhere = "/ftp/"\nworkers = "1"\n'


def page(body: str, head: str = "") -> str:
    """A page with nothing wrong around its body."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head><title>A page</title>{head}</head>\n'
        f"<body><h1>A page</h1>\n{body}\n</body>\n</html>\n"
    )


def publish(folder: Path, files: Mapping[str, str]) -> Settings:
    """The settings of a site that consists of these files."""
    for path, text in files.items():
        file = folder / "build" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return known(folder)


def publish_copy(folder: Path, source: Path) -> Settings:
    """The settings of a site that is a copy of a folder."""
    shutil.copytree(source, folder / "build")
    return known(folder)


def known(folder: Path) -> Settings:
    """The settings of the site in a folder, with everything in its output on record."""
    (folder / "pyproject.toml").write_text(PROJECT)
    settings = read_settings(folder, {}, {})
    settings.state.mkdir()
    with open_manifest(settings.state) as manifest:
        files = (file for file in settings.output.rglob("*") if file.is_file())
        paths = (file.relative_to(settings.output).as_posix() for file in files)
        manifest.adopt((path, 0, 0) for path in paths)
        manifest.note("output", "../build")
        manifest.keep()
    return settings


def lines(report: CheckReport) -> list[str]:
    """The findings as lines of text."""
    return [
        f"{each.path}:{each.line}:{each.column} {each.check}: {each.message} {each.mend}"
        + "".join(f" +{path}" for path in each.also)
        for each in report.findings
    ]


def found(settings: Settings, manners: Manners | None = None) -> list[str]:
    """What a check of the site finds, as lines of text."""
    return lines(check(settings, manners))
