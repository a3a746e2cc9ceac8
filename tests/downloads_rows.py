"""Rows of downloads to test with, and what the views make of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from sitegen.database import snapshot
from sitegen.models import Base, OperatingSystem, Page, Release, ReleaseFile
from sitegen.reading import Reading
from sitegen.sections import downloads

if TYPE_CHECKING:
    from sqlalchemy import Engine

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SYSTEMS = {"windows": 1, "macos": 2, "source": 3, "android": 4}
VIEWS = {view.name: view for view in (*downloads.VIEWS, *downloads.SITEMAPS)}


def add(engine: Engine, model: type[Base], **columns: Any) -> int:
    with engine.begin() as connection:
        key = connection.execute(insert(model).values(columns)).inserted_primary_key
    assert key
    return int(key[0])


def add_systems(engine: Engine) -> None:
    for slug, key in SYSTEMS.items():
        add(engine, OperatingSystem, id=key, name=slug.title(), slug=slug)


def add_release(engine: Engine, name: str, day: str = "2026-01-01", **columns: Any) -> int:
    """A published release; slug and line follow from its name."""
    number = name.rpartition(" ")[2]
    manager = "manager" in name
    columns.setdefault("slug", ("pymanager-" if manager else "python-") + number.replace(".", ""))
    columns.setdefault("version", 100 if manager else int(number[0]))
    columns.setdefault("is_published", True)
    columns.setdefault("content", "About it.")
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    return add(engine, Release, name=name, release_date=moment, **columns)


def add_file(engine: Engine, release: int, name: str, system: str, **columns: Any) -> int:
    slug = f"{release}-{system}-{name}".replace(" ", "-")
    columns.setdefault("url", f"https://www.python.org/ftp/python/{slug}")
    of = {"release_id": release, "os_id": SYSTEMS[system]}
    return add(engine, ReleaseFile, name=name, slug=slug, **of, **columns)


def add_page(engine: Engine, path: str, **columns: Any) -> int:
    return add(engine, Page, path=path, title=path, content="Text.", **columns)


def contexts(engine: Engine, view: str) -> dict[str, Any]:
    """What the view says of each of its paths."""
    with snapshot(engine) as connection:
        found = VIEWS[view].contexts(Reading(connection, NOW), None)
        return {content.path: content.context for content in found}


def stamps(engine: Engine, view: str) -> dict[str, str]:
    with snapshot(engine) as connection:
        return {stamp.path: stamp.digest for stamp in VIEWS[view].stamps(Reading(connection, NOW))}


def landing(engine: Engine) -> Any:
    return contexts(engine, "downloads.index")["downloads/index.html"]


def system_page(engine: Engine, slug: str) -> Any:
    return contexts(engine, "downloads.system")[f"downloads/{slug}/index.html"]


def release_page(engine: Engine, slug: str) -> Any:
    return contexts(engine, "downloads.release")[f"downloads/release/{slug}/index.html"]


def names(rows: Any) -> list[str]:
    return [row["name"] for row in rows]
