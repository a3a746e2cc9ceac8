"""The pages of downloads, from rows on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from sitegen.markup import Policy, Text
from sitegen.models import Release
from sitegen.sections.download_pages import windows_note
from tests.downloads_rows import (
    add_file,
    add_page,
    add_release,
    add_systems,
    contexts,
    landing,
    names,
    release_page,
    stamps,
    system_page,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_the_landing_page_exists_without_any_release(engine: Engine):
    page = landing(engine)
    assert page["latest"] is None
    assert (page["releases"], page["systems"]) == ([], [])
    assert {each["latest"] for each in page["series"]} == {None}


def test_all_releases_stand_newest_version_first_and_other_names_last(engine: Engine):
    for name in ("3.9.1", "3.10.0a1", "3.10.0rc1", "3.10.0", "2.7.18"):
        add_release(engine, f"Python {name}", pre_release="0a" in name or "rc" in name)
    add_release(engine, "Python install manager 26.0", "2026-02-01")
    add_release(engine, "Python install manager 25.0", "2026-01-01")
    listed = landing(engine)["releases"]
    assert names(listed) == [
        *("Python 3.10.0", "Python 3.10.0rc1", "Python 3.10.0a1", "Python 3.9.1", "Python 2.7.18"),
        *("Python install manager 26.0", "Python install manager 25.0"),
    ]
    assert [each["pre_release"] for each in listed[:3]] == [False, True, True]
    assert [each["series"] for each in listed] == ["3.10"] * 3 + ["3.9", "2.7", "", ""]


def test_a_listed_release_says_where_when_and_what_changed(engine: Engine):
    add_release(engine, "Python 3.14.0", "2025-10-07", release_notes_url="https://docs.example/")
    assert landing(engine)["releases"] == [
        {
            "name": "Python 3.14.0",
            "url": "/downloads/release/python-3140/",
            "date": datetime(2025, 10, 7, tzinfo=UTC),
            "notes_url": "https://docs.example/",
            "pre_release": False,
            "series": "3.14",
        }
    ]


def test_an_unpublished_release_is_nowhere(engine: Engine):
    add_systems(engine)
    release = add_release(engine, "Python 3.14.0", is_published=False, is_latest=True)
    add_file(engine, release, "XZ", "source", download_button=True)
    assert landing(engine)["releases"] == []
    assert landing(engine)["latest"] is None
    assert contexts(engine, "downloads.release") == {}
    assert system_page(engine, "source")["stable"] == []
    assert contexts(engine, "downloads.release_sitemap") == {}


def test_a_release_kept_off_the_landing_page_still_has_its_page(engine: Engine):
    add_release(engine, "Python 3.14.0", show_on_download_page=False)
    assert landing(engine)["releases"] == []
    assert release_page(engine, "python-3140")["release"]["name"] == "Python 3.14.0"


def test_the_latest_python_is_the_one_marked_so(engine: Engine):
    add_systems(engine)
    add_release(engine, "Python 3.15.0b1", "2026-05-01", pre_release=True)
    release = add_release(engine, "Python 3.14.1", "2026-02-01", is_latest=True)
    add_release(engine, "Python 2.7.18", "2026-03-01", is_latest=True)
    for system in ("android", "macos", "source", "windows"):
        add_file(engine, release, f"For {system}", system, download_button=True)
    add_file(engine, release, "Not offered", "source")
    latest = landing(engine)["latest"]
    assert names(latest.pop("files")) == ["For windows", "For macos", "For source", "For android"]
    assert latest == {
        "name": "Python 3.14.1",
        "series": "3.14",
        "url": "/downloads/release/python-3141/",
        "date": datetime(2026, 2, 1, tzinfo=UTC),
        "notes_url": "",
    }


def test_the_latest_may_be_a_pre_release_or_kept_off_the_list(engine: Engine):
    add_release(
        engine, "Python 3.15.0b1", is_latest=True, pre_release=True, show_on_download_page=False
    )
    assert landing(engine)["latest"]["name"] == "Python 3.15.0b1"


def test_of_several_marked_as_latest_the_last_published_counts(engine: Engine):
    add_release(engine, "Python 3.14.1", "2026-02-01", is_latest=True)
    add_release(engine, "Python 3.13.9", "2026-01-31", is_latest=True)
    assert landing(engine)["latest"]["name"] == "Python 3.14.1"
    add_release(engine, "Python 3.9.9", "2026-02-01", is_latest=True)
    assert landing(engine)["latest"]["name"] == "Python 3.14.1"


def test_the_landing_page_offers_the_latest_install_manager(engine: Engine):
    add_systems(engine)
    python = add_release(engine, "Python 3.14.1", is_latest=True)
    for system in ("windows", "macos"):
        add_file(engine, python, "Installer", system, download_button=True, description="Alone")
    release = add_release(engine, "Python install manager 26.0", is_latest=True)
    url = "https://example.org/manager.msix"
    add_file(engine, release, "MSIX", "windows", download_button=True, url=url, filesize=5)
    add_file(engine, release, "MSI package", "windows")
    windows, macos = landing(engine)["latest"]["files"]
    assert windows["tool"] == {
        "name": "Python install manager 26.0",
        "page_url": "/downloads/release/pymanager-260/",
        "url": url,
        "size": 5,
    }
    assert (windows["description"], macos["description"]) == ("", "Alone")
    assert macos["tool"] is None


def test_a_series_names_its_last_published_release_of_any_kind(engine: Engine):
    add_release(engine, "Python 3.14.9", "2026-03-01")
    add_release(engine, "Python 3.14.10rc1", "2026-04-01", pre_release=True)
    add_release(engine, "Python 3.14.8", "2026-04-01")
    add_release(engine, "Python 3.13.1", "2026-05-01", version=2)
    newest = {each["name"]: each["latest"] for each in landing(engine)["series"]}
    assert newest["3.14"] == {
        "name": "Python 3.14.10rc1",
        "url": "/downloads/release/python-31410rc1/",
    }
    assert newest["3.13"] is None


def test_systems_are_listed_by_name(engine: Engine):
    add_systems(engine)
    assert landing(engine)["systems"] == [
        {"name": "Android", "slug": "android", "url": "/downloads/android/"},
        {"name": "Macos", "slug": "macos", "url": "/downloads/macos/"},
        {"name": "", "slug": "source", "url": "/downloads/source/"},
        {"name": "Windows", "slug": "windows", "url": "/downloads/windows/"},
    ]


def test_a_release_without_content_leads_to_its_published_release_page(engine: Engine):
    page = add_page(engine, "download/releases/2.3.4/")
    hidden = add_page(engine, "hidden", is_published=False)
    add_release(engine, "Python 2.3.4", content="", release_page_id=page)
    add_release(engine, "Python 2.3.3", release_page_id=page)
    add_release(engine, "Python 2.3.2", content="", release_page_id=hidden)
    urls = [release["url"] for release in landing(engine)["releases"]]
    assert urls == [
        "/download/releases/2.3.4/",
        "/downloads/release/python-233/",
        "/downloads/release/python-232/",
    ]
    own = [release_page(engine, f"python-23{n}")["release"]["page_url"] for n in (4, 3, 2)]
    assert own == ["/download/releases/2.3.4/", "/download/releases/2.3.4/", ""]


def test_a_release_page_holds_its_facts_and_its_text(engine: Engine):
    add_release(engine, "Python 3.15.0rc1", pre_release=True, content="*New*")
    assert release_page(engine, "python-3150rc1")["release"] == {
        "name": "Python 3.15.0rc1",
        "series": "3.15",
        "date": datetime(2026, 1, 1, tzinfo=UTC),
        "pre_release": True,
        "notes_url": "",
        "content": Text("*New*", "markdown", Policy.TRUSTED, prefix="content"),
        "page_url": "",
    }


def test_a_release_is_replaced_by_the_last_published_of_its_series(engine: Engine):
    add_release(engine, "Python 3.14.0", "2025-10-07")
    add_release(engine, "Python 3.14.1rc1", "2025-11-01", pre_release=True)
    add_release(engine, "Python 3.13.9", "2025-12-01")
    newer = {"name": "Python 3.14.1rc1", "url": "/downloads/release/python-3141rc1/"}
    assert release_page(engine, "python-3140")["superseded_by"] == newer
    assert release_page(engine, "python-3141rc1")["superseded_by"] is None
    assert release_page(engine, "python-3139")["superseded_by"] is None


def test_only_releases_of_python_3_are_replaced(engine: Engine):
    for number in ("2.7.17", "2.7.18", "1.5.1", "1.5.2"):
        add_release(engine, f"Python {number}")
    for number in ("25.0", "26.0"):
        add_release(engine, f"Python install manager {number}")
    pages = contexts(engine, "downloads.release").values()
    assert [page["superseded_by"] for page in pages] == [None] * 6


def test_a_release_page_tells_the_support_of_its_series(engine: Engine):
    for name in ("Python 3.8.1", "Python 1.6.1", "Python 3.99.0", "Python install manager 26.0"):
        add_release(engine, name)
    support = {
        slug: page["support"] for slug, page in contexts(engine, "downloads.release").items()
    }
    ended = {"status": "end-of-life", "label": "End of life"}
    assert support == {
        "downloads/release/python-381/index.html": {**ended, "end_of_life": "2024-10-07"},
        "downloads/release/python-161/index.html": {**ended, "end_of_life": ""},
        "downloads/release/python-3990/index.html": None,
        "downloads/release/pymanager-260/index.html": None,
    }


def test_a_release_page_lists_its_own_files(engine: Engine):
    add_systems(engine)
    release = add_release(engine, "Python 3.4.1")
    other = add_release(engine, "Python 3.4.2")
    add_file(engine, release, "macOS installer", "macos", download_button=True)
    add_file(engine, release, "XZ", "source", download_button=True, filesize=5, md5_sum="1")
    add_file(engine, release, "Windows installer", "windows", download_button=True)
    add_file(engine, other, "XZ", "source")
    page = release_page(engine, "python-341")
    assert names(page["files"]) == ["XZ", "macOS installer", "Windows installer"]
    assert [each["os_slug"] for each in page["buttons"]] == ["macos", "windows", "source"]
    assert page["buttons"][2] == {
        "url": page["files"][0]["url"],
        "os_slug": "source",
        "os": "",
        "is_manager": False,
    }
    assert page["columns"] == {"sigstore": False, "sbom": False, "gpg": False, "checksum": "MD5"}
    assert page["files"][0] == {
        "name": "XZ",
        "url": f"https://www.python.org/ftp/python/{release}-source-XZ",
        "os": "Source",
        "description": "",
        "size": 5,
        "gpg": "",
        "sigstore_bundle": "",
        "sigstore_cert": "",
        "sigstore_signature": "",
        "sbom": "",
        "sha256": "",
        "md5": "1",
    }


@pytest.mark.parametrize(("number", "replaced"), [("3.4.9", False), ("3.5.0", True)])
def test_the_install_manager_takes_the_place_of_installers_since_3_5(
    engine: Engine, number: str, replaced: bool
):
    add_systems(engine)
    release = add_release(engine, f"Python {number}")
    add_file(engine, release, "Windows installer", "windows", download_button=True)
    slug = f"python-{number.replace('.', '')}"
    (before,) = release_page(engine, slug)["buttons"]
    add_release(engine, "Python install manager 26.0", is_latest=True)
    url = "/downloads/release/pymanager-260/"
    after = {**before, "url": url, "is_manager": True} if replaced else before
    assert release_page(engine, slug)["buttons"] == [after]
    assert names(release_page(engine, slug)["files"]) == ["Windows installer"]


def test_a_system_lists_the_releases_that_have_a_file_for_it(engine: Engine):
    add_systems(engine)
    for name, day in (
        ("3.9.0", "2021-01-01"),
        ("3.10.0rc1", "2021-09-01"),
        ("3.8.9", "2021-02-01"),
    ):
        release = add_release(engine, f"Python {name}", day, pre_release="rc" in name)
        add_file(engine, release, "macOS installer", "macos")
        add_file(engine, release, "XZ", "source")
    add_release(engine, "Python 3.7.1", "2022-01-01")
    page = system_page(engine, "macos")
    assert page["system"] == {"name": "Macos", "slug": "macos", "url": "/downloads/macos/"}
    assert names(page["stable"]) == ["Python 3.8.9", "Python 3.9.0"]
    assert names(page["pre_releases"]) == ["Python 3.10.0rc1"]
    assert names(page["stable"][0]["files"]) == ["macOS installer"]
    assert page["stable"][0]["note"] == ""
    assert system_page(engine, "windows")["stable"] == []


def test_only_the_page_for_windows_offers_the_install_manager(engine: Engine):
    add_systems(engine)
    for name in ("Python 3.14.1", "Python install manager 26.0"):
        release = add_release(engine, name, is_latest=True)
        for system in ("windows", "macos"):
            add_file(engine, release, name, system, download_button=True)
    (windows,) = system_page(engine, "windows")["latest"]["files"]
    assert windows["tool"]["name"] == "Python install manager 26.0"
    (macos,) = system_page(engine, "macos")["latest"]["files"]
    assert macos["tool"] is None


def test_releases_for_windows_say_where_they_run(engine: Engine):
    add_systems(engine)
    for number, day in (("3.4.1", "2014-01-01"), ("3.9.0", "2020-01-01"), ("3.14.0", "2025-01-01")):
        release = add_release(engine, f"Python {number}", day)
        add_file(engine, release, "Windows installer", "windows")
    notes = [release["note"] for release in system_page(engine, "windows")["stable"]]
    seven = "Does not run on Windows 7 or earlier."
    assert notes == [seven, seven, ""]
    add_release(engine, "Python install manager 26.0", is_latest=True)
    notes = [release["note"] for release in system_page(engine, "windows")["stable"]]
    assert notes == ["Get it with the Python install manager.", seven, ""]


def test_releases_before_3_9_do_not_run_on_windows_xp():
    assert windows_note((3, 8, 0, 0), managed=True) == "Does not run on Windows XP or earlier."
    assert windows_note((3, 5, 0, 0), managed=True) == "Does not run on Windows XP or earlier."


def test_null_and_empty_text_make_the_same_pages(engine: Engine):
    add_systems(engine)
    release = add_release(engine, "Python 3.14.0", release_notes_url=None)
    add_file(engine, release, "XZ", "source", description=None, sha256_sum=None)
    before = {**stamps(engine, "downloads.release"), **stamps(engine, "downloads.index")}
    with engine.begin() as connection:
        connection.execute(update(Release).values(release_notes_url=""))
        connection.exec_driver_sql("UPDATE release_files SET description = '', sha256_sum = ''")
    assert {**stamps(engine, "downloads.release"), **stamps(engine, "downloads.index")} == before


def test_editing_the_text_of_a_release_alters_no_other_page(engine: Engine):
    edited = add_release(engine, "Python 3.14.0")
    add_release(engine, "Python 3.13.0")
    before = stamps(engine, "downloads.release")
    lists = stamps(engine, "downloads.index")
    with engine.begin() as connection:
        connection.execute(update(Release).where(Release.id == edited).values(content="New."))
    after = stamps(engine, "downloads.release")
    assert [path for path in after if after[path] != before[path]] == [
        "downloads/release/python-3140/index.html"
    ]
    assert stamps(engine, "downloads.index") == lists


def test_links_to_releases_are_percent_encoded(engine: Engine):
    add_release(engine, "Python 3.14.0", slug="a b")
    assert landing(engine)["releases"][0]["url"] == "/downloads/release/a%20b/"


def test_a_file_of_the_sitemap_holds_a_range_of_ids(engine: Engine):
    for key in (1, 4_999, 5_000):
        updated = datetime(2026, 1, 2, tzinfo=UTC)
        add_release(engine, f"Python 3.14.{key}", id=key, updated=updated)
    found = contexts(engine, "downloads.release_sitemap")
    assert {path: [each["url"] for each in page["urls"]] for path, page in found.items()} == {
        "sitemap/releases-0.xml": [
            "/downloads/release/python-3141/",
            "/downloads/release/python-3144999/",
        ],
        "sitemap/releases-1.xml": ["/downloads/release/python-3145000/"],
    }
    assert found["sitemap/releases-1.xml"]["urls"][0]["lastmod"] == updated


def test_the_sitemap_has_the_pages_that_list_releases(engine: Engine):
    add_systems(engine)
    for key, day in ((1, 2), (2, 1)):
        add_release(engine, f"Python 3.14.{key}", updated=datetime(2026, 1, day, tzinfo=UTC))
    page = contexts(engine, "downloads.sitemap")["sitemap/downloads.xml"]
    assert [each["url"] for each in page["urls"]] == [
        "/downloads/",
        "/downloads/android/",
        "/downloads/macos/",
        "/downloads/source/",
        "/downloads/windows/",
    ]
    assert {each["lastmod"] for each in page["urls"]} == {datetime(2026, 1, 2, tzinfo=UTC)}
