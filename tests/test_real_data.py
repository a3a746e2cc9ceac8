"""Real content, from dump to files: both engines, workers and surroundings give the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sitegen.importers.django import import_django
from tests import real_data
from tests.built_site import BuiltSite

if TYPE_CHECKING:
    from pathlib import Path

    from sitegen.build import BuildReport

CONTENT = sorted(real_data.folder().glob("*.json.gz"))
WHOLE = real_data.folder() / "full/python-org.json.gz"

needs_content = pytest.mark.skipif(not CONTENT, reason=real_data.missing("*.json.gz"))
needs_whole = pytest.mark.skipif(
    not WHOLE.exists(), reason=real_data.missing("full/python-org.json.gz")
)


def built(url: str, folder: Path, *dumps: Path) -> tuple[BuiltSite, BuildReport]:
    site = BuiltSite(url, folder)
    import_django(site.engine, [str(dump) for dump in dumps])
    report = site.set(workers="2").build()
    site.engine.dispose()
    return site, report


@needs_content
def test_every_pep_and_release_has_its_page_on_both_engines(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    site, report = built(sqlite_url, tmp_path, *CONTENT)
    tree = site.tree()
    assert report.failures == ()
    assert sum(path.startswith("dev/peps/pep-") for path in tree) == 369
    assert sum(path.startswith("downloads/release/") for path in tree) == 627
    other, _ = built(postgres_url, tmp_path / "other", *CONTENT)
    assert other.tree() == tree
    assert site.build().rendered == 0


@needs_whole
def test_a_whole_site_is_the_same_on_both_engines_and_in_other_surroundings(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    site, report = built(sqlite_url, tmp_path, WHOLE)
    tree = site.tree()
    assert report.failures == ()
    other, _ = built(postgres_url, tmp_path / "other", WHOLE)
    assert other.tree() == tree
    command = [sys.executable, "-m", "sitegen", "--database", sqlite_url, "build"]
    where = ["--output", "again", "--state", "again-state", "--workers", "1"]
    surroundings = {"PYTHONHASHSEED": "7", "TZ": "Pacific/Apia", "LANG": "tr_TR.UTF-8"}
    subprocess.run(
        [*command, *where, "--now", "2026-06-01T12:00:00Z"],
        cwd=site.folder,
        env={**os.environ, **surroundings},
        check=True,
        capture_output=True,
    )
    assert site.set(output=str(site.folder / "again")).tree() == tree
