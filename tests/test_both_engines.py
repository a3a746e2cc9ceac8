"""One site whatever the engine: the same rows give the same files, warnings and order."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.models import Menu, MenuItem, OperatingSystem, Release, ReleaseFile
from sitegen.seeds.demo import seed_demo
from sitegen.seeds.synthetic import read_spec, seed_synthetic
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SPEC = "pages=300,releases=40,jobs=20,events=20"
# One order on every engine, and the order of no dictionary: case, accents, scripts, emoji beyond
# 16 bits, white space, and texts that begin alike.
NAMES = (
    *("Z", "a", "A", "z", "\xe9", "e\u0301", "\xc9", "\xdf", "ss", "\u0130", "\u0131"),
    *("\U0001f40d", "\uffee", "\u65e5\u672c", "\u0436", "10", "9", "_", " x", "-"),
    *("a b", "a-b", "a_b", "ab", "aB", "''", '"%"', "\\"),
)


@pytest.fixture
def sites(sqlite_url: str, postgres_url: str, tmp_path: Path) -> Iterator[list[BuiltSite]]:
    """A site without rows on each engine."""
    found = []
    for name, url in (("sqlite", sqlite_url), ("postgres", postgres_url)):
        (tmp_path / name).mkdir()
        found.append(BuiltSite(url, tmp_path / name))
    yield found
    for site in found:
        site.engine.dispose()


def assert_same(sites: list[BuiltSite], fill: Callable[[BuiltSite], object]) -> BuiltSite:
    """Fill and build both, one with more workers than the other; gives one of them."""
    reports = []
    for site, workers in zip(sites, ("2", "1"), strict=True):
        fill(site)
        reports.append(site.set(workers=workers).build())
    one, other = sites
    assert [report.failures for report in reports] == [(), ()]
    assert one.tree().keys() == other.tree().keys()
    assert [path for path, body in one.tree().items() if other.tree()[path] != body] == []
    assert reports[0].warnings == reports[1].warnings
    assert reports[0].stale_after == reports[1].stale_after
    return one


def test_the_demonstration_is_the_same(sites: list[BuiltSite]) -> None:
    site = assert_same(sites, lambda site: seed_demo(site.engine))
    assert site.has("downloads/index.html")


def test_synthetic_content_beside_the_demonstration_is_the_same(sites: list[BuiltSite]) -> None:
    def fill(site: BuiltSite) -> None:
        seed_demo(site.engine)
        seed_synthetic(site.engine, read_spec(SPEC))

    assert len(assert_same(sites, fill).tree()) > 300


def nasty(site: BuiltSite) -> None:
    """Rows whose order and text engines like to differ on."""
    site.add(
        *(
            (OperatingSystem, {"id": n, "name": name, "slug": f"os-{n}"})
            for n, name in enumerate(reversed(NAMES), 1)
        ),
        *(page(f"deep/{n}", name, id=n, title=name) for n, name in enumerate(NAMES, 1)),
        page("\xe9t\xe9/\U0001f40d/\u65e5", "x", id=800),
        page("nulls", "x", id=900, keywords=None, description=None, template_name=None),
        page("empties", "x", id=901, keywords="", description="", template_name=""),
        page("moment", "x", id=902, updated=datetime(2026, 1, 1, 1, 2, 3, 400, tzinfo=UTC)),
        (Release, release(1, "Python 3.13.0", 0)),
        (Release, release(2, "Python 3.13.0", 1)),
        (Release, release(3, "Python 3.9.1", 999_999)),
        (Release, release(4, "Python 3.10.1", 1, release_notes_url=None)),
        (Release, release(5, "\U0001f40d of no version", 1, content="")),
    )
    site.add(*((ReleaseFile, file(n, name)) for n, name in enumerate(NAMES, 1)))
    site.add((Menu, {"id": 1, "alias": "main", "title": ""}))
    site.add(*((MenuItem, item(n, name)) for n, name in enumerate(NAMES, 1)))


def release(key: int, name: str, microsecond: int, **values: object) -> dict[str, object]:
    return {
        "id": key,
        "name": name,
        "slug": f"release-{key}",
        "is_published": True,
        "release_date": datetime(2026, 1, 1, 12, 0, 0, microsecond, tzinfo=UTC),
        "content": "Text.",
        "updated": datetime(2026, 2, 1, 12, 0, 0, microsecond * 10 % 1_000_000, tzinfo=UTC),
        **values,
    }


def file(key: int, name: str) -> dict[str, object]:
    return {
        "id": key,
        "name": name,
        "slug": f"file-{key}",
        "url": f"https://example.org/{key}",
        "os_id": key,
        "release_id": 1 + key % 5,
        "description": None if key % 2 else name,
        "md5_sum": None if key % 3 else "",
        "download_button": bool(key % 4),
        "filesize": key * 10**6,
    }


def item(key: int, name: str) -> dict[str, object]:
    return {"id": key, "menu_id": 1, "title": name, "url": f"/{key}/", "sort_order": key % 3}


def test_texts_numbers_and_moments_that_engines_differ_on_are_the_same(
    sites: list[BuiltSite],
) -> None:
    site = assert_same(sites, nasty)
    assert "\U0001f40d" in site.read("downloads/release/release-5/index.html")


def test_failures_have_one_text_and_one_order(sites: list[BuiltSite]) -> None:
    reports = []
    for site in sites:
        site.add(page("B/x", id=3), page("b/x", id=2), page("é", id=5), page("e\u0301", id=4))
        site.add(page("a//b", id=9), page("long", "x" * 12_000, "rst", id=1))
        reports.append(site.build().failures)
    assert reports[0] == reports[1]
    assert len(reports[0]) >= 3


def test_names_are_ordered_by_code_point(sites: list[BuiltSite]) -> None:
    for site in sites:
        nasty(site)
        site.sql("UPDATE release_files SET release_id = 1, os_id = 1, download_button = false")
        site.build()
        body = site.read("downloads/release/release-1/index.html")
        places = [body.index(f'"https://example.org/{key}"') for key in in_order()]
        assert places == sorted(places)


def in_order() -> list[int]:
    """Keys of the files by the code points of their names."""
    return [key for _, key in sorted((name, key) for key, name in enumerate(NAMES, 1))]
