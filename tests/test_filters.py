from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.filters import (
    FILTERS,
    absolute,
    encoded,
    excerpt,
    filesize,
    runs,
    trail,
    under,
)
from sitegen.urls import url_of


def item(title: str, url: str, *children: dict[str, Any], alias: str | None = None) -> Any:
    return {"title": title, "url": url, "alias": alias, "children": children}


MENU = [
    item(
        "Python",
        "/",
        item("About", "/about/", item("Applications", "/about/apps")),
        item("Downloads", "/downloads/", item("All releases", "/downloads/")),
        item("Planet", "https://planetpython.org/"),
        alias="python-meta",
    ),
    item("PSF", "/psf/", item("Mission", "/psf/mission/"), alias="psf-meta"),
]


def titles(url: str) -> list[str]:
    return [crumb["title"] for crumb in trail(MENU, url)]


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, ""),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (26_412_345, "26.4 MB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (4_700_000_000, "4.7 GB"),
        (5_000_000_000_000, "5.0 TB"),
    ],
)
def test_a_size_has_one_decimal_and_decimal_units(size: int, text: str) -> None:
    assert filesize(size) == text


def test_a_root_is_found_by_its_alias() -> None:
    assert [i["title"] for i in under(MENU, "psf-meta")] == ["Mission"]
    assert under(MENU, "nowhere") == ()
    assert under([], "python-meta") == ()


def test_a_trail_leads_to_the_nearest_item_and_leaves_home_out() -> None:
    assert titles("/about/apps/web/") == ["About", "Applications"]
    assert titles("/psf/mission/") == ["PSF", "Mission"]
    assert titles("/psf/records/") == ["PSF"]


def test_of_two_items_at_one_url_the_upper_one_is_the_trail() -> None:
    assert trail(MENU, "/downloads/windows/") == [MENU[0]["children"][1]]


def test_a_url_that_only_begins_alike_is_not_near() -> None:
    assert titles("/about-us/") == []
    assert trail([], "/about/") == []


def test_a_path_gets_the_base_url_and_a_full_url_keeps_its_own() -> None:
    site = {"base_url": "https://www.python.org"}
    assert absolute("/about/", site) == "https://www.python.org/about/"
    assert absolute("https://peps.python.org/", site) == "https://peps.python.org/"
    assert absolute("/caf%C3%A9%2520/", site) == "https://www.python.org/caf%C3%A9%2520/"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_path_from_a_row_is_encoded_as_in_links(path: str) -> None:
    assert encoded(f"/{path}/") == url_of(f"{path}/index.html")


def test_an_excerpt_is_prose_cut_after_a_word() -> None:
    page = "<h2>Why</h2><p>Fast &amp; <b>sm</b>all, they said.</p><pre>x</pre><p>Then more.</p>"
    assert excerpt(page) == "Fast & small, they said. Then more."
    assert excerpt(page, 20) == "Fast & small, they…"
    assert excerpt("") == ""
    assert excerpt("x" * 20, 10) == "xxxxxxxxx…"


def test_an_excerpt_reads_what_is_html_already() -> None:
    class Fragment:
        def __html__(self) -> str:
            return "<p>Hello</p>"

    assert excerpt(Fragment()) == "Hello"


def test_runs_keep_the_order_of_the_rows() -> None:
    rows = [{"s": "3.10", "n": 1}, {"s": "3.10", "n": 2}, {"s": "3.9", "n": 3}]
    assert runs(rows, "s") == [("3.10", rows[:2]), ("3.9", rows[2:])]


def test_every_public_filter_is_offered_by_its_own_name() -> None:
    assert all(name == function.__name__ for name, function in FILTERS.items())
