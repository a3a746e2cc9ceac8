"""Menus: trees of links that templates ask for by alias, as in `menu("main")`."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from sitegen.models import Menu, MenuItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from sitegen.statements import AnyRow

ROUTES = {
    "home": "/",
    "about": "/about/",
    "blog": "/blogs/",
    "comingsoon": "/",
    "documentation": "/doc/",
    "download:download": "/downloads/",
    "inner": "/inner/",
    "jobs:job_categories": "/jobs/categories/",
    "jobs:job_create": "/jobs/",
    "jobs:job_list": "/jobs/",
    "jobs:job_locations": "/jobs/locations/",
    "jobs:job_types": "/jobs/types/",
    "psf-landing": "/psf/",
}

visible = (
    select(
        Menu.alias.label("menu"),
        MenuItem.id,
        MenuItem.parent_id,
        MenuItem.title,
        MenuItem.url,
        MenuItem.urlaspattern,
        MenuItem.hint,
        func.coalesce(MenuItem.alias, "").label("alias"),
    )
    .join(Menu, Menu.id == MenuItem.menu_id)
    .where(
        MenuItem.hidden == False,
        MenuItem.inmenu == True,
        MenuItem.access_loggedin == False,
    )
    .order_by(MenuItem.sort_order, MenuItem.id)
)


def load(connection: Connection, aliases: Iterable[str]) -> Mapping[str, list[dict[str, Any]]]:
    """The menus of these aliases that there are: lists of items, each with its children."""
    rows = connection.execute(visible.where(Menu.alias.in_(sorted(aliases)))).all()
    children: dict[tuple[str, int | None], list[AnyRow]] = defaultdict(list)
    for row in rows:
        children[row.menu, row.parent_id].append(row)

    def items(menu: str, parent: int | None) -> list[dict[str, Any]]:
        return [
            {
                "title": row.title,
                "url": ROUTES.get(row.url, "/") if row.urlaspattern else row.url,
                "hint": row.hint,
                "alias": row.alias,
                "children": items(menu, row.id),
            }
            for row in children[menu, parent]
        ]

    return {menu: items(menu, None) for menu in sorted({row.menu for row in rows})}
