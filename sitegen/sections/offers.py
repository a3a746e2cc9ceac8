"""What visitors are offered first: the latest Python 3 and the latest install manager."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sitegen.sections import release_files, releases
from sitegen.sections.releases import INSTALL_MANAGER, PYTHON_3, link, newest, public_releases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Row

    from sitegen.computed import Rows
    from sitegen.sections.releases import PublicRelease

FIRST = ("windows", "macos", "source")
STATEMENTS = MappingProxyType(
    {
        "latest": releases.latest(PYTHON_3),
        "latest_buttons": release_files.latest_buttons(PYTHON_3),
        "manager": releases.latest(INSTALL_MANAGER),
        "manager_buttons": release_files.latest_buttons(INSTALL_MANAGER),
    }
)


def offers(rows: Rows) -> dict[str, Any]:
    """`latest` and `manager` from the rows of `STATEMENTS`; None for what there is not."""
    latest = newest(public_releases(rows["latest"]))
    manager = newest(public_releases(rows["manager"]))
    return {
        "latest": None if latest is None else _latest(latest, rows["latest_buttons"]),
        "manager": None
        if manager is None
        else {**link(manager), "files": _offered(manager, rows["manager_buttons"])},
    }


def _latest(release: PublicRelease, buttons: Iterable[Row[Any]]) -> dict[str, Any]:
    return {
        **link(release),
        "version": release.version.text,
        "series": release.version.series,
        "notes_url": release.notes_url,
        "files": _offered(release, buttons),
    }


def _offered(release: PublicRelease, buttons: Iterable[Row[Any]]) -> list[dict[str, Any]]:
    own = [row for row in buttons if row.release_id == release.id]
    return release_files.shown(release_files.buttons(own, first=FIRST))
