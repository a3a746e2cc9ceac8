"""The rows of the demonstration, one function for each kind of content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.models import Base, Box, Menu, MenuItem, Page, User
from sitegen.seeds.demo.events import (
    calendars,
    categories,
    event_categories,
    events,
    locations,
    occurring_rules,
    recurring_rules,
)
from sitegen.seeds.demo.jobs import job_categories, job_types, jobs, types_of_jobs
from sitegen.seeds.demo.releases import files, operating_systems, releases
from sitegen.seeds.demo.texts import table, written_in
from sitegen.seeds.moments import days_ago
from sitegen.seeds.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sitegen.seeds.demo.texts import Written

BEGAN = 1500  # days before the demonstration's day on which everything without a date was made


def users() -> Rows:
    """The accounts that own the other rows; no password opens them."""
    rows = [
        {**user, "password_hash": "!", "is_staff": True, **_made(BEGAN)}
        for user in table("users")["user"]
    ]
    return Rows(Base.metadata.tables[User.__tablename__], ("created",), rows)


def boxes() -> Rows:
    """The boxes, numbered in the order of their heads' ids."""
    rows = [
        {
            "id": box.head["id"],
            "label": box.name,
            "content": box.body,
            "content_markup_type": box.markup,
            "creator_id": 1,
            **_made(BEGAN),
        }
        for box in written_in("boxes")
    ]
    return Rows(Base.metadata.tables[Box.__tablename__], ("created",), rows)


def pages() -> Rows:
    """The pages."""
    rows = [_page(page) for page in written_in("pages")]
    return Rows(Base.metadata.tables[Page.__tablename__], ("created",), rows)


def _page(page: Written) -> dict[str, Any]:
    head = page.head
    return {
        "id": head["id"],
        "title": head["title"],
        "keywords": head.get("keywords", ""),
        "description": head.get("description", ""),
        "path": head.get("path", page.name),
        "content": page.body,
        "content_markup_type": head.get("markup", page.markup),
        "is_published": head.get("published", True),
        "content_type": head.get("content_type", "text/html"),
        "template_name": head.get("template", ""),
        "creator_id": 1,
        "last_modified_by_id": 1,
        "created": days_ago(head["written"]),
        "updated": days_ago(head["edited"]),
    }


def menus() -> Rows:
    """The menus."""
    rows = [
        {"id": menu["id"], "title": menu["title"], "alias": menu["alias"]}
        for menu in table("menus")["menu"]
    ]
    return Rows(Base.metadata.tables[Menu.__tablename__], ("alias", "title"), rows)


def menu_items() -> Rows:
    """The items of all menus, in the order in which they are written; parents come first."""
    rows = [
        {
            "id": item["id"],
            "menu_id": item["menu"],
            "parent_id": item.get("parent"),
            "title": item["title"],
            "hint": item.get("hint", ""),
            "url": item["url"],
            "alias": item.get("alias"),
            "sort_order": place,
            "hidden": item.get("hidden", False),
        }
        for place, item in enumerate(table("menus")["item"], start=1)
    ]
    return Rows(Base.metadata.tables[MenuItem.__tablename__], ("title", "url"), rows)


def _made(days: int) -> dict[str, Any]:
    return {"created": days_ago(days), "updated": days_ago(days)}


KINDS: tuple[Callable[[], Rows], ...] = (
    users,
    boxes,
    pages,
    menus,
    menu_items,
    operating_systems,
    releases,
    files,
    calendars,
    categories,
    locations,
    events,
    event_categories,
    occurring_rules,
    recurring_rules,
    job_types,
    job_categories,
    jobs,
    types_of_jobs,
)
