from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from sitegen.database import snapshot
from sitegen.markup import Policy, Text
from sitegen.models import OperatingSystem, Page, Release, ReleaseFile
from sitegen.reading import Reading
from sitegen.statements import NOW, by_text, position_by
from sitegen.views import View

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sitegen.views import Stamp

NOW_IS = datetime(2026, 6, 1, tzinfo=UTC)
path = Release.slug + "/index.html"
RELEASES = View(
    "test.releases",
    "release.html",
    select(
        path.label("path"), Release.id, Release.name, Release.content, Release.content_markup_type
    ),
    subject="release",
    source="releases",
    markup={"content": Policy.TRUSTED},
    rows={
        "files": select(
            path.label("path"),
            position_by(by_text(ReleaseFile.name), ReleaseFile.id, within=path),
            ReleaseFile.name,
        ).join(Release, Release.id == ReleaseFile.release_id)
    },
)


@pytest.fixture
def releases(engine: Engine) -> Engine:
    """Two releases; the first has three files."""
    release = {"release_date": NOW_IS, "content": "*New*", "is_published": True}
    with engine.begin() as connection:
        connection.execute(insert(OperatingSystem).values(id=1, name="Source", slug="source"))
        for number, slug in enumerate(("one", "two"), 1):
            values = {**release, "id": number, "slug": slug, "name": f"Python 3.{number}"}
            connection.execute(insert(Release).values(**values))
        for name in ("b", "a", "B"):
            connection.execute(insert(ReleaseFile).values(_file(name)))
    return engine


def _file(name: str) -> dict[str, Any]:
    code = ord(name)
    return {"name": name, "slug": f"f{code}", "url": f"https://example.org/{code}"} | {
        "os_id": 1,
        "release_id": 1,
    }


def stamps(engine: Engine, only: str | None = None) -> dict[str, Stamp]:
    with snapshot(engine) as connection:
        return {
            stamp.path: stamp for stamp in RELEASES.stamps(Reading(connection, NOW_IS), only=only)
        }


def contexts(engine: Engine, paths: list[str] | None = None) -> dict[str, Any]:
    with snapshot(engine) as connection:
        contents = RELEASES.contexts(Reading(connection, NOW_IS), paths)
        return {content.path: content.context for content in contents}


def test_every_row_of_pages_has_a_stamp_that_names_it(releases: Engine) -> None:
    found = stamps(releases)
    assert sorted(found) == ["one/index.html", "two/index.html"]
    assert found["one/index.html"].row == 1


def test_one_path_has_the_stamp_it_has_among_all(releases: Engine) -> None:
    everything = stamps(releases)
    assert stamps(releases, only="one/index.html") == {
        "one/index.html": everything["one/index.html"]
    }


def test_a_context_holds_its_own_rows_in_order_of_code_points(releases: Engine) -> None:
    found = contexts(releases)
    assert [file["name"] for file in found["one/index.html"]["files"]] == ["B", "a", "b"]
    assert found["two/index.html"]["files"] == []
    assert found["one/index.html"]["release"] == {
        "id": 1,
        "name": "Python 3.1",
        "content": Text("*New*", "markdown", Policy.TRUSTED, "content"),
    }


def test_contexts_of_some_paths_are_those_of_all(releases: Engine) -> None:
    everything = contexts(releases)
    assert contexts(releases, ["two/index.html"]) == {
        "two/index.html": everything["two/index.html"]
    }


@pytest.mark.parametrize(
    ("statement", "changed"),
    [
        ("UPDATE releases SET name = 'Other' WHERE id = 2", {"two/index.html"}),
        ("UPDATE release_files SET name = 'z' WHERE name = 'a'", {"one/index.html"}),
        ("UPDATE release_files SET release_id = 2", {"one/index.html", "two/index.html"}),
        ("DELETE FROM release_files WHERE name = 'B'", {"one/index.html"}),
        ("UPDATE releases SET is_latest = true", set()),
    ],
)
def test_a_stamp_changes_with_what_is_shown_and_with_nothing_else(
    releases: Engine, statement: str, changed: set[str]
) -> None:
    before = stamps(releases)
    with releases.begin() as connection:
        connection.exec_driver_sql(statement)
    after = stamps(releases)
    assert {path for path in before if before[path] != after[path]} == changed


def test_a_row_for_a_path_that_pages_lack_is_ignored(releases: Engine) -> None:
    with releases.begin() as connection:
        connection.exec_driver_sql("UPDATE release_files SET release_id = 2 WHERE name = 'a'")
    only_first = View(
        "test.first", "t.html", RELEASES.pages.where(Release.id == 1), rows=RELEASES.rows
    )
    with snapshot(releases) as connection:
        (content,) = only_first.contexts(Reading(connection, NOW_IS), None)
        (stamp,) = only_first.stamps(Reading(connection, NOW_IS))
    assert [file["name"] for file in content.context["files"]] == ["B", "b"]
    assert stamp.path == "one/index.html"


def test_now_is_a_bound_value(engine: Engine) -> None:
    future = View(
        "test.future", "t.html", select(Page.path.label("path")).where(Page.created > NOW)
    )
    with engine.begin() as connection:
        later = datetime(2026, 6, 1, 0, 0, 1, tzinfo=UTC)
        values = {"title": "t", "content": "", "created": later}
        connection.execute(insert(Page).values(path="later", **values))
    with snapshot(engine) as connection:
        assert [stamp.path for stamp in future.stamps(Reading(connection, NOW_IS))] == ["later"]
        assert list(future.stamps(Reading(connection, later))) == []
