"""Real data of python.org is imported whole: as many rows as its dumps hold, on both engines."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sitegen.database import open_engine
from sitegen.importers.django import import_django
from sitegen.importers.mapping import MODELS
from tests import real_data
from tests.importing import Site

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

SOURCES = ["*.json.gz", "full/*.json.gz"]


def dumps(pattern: str) -> list[Path]:
    found = sorted(real_data.folder().glob(pattern))
    if not found:
        pytest.skip(real_data.missing(pattern))
    return found


def rows_in(files: list[Path]) -> Counter[str]:
    """How many rows of each model the dumps hold."""
    rows: Counter[str] = Counter()
    for file in files:
        rows.update(row["model"] for row in json.loads(gzip.decompress(file.read_bytes())))
    return rows


@pytest.mark.parametrize("pattern", SOURCES)
def test_every_row_of_real_dumps_arrives(engine: Engine, pattern: str) -> None:
    files = dumps(pattern)
    rows = rows_in(files)
    report = import_django(engine, [str(file) for file in files])
    assert report.problems == ()
    assert report.unknown == ()
    inserted = {count.table: count.inserted for count in report.counts}
    expected = {model.table: rows[model.label] for model in MODELS if rows[model.label]}
    assert {table: inserted.get(table) for table in expected} == expected
    left = {one.name: one.rows for one in report.left_behind if ":" not in one.name}
    base = {"sponsors.benefitfeature": rows["sponsors.logoplacement"]}
    assert sum(left.values()) + sum(expected.values()) + sum(base.values()) == rows.total()


@pytest.mark.parametrize("pattern", SOURCES)
def test_real_dumps_twice_change_nothing(engine: Engine, tmp_path: Path, pattern: str) -> None:
    files = [str(file) for file in dumps(pattern)]
    import_django(engine, files)
    first = Site(engine, tmp_path).everything()
    again = import_django(engine, files)
    assert sum(count.inserted + count.removed for count in again.counts) == 0
    assert Site(engine, tmp_path).everything() == first


@pytest.mark.parametrize("pattern", SOURCES)
def test_both_engines_hold_the_same_rows(
    sqlite_url: str, postgres_url: str, tmp_path: Path, pattern: str
) -> None:
    files, held = [str(file) for file in dumps(pattern)], []
    for url in (sqlite_url, postgres_url):
        engine = open_engine(url)
        import_django(engine, files)
        held.append(Site(engine, tmp_path).everything())
        engine.dispose()
    assert held[0] == held[1]
