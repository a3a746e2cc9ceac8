"""Which files of a release are shown, and in which order."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

from sitegen.sections import release_files
from sitegen.sections.release_files import SHOWN, buttons, columns, in_table_order, windows_last

FileRow = namedtuple("FileRow", ["release_id", "download_button", *SHOWN])


def file(name: str, system: str = "source", *, button: bool = False, **values: Any) -> Any:
    empty = {**dict.fromkeys(SHOWN, ""), "size": 0}
    own = {"name": name, "os": system.title(), "os_slug": system}
    return FileRow(release_id=1, download_button=button, **{**empty, **own, **values})


def names(rows: list[Any]) -> list[str]:
    return [row.name for row in rows]


def test_source_files_stand_first_and_windows_files_last_in_their_own_order():
    rows = [
        file("Android package", "android"),
        file("Gzipped source tarball"),
        file("Windows embeddable package (64-bit)", "windows"),
        file("Windows help file", "windows"),
        file("Windows installer (32-bit)", "windows"),
        file("Windows installer (64-bit)", "windows"),
        file("Windows release manifest", "windows"),
        file("XZ compressed source tarball"),
        file("macOS installer", "macos"),
    ]
    assert names(in_table_order(rows)) == [
        "Gzipped source tarball",
        "XZ compressed source tarball",
        "Android package",
        "macOS installer",
        "Windows installer (64-bit)",
        "Windows installer (32-bit)",
        "Windows help file",
        "Windows embeddable package (64-bit)",
        "Windows release manifest",
    ]


def test_files_for_windows_that_are_not_called_so_keep_their_place():
    rows = [file("Installer (MSIX)", "windows"), file("Windows zip", "windows"), file("A", "other")]
    assert names(windows_last(rows)) == ["Installer (MSIX)", "A", "Windows zip"]


def test_buttons_are_the_files_marked_so_by_system():
    rows = [
        file("Android", "android", button=True),
        file("iOS", "ios", button=True),
        file("Gzip", "source"),
        file("XZ", "source", button=True),
        file("macOS", "macos", button=True),
        file("Windows", "windows", button=True),
    ]
    found = buttons(rows, first=("windows", "macos", "source"))
    assert names(found) == ["Windows", "macOS", "XZ", "Android", "iOS"]


def test_a_table_has_no_empty_columns():
    assert columns([file("XZ")]) == {"sigstore": False, "sbom": False, "gpg": False, "checksum": ""}
    assert columns([]) == {"sigstore": False, "sbom": False, "gpg": False, "checksum": ""}


def test_a_table_has_the_columns_that_any_file_fills():
    rows = [file("A", gpg="a.asc"), file("B", sigstore_cert="b.crt"), file("C", sbom="c.json")]
    assert columns(rows) == {"sigstore": True, "sbom": True, "gpg": True, "checksum": ""}


def test_the_checksum_is_sha256_if_any_file_has_it_else_md5():
    assert columns([file("A", md5="1"), file("B", sha256="2")])["checksum"] == "SHA-256"
    assert columns([file("A", md5="1"), file("B")])["checksum"] == "MD5"


def test_a_button_names_a_system_and_that_for_the_source_none():
    asked = {"url": "https://a.example/x", "is_manager": False}
    mac = file("macOS installer", "macos", url="https://a.example/x", size=9, sha256="1")
    assert release_files.button(mac) == {**asked, "os_slug": "macos", "os": "Macos"}
    source = file("XZ", url="https://a.example/x")
    assert release_files.button(source) == {**asked, "os_slug": "source", "os": ""}


def test_a_button_of_the_install_manager_shows_nothing_of_the_file_it_replaces():
    replaced = file("Windows installer", "windows", size=9, gpg="https://x.asc", sha256="1")
    assert release_files.button(replaced, "/downloads/release/pymanager-260/") == {
        "url": "/downloads/release/pymanager-260/",
        "os": "Windows",
        "os_slug": "windows",
        "is_manager": True,
    }


def test_a_table_shows_one_kind_of_checksum_and_no_parts_beside_a_bundle():
    row = file("A", sigstore_bundle="b", sigstore_cert="c", sigstore_signature="s", md5="1")
    shown = release_files.row_of_table(row, "SHA-256")
    assert (shown["sigstore_cert"], shown["sigstore_signature"], shown["md5"]) == ("", "", "")
    shown = release_files.row_of_table(file("A", sigstore_cert="c", md5="1"), "MD5")
    assert (shown["sigstore_cert"], shown["md5"]) == ("c", "1")
