"""A small site under test: rows in, files out, in one folder of its own."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import insert, text

from sitegen.build import BuildReport, Options, build
from sitegen.database import open_engine
from sitegen.models import Box, Page
from sitegen.sections import SITE
from sitegen.settings import read_settings, with_flags

if TYPE_CHECKING:
    from sitegen.models.base import Base
    from sitegen.settings import Settings

REPOSITORY = Path(__file__).parent.parent
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WHEN = datetime(2026, 1, 1, tzinfo=UTC)

Row = tuple["type[Base]", dict[str, Any]]


def page(path: str, content: str = "Text.", kind: str = "markdown", **values: Any) -> Row:
    """A published page, titled after its path."""
    row = {"title": f"Title of {path}", "path": path, "content": content}
    return Page, {**row, "content_markup_type": kind, "updated": WHEN, **values}


def box(label: str, content: str, kind: str = "markdown") -> Row:
    """A box."""
    return Box, {"label": label, "content": content, "content_markup_type": kind}


class BuiltSite:
    """A database, templates and assets to edit, and the output of builds."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.folder = folder
        for name in ("templates", "assets"):
            shutil.copytree(REPOSITORY / name, folder / name, dirs_exist_ok=True)
        project = '[tool.sitegen]\nname = "Test"\nbase_url = "https://example.org"\nworkers = "1"\n'
        (folder / "pyproject.toml").write_text(project)
        self.settings: Settings = read_settings(folder, {}, {"database": database_url})
        self.engine = open_engine(self.settings.database_url)

    @property
    def output(self) -> Path:
        return self.settings.output

    def add(self, *rows: Row) -> Self:
        with self.engine.begin() as connection:
            for model, values in rows:
                connection.execute(insert(model).values(**values))
        return self

    def sql(self, statement: str, **values: Any) -> Self:
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)
        return self

    def set(self, **flags: str) -> Self:
        self.settings = with_flags(self.settings, flags)
        return self

    def write(self, name: str, source: str) -> Self:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
        return self

    def build(self, now: datetime = NOW, **options: bool) -> BuildReport:
        return build(self.settings, SITE, now, Options(**options))

    def has(self, path: str) -> bool:
        return (self.output / path).is_file()

    def read(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def links(self, path: str) -> list[str]:
        return re.findall(r'<a [^>]*href="([^"]+)"', self.read(path))

    def tree(self) -> dict[str, bytes]:
        files = (file for file in self.output.rglob("*") if file.is_file())
        return {file.relative_to(self.output).as_posix(): file.read_bytes() for file in files}
