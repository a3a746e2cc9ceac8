"""What is wrong with rows, databases and pages is said where it belongs, and soon."""

from __future__ import annotations

import signal
import socket
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from sitegen.serve.pages import with_script as add_script
from tests.built_site import box, page
from tests.processes import PATIENCE
from tests.served_site import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.built_site import BuiltSite
    from tests.served_site import Served

SOON = 5  # seconds


@pytest.fixture
def served(sqlite_site: BuiltSite) -> Iterator[Served]:
    sqlite_site.add(page("about", "First."), page("other"), box("site-about", "Ours."))
    with serving(sqlite_site, "--watch") as served:
        yield served


def test_a_value_that_cannot_be_read_is_an_error_of_its_page_alone(
    sqlite_site: BuiltSite, served: Served
) -> None:
    with served.tab("/about/") as tab, served.tab("/other/") as other:
        sqlite_site.sql("UPDATE pages SET title = CAST('a' AS BLOB) WHERE path = 'about'")
        state = tab.hear()
        assert state["failure"].startswith("pages id 1: title holds bytes where text is expected.")
        assert "banner" not in state
        assert other.hears_nothing()
        assert (served.get("/about/").status, served.get("/other/").status) == (500, 200)
        sqlite_site.sql("UPDATE pages SET title = 'About' WHERE path = 'about'")
        assert "failure" not in tab.hear()


def test_a_time_that_cannot_be_read_is_an_error_and_no_lost_database(
    sqlite_site: BuiltSite, served: Served
) -> None:
    with served.tab("/about/") as tab:
        sqlite_site.sql("UPDATE pages SET updated = 'yesterday' WHERE path = 'about'")
        state = tab.hear()
        assert "pages id 1: updated holds 'yesterday'" in state["failure"]
        assert "banner" not in state


def test_a_database_that_is_locked_is_a_banner_soon(served: Served, tmp_path: Path) -> None:
    served.get("/about/")
    with locked(tmp_path / "site.db"):
        begin = time.monotonic()
        last, unknown = served.get("/about/"), served.get("/other/")
        assert time.monotonic() - begin < SOON
        assert (last.status, "First." in last.text) == (503, True)
        assert (unknown.status, "database is locked" in unknown.text) == (503, True)
        with served.tab("/about/") as tab:
            assert "database is locked" in tab.shown["banner"]
    assert served.get("/about/").status == 200


def test_a_database_that_is_locked_holds_nobody_who_wants_to_end(
    served: Served, tmp_path: Path
) -> None:
    with locked(tmp_path / "site.db"):
        waiting = [threading.Thread(target=served.get, args=("/about/",)) for _ in range(6)]
        for each in waiting:
            each.start()
        time.sleep(0.3)
        begin = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        said, complaints = served.process.communicate(timeout=PATIENCE)
        assert time.monotonic() - begin < SOON / 2
        assert (served.process.returncode, said, complaints) == (0, "Ended.\n", "")
        for each in waiting:
            each.join()


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """A program that keeps everybody else out of a SQLite file."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("BEGIN EXCLUSIVE")
        yield


def test_a_page_for_what_is_missing_that_fails_is_still_none(
    sqlite_site: BuiltSite, served: Served
) -> None:
    source = (sqlite_site.folder / "templates/site/404.html").read_text()
    assert served.get("/nowhere/").status == 404
    sqlite_site.write("templates/site/404.html", source + "{{ 1 / 0 }}")
    assert served.get("/nowhere/").status == 404
    assert served.get("/elsewhere/").status == 404
    sqlite_site.write("templates/site/404.html", source + "{% if %}")
    assert served.get("/nowhere/").status == 500


def test_the_head_of_the_stream_of_events_is_sent_at_once(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=SOON) as wire:
        head = "HEAD /_sitegen/events?url=/about/ HTTP/1.1"
        wire.sendall(f"{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        got = b"".join(iter(lambda: wire.recv(65536), b""))  # to the end: there must be one
    assert got.startswith(b"HTTP/1.1 200 ")
    assert b"text/event-stream" in got


@pytest.mark.parametrize(
    ("page", "with_script"),
    [
        (b"<p>Text</BODY></html>", b"<p>TextSCRIPT</BODY></html>"),
        (b"</body><!-- </body> -->", b"</body><!-- SCRIPT</body> -->"),
        (b"<p>Text", b"<p>TextSCRIPT"),
    ],
)
def test_the_script_comes_before_the_last_end_of_a_body(page: bytes, with_script: bytes) -> None:
    tag = b'<script src="/_sitegen/live.js" data-key="key" defer></script>'
    assert add_script(page, "key") == with_script.replace(b"SCRIPT", tag)
