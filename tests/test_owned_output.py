"""Whose the files of an output are: those of the state, of other programs, or of nobody we know."""

from __future__ import annotations

import os

import pytest

from tests.built_site import BuiltSite, page


@pytest.mark.parametrize("option", ["full", "adopt"])
@pytest.mark.parametrize("kind", ["page", "copy"])
def test_full_and_adopt_mend_an_edit_that_kept_size_and_time(
    sqlite_site: BuiltSite, option: str, kind: str
) -> None:
    site = sqlite_site.add(page("one"))
    site.write("assets/notes.txt", "some notes").build()
    before = site.tree()
    path = "one/index.html" if kind == "page" else next(p for p in before if "/notes." in p)
    file = site.output / path
    kept = file.stat()
    file.write_bytes(b"X" * kept.st_size)
    os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert site.build(**{option: True}).written == 1
    assert site.tree() == before
