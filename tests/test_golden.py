"""What people see, whole: a change of these pages is a change that somebody looked at.

`SITEGEN_WRITE_GOLDEN=1 pytest tests/test_golden.py` writes them anew; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.models import Menu, MenuItem, OperatingSystem, Release, ReleaseFile
from tests.built_site import WHEN, page

if TYPE_CHECKING:
    from tests.built_site import BuiltSite

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "page-in-rst.html": "about/index.html",
    "release.html": "downloads/release/python-3140/index.html",
    "downloads.html": "downloads/index.html",
}
TEXT = """\
A first paragraph with *emphasis*, ``code``, a `link </downloads/>`_ and a note [1]_.

Code
----

.. code-block:: python

   def greet(name: str) -> str:
       return f"Hello, {name}!"  # politely

A table
-------

======  =====
Series  Until
======  =====
3.13    2029
3.14    2030
======  =====

Details
~~~~~~~

.. [1] It stands below.

Last
----

The end.
"""
URL = "https://www.python.org/ftp/python/3.14.0"
RELEASE = {
    "id": 1,
    "name": "Python 3.14.0",
    "slug": "python-3140",
    "is_latest": True,
    "is_published": True,
    "release_date": WHEN,
    "release_notes_url": "https://docs.python.org/3.14/whatsnew/",
    "content": "**Python 3.14.0** is here.\n\n## What is new\n\n- Much.\n",
    "updated": WHEN,
}
SOURCE = {
    "name": "XZ compressed source tarball",
    "slug": "xz",
    "url": f"{URL}/Python-3.14.0.tar.xz",
    "sha256_sum": "ab" * 32,
    "sigstore_bundle_file": f"{URL}/Python-3.14.0.tar.xz.sigstore",
    "filesize": 23_000_000,
    "os_id": 2,
    "release_id": 1,
    "download_button": True,
}
INSTALLER = {
    "name": "Windows installer (64-bit)",
    "slug": "windows-64",
    "url": f"{URL}/python-3.14.0-amd64.exe",
    "filesize": 28_000_000,
    "os_id": 1,
    "release_id": 1,
    "description": "Recommended",
    "download_button": True,
}
ABOUT = {"id": 2, "menu_id": 1, "parent_id": 1, "title": "About", "url": "/about/"}


@pytest.fixture
def tiny(sqlite_site: BuiltSite) -> BuiltSite:
    """A site of one page and one release."""
    sqlite_site.add(
        (OperatingSystem, {"id": 1, "name": "Windows", "slug": "windows"}),
        (OperatingSystem, {"id": 2, "name": "Source", "slug": "source"}),
        (Release, RELEASE),
        (ReleaseFile, SOURCE),
        (ReleaseFile, INSTALLER),
        (Menu, {"id": 1, "alias": "main"}),
        (
            MenuItem,
            {"id": 1, "menu_id": 1, "title": "Python", "url": "/", "alias": "python-meta"},
        ),
        (MenuItem, ABOUT),
        page("about", TEXT, "rst", title="About Python", description="What it is."),
    )
    # The names of assets carry their fingerprints, which are no part of what people see.
    for asset in (sqlite_site.folder / "assets").rglob("*"):
        if asset.suffix in (".css", ".js", ".svg", ".ico", ".png"):
            asset.write_bytes(b"")
    assert sqlite_site.build().committed
    return sqlite_site


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_it_was(tiny: BuiltSite, name: str) -> None:
    golden, body = GOLDEN / name, tiny.read(PAGES[name])
    if os.environ.get("SITEGEN_WRITE_GOLDEN"):
        golden.write_text(body, "utf-8")
    assert body == golden.read_text("utf-8")
