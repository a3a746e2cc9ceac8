"""A build reads one snapshot: what a writer changes in one transaction is never seen in parts."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

from sitegen.database import open_engine, snapshot
from sitegen.reading import Reading
from sitegen.sections import SITE
from tests.built_site import NOW, BuiltSite, box, page
from tests.downloads_rows import add_file, add_release, add_systems
from tests.processes import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

BUILDS = 200 if SOAK else 8
READINGS = 2000  # until one without a snapshot has to have seen it broken
NUMBER = re.compile(r"number-(\d+)")
# In the order of their views: long after a page was read, the next one is.
PATHS = ("downloads/release/python-3120/index.html", "a/index.html", "b/index.html")
WRITES = (
    "UPDATE pages SET content = 'number-{}' WHERE path = 'b'",
    "UPDATE boxes SET content = 'number-{}' WHERE label = 'shared'",
    "UPDATE releases SET content = 'number-{}'",
    "UPDATE release_files SET description = 'number-{}'",
    "UPDATE pages SET content = 'number-{}' WHERE path = 'a'",
)


def with_numbers(site: BuiltSite) -> BuiltSite:
    """A release, its file, a box and two pages that all carry the same number."""
    site.write("templates/pages/boxed.html", '{{ box("shared") }}{{ page.content }}')
    site.add(page("a", "number-0"), box("shared", "number-0"))
    site.add(page("b", "number-0", template_name="pages/boxed.html"))
    add_systems(site.engine)
    release = add_release(site.engine, "Python 3.12.0", content="number-0")
    add_file(site.engine, release, "Source", "source", description="number-0")
    return site


@contextmanager
def writer(url: str) -> Iterator[None]:
    """Somebody who gives everything the next number, again and again, in one transaction each."""
    engine, ends = open_engine(url), threading.Event()

    def write() -> None:
        for number in count(1):
            with engine.begin() as connection:
                for statement in WRITES:
                    connection.exec_driver_sql(statement.format(number))
            if ends.wait(0.001):
                return

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()
        engine.dispose()


def numbers_of_the_site(site: BuiltSite) -> set[str]:
    return {number for path in PATHS for number in NUMBER.findall(site.read(path))}


def numbers_of_a_reading(connection: Connection) -> set[str]:
    """The numbers that the views say, read as a build reads them."""
    said = "".join(
        str(content.context)
        for view in SITE.views
        if view.name in ("downloads.release", "pages.page")
        for content in view.contexts(Reading(connection, NOW), None)
    )
    return set(NUMBER.findall(said))


def test_no_build_shows_a_transaction_in_parts(site: BuiltSite) -> None:
    seen = set()
    with_numbers(site)
    with writer(site.settings.database_url):
        for _ in range(BUILDS):
            assert site.build().committed
            numbers = numbers_of_the_site(site)
            assert len(numbers) == 1
            seen |= numbers
    assert len(seen) > 1  # the writer did write


def test_the_same_reading_without_a_snapshot_does(postgres_url: str, tmp_path: Path) -> None:
    site = with_numbers(BuiltSite(postgres_url, tmp_path))
    with writer(postgres_url):
        with site.engine.connect() as connection:
            connection.execution_options(isolation_level="READ COMMITTED")
            tries = next(n for n in range(READINGS) if is_broken(connection))
        for _ in range(5 * tries + 20):
            with snapshot(site.engine) as connection:
                assert not is_broken(connection)
    site.engine.dispose()


def is_broken(connection: Connection) -> bool:
    return len(numbers_of_a_reading(connection)) > 1
