"""Menus as templates get them, from rows on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sitegen.database import snapshot
from sitegen.models import Menu, MenuItem
from sitegen.sections import menus
from tests.downloads_rows import add

if TYPE_CHECKING:
    from sqlalchemy import Engine


def add_item(engine: Engine, title: str, url: str, **columns: Any) -> int:
    return add(engine, MenuItem, menu_id=1, title=title, url=url, **columns)


def loaded(engine: Engine) -> list[dict[str, Any]]:
    with snapshot(engine) as connection:
        return list(menus.load(connection, ["main"]).get("main", []))


def urls(engine: Engine) -> dict[str, str]:
    return {item["title"]: item["url"] for item in loaded(engine)}


@pytest.fixture(autouse=True)
def menu(engine: Engine) -> None:
    add(engine, Menu, id=1, title="Main", alias="main")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/about/", "/about/"),
        ("about/x", "/about/x"),
        (" about/ ", "/about/"),
        ("#top", "#top"),
        ("?page=2", "?page=2"),
        ("https://example.org/", "https://example.org/"),
        ("//example.org/", "//example.org/"),
        ("mailto:psf@example.org", "mailto:psf@example.org"),
    ],
)
def test_an_address_leads_to_one_place_from_every_page(engine: Engine, url: str, target: str):
    add_item(engine, "Item", url)
    assert urls(engine) == {"Item": target}


def test_a_known_route_is_the_address_of_its_page(engine: Engine):
    add_item(engine, "Home", "home", urlaspattern=True)
    add_item(engine, "Docs", "documentation", urlaspattern=True)
    assert urls(engine) == {"Home": "/", "Docs": "/doc/"}


@pytest.mark.parametrize(
    ("url", "route"), [("", False), ("comingsoon", False), ("comingsoon", True), ("nowhere", True)]
)
def test_an_item_that_leads_nowhere_is_left_out(engine: Engine, url: str, route: bool):
    add_item(engine, "Item", url, urlaspattern=route)
    add_item(engine, "About", "/about/")
    assert urls(engine) == {"About": "/about/"}


def test_an_item_that_leads_nowhere_takes_the_address_of_its_first_child(engine: Engine):
    root = add_item(engine, "Python", "nowhere", urlaspattern=True, alias="python-meta")
    below = add_item(engine, "Community", "comingsoon", parent_id=root)
    add_item(engine, "Nothing yet", "comingsoon", parent_id=below, sort_order=1)
    add_item(engine, "Forums", "community/forums/", parent_id=below, sort_order=2)
    forums = {"title": "Forums", "url": "/community/forums/", "alias": ""}
    assert loaded(engine) == [
        {
            "title": "Python",
            "url": "/community/forums/",
            "alias": "python-meta",
            "children": [
                {
                    "title": "Community",
                    "url": "/community/forums/",
                    "alias": "",
                    "children": [{**forums, "children": []}],
                }
            ],
        }
    ]
