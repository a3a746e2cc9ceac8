"""A site of so many pages that workers render them, and a change to all of them."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sitegen.staging import staging_folder
from tests.before_after import BeforeAfter, site_in_memory
from tests.built_site import page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.built_site import BuiltSite

PAGES = 120
BUILD = ("build", "--now", "2026-06-01T12:00:00Z", "--workers", "2")
WORDS = "A *word* with a [link](/p1/) and `code`. "


@contextmanager
def many_changed_pages(migrated: Path) -> Iterator[BeforeAfter]:
    """Every page is edited, some go, some come, an asset has another name."""
    with site_in_memory(migrated) as site:
        old = (page(f"p{n}", text(f"Old {n}")) for n in range(PAGES))
        site.add(*old, *(page(f"gone/{n}") for n in range(5)))
        yield BeforeAfter(site, site.folder / "aside", lambda: change(site), site.build)


def change(site: BuiltSite) -> None:
    site.sql("DELETE FROM pages WHERE path LIKE 'gone/%'")
    site.sql("UPDATE pages SET content = replace(content, 'Old', 'New')")
    site.add(*(page(f"new/{n}") for n in range(5)))
    site.write("assets/css/print.css", "body { color: black }")


def text(words: str) -> str:
    """About as much as a page has."""
    return f"# {words}\n\n" + f"{WORDS * 8}\n\n" * 4


def staged(site: BuiltSite) -> int:
    """How many files wait for their places."""
    with suppress(FileNotFoundError):
        return len(os.listdir(staging_folder(site.output)))  # noqa: PTH208 - twice as fast
    return 0
