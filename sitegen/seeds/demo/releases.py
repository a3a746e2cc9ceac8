"""Releases, their files and the systems they are for, from `releases.toml`.

A file's name, address and side-cars follow from its kind and the release, by the conventions of
the tool with which release managers publish.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sitegen.models import Base, OperatingSystem, Release, ReleaseFile
from sitegen.seeds.demo.texts import table, written_in
from sitegen.seeds.moments import days_ago
from sitegen.seeds.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HOST = "https://www.python.org/ftp/python"
MANAGER = 100
NOON = time(12, tzinfo=UTC)
BEGAN = 1500
NAME = re.compile(r"(?P<base>(?P<series>\d+\.\d+)(?:\.\d+)?)(?P<stage>[a-z]+\d+)?")


def operating_systems() -> Rows:
    """The systems, with the ids that clients of the site's interfaces count on."""
    made = {"creator_id": 1, "created": days_ago(BEGAN), "updated": days_ago(BEGAN)}
    rows = [{**system, **made} for system in table("releases")["system"]]
    return Rows(Base.metadata.tables[OperatingSystem.__tablename__], ("created",), rows)


def releases() -> Rows:
    """The releases."""
    pages = {page.name: page.head["id"] for page in written_in("pages")}
    rows = [_release(release, pages) for release in table("releases")["release"]]
    return Rows(Base.metadata.tables[Release.__tablename__], ("created",), rows)


def files() -> Rows:
    """The files of all releases."""
    book = table("releases")
    systems = {system["slug"]: system["id"] for system in book["system"]}
    rows = [row for release in book["release"] for row in _files(release, book["kind"], systems)]
    return Rows(Base.metadata.tables[ReleaseFile.__tablename__], ("created",), rows)


def version_of(release: Mapping[str, Any]) -> str:
    """The last word of the release's name: "3.15.0b1"."""
    return str(release["name"]).rpartition(" ")[2]


def _release(release: Mapping[str, Any], pages: Mapping[str, int]) -> dict[str, Any]:
    version = version_of(release)
    moment = datetime.combine(release["date"], NOON)
    final = release.get("version", 3) != MANAGER and not release.get("pre_release", False)
    notes = f"https://docs.python.org/release/{version}/whatsnew/changelog.html"
    return {
        "id": release["id"],
        "name": release["name"],
        "slug": release.get("slug", f"python-{version.replace('.', '')}"),
        "version": release.get("version", 3),
        "is_latest": release.get("latest", False),
        "is_published": release.get("published", True),
        "pre_release": release.get("pre_release", False),
        "show_on_download_page": True,
        "release_date": moment,
        "release_page_id": pages[release["page"]] if "page" in release else None,
        "release_notes_url": notes if final else "",
        "content": release.get("content", ""),
        "content_markup_type": "markdown",
        "creator_id": 2,
        "created": moment,
        "updated": moment,
    }


def _files(
    release: Mapping[str, Any], kinds: Mapping[str, Any], systems: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    moment = datetime.combine(release["date"], NOON)
    for label, facts in release.get("files", {}).items():
        kind = kinds[label]
        words = _words_of(release)
        url = f"{_folder(release, words)}/{kind['file'].format(**words)}"
        yield {
            "id": 100 * release["id"] + kind["number"],
            "name": kind["name"],
            "slug": _slug(words, kind["name"]),
            "os_id": systems[kind["system"]],
            "release_id": release["id"],
            "description": facts.get("description", kind.get("description", "")).format(**words),
            "is_source": kind["system"] == "source",
            "url": url,
            **_side_cars(url, release.get("signed", ())),
            "sha256_sum": facts.get("sha256", ""),
            "filesize": facts.get("size", 0),
            "download_button": kind.get("button", False),
            "creator_id": 2,
            "created": moment,
            "updated": moment,
        }


def _words_of(release: Mapping[str, Any]) -> dict[str, str]:
    """The parts of the version: "3.15.0b1" is base 3.15.0, series 3.15, stage b1."""
    version = version_of(release)
    match = NAME.fullmatch(version)
    if match is None:
        raise ValueError(f"{release['name']} does not end in a version.")
    return {"version": version, **match.groupdict("")}


def _folder(release: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return f"{HOST}/{'pymanager' if release.get('version') == MANAGER else words['base']}"


def _slug(words: Mapping[str, str], name: str) -> str:
    readable = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    base = words["base"].replace(".", "")
    return "-".join(part for part in (base, words["stage"], readable) if part)


def _side_cars(url: str, signed: tuple[str, ...]) -> dict[str, str]:
    return {
        "gpg_signature_file": f"{url}.asc" if "gpg" in signed else "",
        "sigstore_bundle_file": f"{url}.sigstore" if "sigstore" in signed else "",
        "sbom_spdx2_file": f"{url}.spdx.json" if "sbom" in signed else "",
    }
