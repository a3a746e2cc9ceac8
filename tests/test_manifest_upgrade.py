"""A state that an earlier sitegen left is taken over: the next build gives the whole site."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.built_site import page

if TYPE_CHECKING:
    from tests.built_site import BuiltSite

WITHOUT_ORIGINS = """
ALTER TABLE entries DROP COLUMN origin;
ALTER TABLE intent DROP COLUMN origin;
"""
WITHOUT_LOADS = "DROP TABLE loads; DROP TABLE intended_loads;"
EARLIER = {2: WITHOUT_ORIGINS + WITHOUT_LOADS, 3: WITHOUT_ORIGINS}


@pytest.mark.parametrize("layout", EARLIER)
def test_a_state_of_an_earlier_layout_is_taken_over(sqlite_site: BuiltSite, layout: int) -> None:
    site = sqlite_site.add(page("one"), page("two"))
    site.build()
    before = site.tree()
    with closing(sqlite3.connect(site.settings.state / "manifest.db")) as manifest:
        manifest.executescript(f"{EARLIER[layout]} PRAGMA user_version = {layout};")
    site.sql("DELETE FROM pages WHERE path = 'two'")
    made = site.build()
    assert made.rendered > 1
    assert (made.written, made.removed) == (1, 1)
    assert site.tree().keys() == before.keys() - {"two/index.html"}
    assert site.build().rendered == 0
    with closing(sqlite3.connect(site.settings.state / "manifest.db")) as manifest:
        (origin,) = manifest.execute("SELECT origin FROM entries WHERE path = 'one/index.html'")
    assert origin == ("pages id 1",)
