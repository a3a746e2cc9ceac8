"""What the tests of the import are written with: rows of dumps, and databases to take them into."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import inspect, select

from sitegen.importers.django import import_django
from sitegen.importers.report import ImportRefused
from sitegen.models import Base

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from sitegen.importers.report import ImportReport

Dumped = dict[str, Any]
NOON = "2024-05-01T12:00:00Z"


@dataclass(frozen=True)
class Site:
    """A database, and a folder to write dumps in."""

    engine: Engine
    folder: Path

    def take(self, *rows: Dumped, dry_run: bool = False) -> ImportReport:
        """Import these rows."""
        file = self.folder / "dump.json"
        file.write_text(json.dumps(rows), encoding="utf-8")
        return import_django(self.engine, [str(file)], dry_run=dry_run)

    def problems(self, *rows: Dumped) -> list[str]:
        """Import these rows, which must be refused: the reasons."""
        with pytest.raises(ImportRefused) as refused:
            self.take(*rows)
        assert refused.value.report
        return [str(problem) for problem in refused.value.report.problems]

    def notes(self, *rows: Dumped) -> list[str]:
        """Import these rows: what was mended."""
        return [str(note) for note in self.take(*rows).notes]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table, by primary key."""
        found = Base.metadata.tables[table]
        with self.engine.connect() as connection:
            rows = connection.execute(select(found).order_by(*found.primary_key))
            return [dict(row) for row in rows.mappings()]

    def column(self, table: str, name: str) -> list[Any]:
        """One column of all rows of a table, by primary key."""
        return [row[name] for row in self.rows(table)]

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        return {name: self.rows(name) for name in inspect(self.engine).get_table_names()
                if name in Base.metadata.tables}  # fmt: skip


def dumped(model: str, pk: object = None, /, **fields: Any) -> Dumped:
    """A row as `dumpdata` writes it; without a key if pk is None."""
    return {"model": model, "fields": fields} | ({} if pk is None else {"pk": pk})


MENU = dumped("sitetree.tree", 1, title="Main", alias="main")
CALENDAR = dumped("events.calendar", 1, name="Events", slug="events")


def event(pk: object, **fields: Any) -> Dumped:
    """An event of CALENDAR."""
    given = {"title": "Sprint", "calendar": 1, "description": "Come."}
    return dumped("events.event", pk, **given | fields)


def user(pk: object, username: str, **fields: Any) -> Dumped:
    address = {"email": f"{username}@example.org", "date_joined": NOON}
    return dumped("users.user", pk, username=username, **address | fields)


def page(pk: object, path: str, **fields: Any) -> Dumped:
    given = {"title": path.title(), "content": f"About {path}."}
    return dumped("pages.page", pk, path=path, **given | fields)


def release(pk: object, name: str, **fields: Any) -> Dumped:
    slug = name.lower().replace(" ", "-").replace(".", "")
    return dumped("downloads.release", pk, name=name, slug=slug, release_date=NOON, **fields)


def system(pk: object, slug: str) -> Dumped:
    return dumped("downloads.os", pk, name=slug.title(), slug=slug)


def file_of(pk: object, release: object, **fields: Any) -> Dumped:
    given = {"name": f"File {pk}", "slug": f"file-{pk}", "url": f"https://example.org/{pk}"}
    return dumped("downloads.releasefile", pk, release=release, **given | {"os": 1} | fields)


def job(pk: object, **fields: Any) -> Dumped:
    given = {"job_title": "Programmer", "company_name": "Example", "city": "Lyon"}
    texts = {"description": "Write.", "requirements": "Read.", "country": "France"}
    address = {"email": "jobs@example.org", "url": "https://example.org/jobs"}
    return dumped("jobs.job", pk, **{"category": 1} | given | texts | address | fields)


def category(pk: object, slug: str) -> Dumped:
    return dumped("jobs.jobcategory", pk, name=slug.title(), slug=slug)


def item(pk: object, title: str, parent: object = None, **fields: Any) -> Dumped:
    """An item of MENU."""
    return dumped("sitetree.treeitem", pk, tree=1, title=title, url="/", parent=parent, **fields)
