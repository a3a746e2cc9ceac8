"""The database goes away in the middle of a build: a clear error, and the old site stays whole."""

from __future__ import annotations

import gc
import os
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sitegen.build import Options, build
from sitegen.errors import DatabaseFault
from tests.built_site import NOW, BuiltSite, page
from tests.conftest import migrate
from tests.postgres import find_programs, started
from tests.stepping import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

# A cursor on the server is not closed when the server is gone, says the driver.
pytestmark = pytest.mark.filterwarnings("ignore:.*ServerCursor:ResourceWarning")


class Questions:
    """Counts the statements that a build asks, and loses the database before one of them."""

    def __init__(self, lose: Callable[[Connection], object], before: int) -> None:
        self.lose, self.before, self.asked, self.last = lose, before, 0, ""

    def ask(self, connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
        self.asked += 1
        if self.asked == self.before:
            self.last = statement
            self.lose(connection)


@contextmanager
def lost_before(number: int, lose: Callable[[Connection], object]) -> Iterator[Questions]:
    """While it lasts, the database is lost before the build asks its n-th question."""
    questions = Questions(lose, number)
    event.listen(Engine, "before_cursor_execute", questions.ask)
    try:
        yield questions
    finally:
        event.remove(Engine, "before_cursor_execute", questions.ask)
        gc.collect()  # here, and not in another test, a cursor that is lost is complained of


def changed(site: BuiltSite) -> dict[str, bytes]:
    """Build the site, change its rows, and give the tree as it was before."""
    site.write("templates/pages/default.html", "{{ page.content }}")
    for template in site.settings.templates.rglob("*"):
        if template.is_file() and template.name not in ("default.html", "raw.html"):
            template.unlink()
    site.add(*(page(f"p{n}", "Old.") for n in range(30)))
    made(site)
    site.sql("UPDATE pages SET content = 'New.'")
    return site.tree()


def made(site: BuiltSite) -> bool:
    return build(site.settings, PAGES, NOW, Options()).committed


def terminate(connection: Connection) -> None:
    """As an administrator does, or a server that runs out of memory."""
    driver: Any = connection.connection.dbapi_connection
    url = connection.engine.url.set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [driver.info.backend_pid])


def test_a_connection_that_is_ended_at_any_question_is_exit_3_and_leaves_the_old_site(
    postgres_url: str, tmp_path: Path
) -> None:
    site = BuiltSite(postgres_url, tmp_path)
    before, asked = changed(site), []
    for number in count(2):
        with lost_before(number, terminate) as questions:
            try:
                assert made(site)
                break
            except DatabaseFault as fault:
                message = str(fault)
        asked.append(questions.last)
        assert message.startswith("The database ")
        assert message.endswith(
            " cannot be used: terminating connection due to administrator command. "
            "Check its URL, and that its server runs and lets you in."
        )
        assert site.tree() == before
    site.engine.dispose()
    print(f"ended before {len(asked)} questions")  # noqa: T201 - for the curious
    assert any("md5(" in statement for statement in asked)  # stamps
    assert any("pages.content" in each and "md5(" not in each for each in asked)  # contexts
    assert b"New." in site.tree()["p1/index.html"]


def test_a_connection_that_ends_after_the_last_question_is_not_missed(
    postgres_url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site = BuiltSite(postgres_url, tmp_path)
    changed(site)
    event.listen(Engine, "rollback", terminate)
    try:
        assert made(site)
    finally:
        event.remove(Engine, "rollback", terminate)
    site.engine.dispose()
    assert b"New." in site.tree()["p1/index.html"]
    assert capfd.readouterr().err == ""


def test_a_server_that_stops_is_exit_3_and_leaves_the_old_site(tmp_path: Path) -> None:
    server = started(find_programs())
    url = server.__enter__().render_as_string(hide_password=False)
    migrate(url)
    site = BuiltSite(url, tmp_path)
    before = changed(site)
    with (
        lost_before(6, lambda _: server.__exit__(None, None, None)),
        pytest.raises(DatabaseFault, match=r"cannot be used: .*Check its URL, and that its server"),
    ):
        made(site)
    site.engine.dispose()
    assert site.tree() == before
    with pytest.raises(
        DatabaseFault, match=r"cannot be used: .*Check its URL, and that its server"
    ):
        made(site)


def cut(connection: Connection) -> None:
    os.truncate(str(connection.engine.url.database), 5000)


def remove(connection: Connection) -> None:
    Path(str(connection.engine.url.database)).unlink()


@pytest.mark.parametrize("number", range(1, 8))
def test_a_file_that_is_cut_off_leaves_the_old_site(sqlite_site: BuiltSite, number: int) -> None:
    before = changed(sqlite_site)
    sqlite_site.engine.dispose()
    with lost_before(number, cut), pytest.raises(DatabaseFault) as caught:
        made(sqlite_site)
    name, url = f"The database {sqlite_site.engine.url.database}", sqlite_site.engine.url
    assert str(caught.value) in (
        f"{name} cannot be used: database disk image is malformed. Restore the file from a copy.",
        # Its list of tables was cut off.
        f"{name} is not migrated. Run `sitegen db upgrade --database {url}`.",
    )
    assert sqlite_site.tree() == before


def test_a_file_that_is_removed_still_gives_its_snapshot(sqlite_site: BuiltSite) -> None:
    changed(sqlite_site)
    sqlite_site.engine.dispose()
    with lost_before(4, remove):
        assert made(sqlite_site)
    assert b"New." in sqlite_site.tree()["p1/index.html"]
    with pytest.raises(DatabaseFault, match="There is no database at"):
        made(sqlite_site)
