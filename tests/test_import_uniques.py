"""What must be unique in the database and need not be in a dump."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.importers.report import ImportRefused
from tests.importing import (
    CALENDAR,
    MENU,
    Dumped,
    Site,
    dumped,
    event,
    file_of,
    item,
    page,
    release,
    system,
    user,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(engine, tmp_path)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([page(1, "a"), page(2, "a/")], 'pages.page pk 2: path "a" is also that of 1.'),
        ([user(1, "ada"), user(2, "ada", email="x@y.z")],
         'users.user pk 2: username "ada" is also that of 1.'),
        ([MENU, item(1, "A", alias="x"), item(2, "B", alias="x")],
         'sitetree.treeitem pk 2: menu_id, alias 1, "x" is also that of 1.'),
        ([system(1, "source"), release(1, "Python 3.1"), file_of(1, 1, download_button=True),
          file_of(2, 1, download_button=True), file_of(3, 1)],
         "downloads.releasefile pk 2: os_id, release_id 1, 1 is also that of 1."),
    ],
    ids=["path", "username", "alias", "download button"],
)  # fmt: skip
def test_what_must_be_unique_is_a_problem_of_the_later_row(
    site: Site, rows: list[Dumped], said: str
) -> None:
    assert (
        site.problems(*rows)[-1:] == [said]
        if "path" not in said
        else site.problems(*rows) == [said]
    )


def test_a_row_that_is_here_is_not_pushed_out(site: Site) -> None:
    site.take(page(1, "about"))
    (said,) = site.problems(page(2, "about"))
    assert said == (
        'pages.page pk 2: path "about" is also that of 1, '
        "which is in the database and not in the source."
    )


def test_rows_may_exchange_what_is_unique(site: Site) -> None:
    files = [system(1, "source"), release(1, "Python 3.1")]
    site.take(
        page(1, "a"), page(2, "b"), *files, file_of(5, 1), file_of(9, 1, download_button=True)
    )
    site.take(
        page(1, "b"),
        page(2, "a"),
        file_of(5, 1, download_button=True),
        file_of(9, 1, download_button=False),
    )
    assert site.column("pages", "path") == ["b", "a"]
    assert site.column("release_files", "download_button") == [True, False]


def test_events_cannot_exchange_their_rules(site: Site) -> None:
    events = [CALENDAR, *(event(pk) for pk in (1, 2))]
    site.take(*events, *(dumped("events.occurringrule", pk, event=pk) for pk in (1, 2)))
    rules = [dumped("events.occurringrule", pk, event=3 - pk) for pk in (1, 2)]
    assert site.column("occurring_rules", "event_id") == [1, 2]
    with pytest.raises(ImportRefused):
        site.take(*rules, *events)


def test_what_may_be_null_may_be_null_often(site: Site) -> None:
    site.take(MENU, item(1, "A", alias=""), item(2, "B", alias=None))
    assert site.column("menu_items", "alias") == [None, None]
