"""What visitors are offered first: the latest Python 3, by the latest install manager if it can."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sitegen.sections import release_files, releases
from sitegen.sections.release_files import SOURCE
from sitegen.sections.releases import INSTALL_MANAGER, PYTHON_3, newest, public_releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row

    from sitegen.computed import Rows
    from sitegen.sections.releases import PublicRelease

FIRST = ("windows", "macos", SOURCE)
OF_PYTHON = MappingProxyType(
    {
        "latest": releases.latest(PYTHON_3),
        "latest_buttons": release_files.latest_buttons(PYTHON_3),
    }
)
STATEMENTS = MappingProxyType(
    {
        **OF_PYTHON,
        "manager": releases.latest(INSTALL_MANAGER),
        "manager_buttons": release_files.latest_buttons(INSTALL_MANAGER),
    }
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A release with one file for each system."""

    release: PublicRelease
    files: Sequence[Row[Any]]


def latest_python(rows: Rows) -> Offer | None:
    """The latest Python 3, from the rows of `OF_PYTHON`."""
    return _offer(rows["latest"], rows["latest_buttons"])


def latest_manager(rows: Rows) -> Offer | None:
    """The latest install manager, from the rows of `STATEMENTS`."""
    return _offer(rows["manager"], rows["manager_buttons"])


def shown(offer: Offer, manager: Offer | None = None) -> list[dict[str, Any]]:
    """What templates see of the files of an offer, each with the `tool` that installs it."""
    tools = {} if manager is None else _tools(manager)
    return [_file(file, tools.get(file.os_slug)) for file in offer.files]


def _tools(manager: Offer) -> dict[str, dict[str, Any]]:
    """The install manager for each system: the first of its files for one."""
    release = {"name": manager.release.name, "page_url": manager.release.url}
    return {
        file.os_slug: {**release, "url": file.url, "size": file.size}
        for file in reversed(manager.files)
    }


def _file(file: Row[Any], tool: dict[str, Any] | None) -> dict[str, Any]:
    """A file is described where nothing else is said of it, as of the source and of a tool."""
    is_described = tool is None and file.os_slug != SOURCE
    return {
        **release_files.button(file),
        **release_files.entry(file),
        "description": file.description if is_described else "",
        "tool": tool,
    }


def _offer(marked: Iterable[Row[Any]], buttons: Iterable[Row[Any]]) -> Offer | None:
    release = newest(public_releases(marked))
    if release is None:
        return None
    own = [row for row in buttons if row.release_id == release.id]
    return Offer(release, release_files.buttons(own, first=FIRST))
