"""Files of releases: what is shown of each, and in which order."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from sitegen.models import OperatingSystem, Release, ReleaseFile
from sitegen.sections.releases import is_public
from sitegen.statements import by_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Row, Select

MANAGER = "Python install manager"
SOURCE = "source"  # the slug of what is for no one system
WINDOWS_ORDER = (
    "Windows installer (64-bit)",
    "Windows installer (32-bit)",
    "Windows installer (ARM64)",
    "Windows help file",
    "Windows embeddable package (64-bit)",
    "Windows embeddable package (32-bit)",
    "Windows embeddable package (ARM64)",
)

# What is shown of a file; "" where it has none, whether the column holds '' or NULL.
SHOWN = MappingProxyType(
    {
        "name": ReleaseFile.name,
        "url": ReleaseFile.url,
        "os": OperatingSystem.name,
        "os_slug": OperatingSystem.slug,
        "description": func.coalesce(ReleaseFile.description, ""),
        "size": ReleaseFile.filesize,
        "gpg": func.coalesce(ReleaseFile.gpg_signature_file, ""),
        "sigstore_bundle": func.coalesce(ReleaseFile.sigstore_bundle_file, ""),
        "sigstore_cert": func.coalesce(ReleaseFile.sigstore_cert_file, ""),
        "sigstore_signature": func.coalesce(ReleaseFile.sigstore_signature_file, ""),
        "sbom": func.coalesce(ReleaseFile.sbom_spdx2_file, ""),
        "sha256": func.coalesce(ReleaseFile.sha256_sum, ""),
        "md5": func.coalesce(ReleaseFile.md5_sum, ""),
    }
)

of_public_releases: Select[*tuple[Any, ...]] = (
    select(
        ReleaseFile.release_id,
        ReleaseFile.download_button,
        *(column.label(name) for name, column in SHOWN.items()),
    )
    .join(OperatingSystem, OperatingSystem.id == ReleaseFile.os_id)
    .join(Release, Release.id == ReleaseFile.release_id)
    .where(is_public)
    .order_by(by_text(ReleaseFile.name), ReleaseFile.id)
)


def latest_buttons(version: int) -> Select[*tuple[Any, ...]]:
    """The download buttons of the releases marked as the latest."""
    return of_public_releases.where(
        Release.is_latest == True,
        Release.version == version,
        ReleaseFile.download_button == True,
    )


def by_release(rows: Iterable[Row[Any]]) -> dict[int, list[Row[Any]]]:
    """The files of each release, in their order."""
    groups: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.release_id].append(row)
    return groups


def by_system(rows: Iterable[Row[Any]]) -> dict[str, dict[int, list[Row[Any]]]]:
    """The files for each system, by its slug, then of each release."""
    groups: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        groups[row.os_slug].append(row)
    return {slug: by_release(files) for slug, files in groups.items()}


def row_of_table(file: Row[Any], checksum: str) -> dict[str, Any]:
    """What a table of files shows of one, with the kind of `checksum` that it has a column for.

    Beside a bundle of Sigstore its parts are not shown.
    """
    bundle = file.sigstore_bundle
    return {
        "name": file.name,
        "url": file.url,
        "os": file.os,
        "description": file.description,
        "size": file.size,
        "gpg": file.gpg,
        "sigstore_bundle": bundle,
        "sigstore_cert": "" if bundle else file.sigstore_cert,
        "sigstore_signature": "" if bundle else file.sigstore_signature,
        "sbom": file.sbom,
        "sha256": file.sha256,
        "md5": file.md5 if checksum == "MD5" else "",
    }


def entry(file: Row[Any]) -> dict[str, Any]:
    """What a list shows of a file."""
    return {"name": file.name, "url": file.url, "size": file.size}


def button(file: Row[Any], manager_url: str = "") -> dict[str, Any]:
    """What a button shows of a file, or of the install manager in its place.

    The source is for no one system: its button does not name one.
    """
    is_manager = bool(manager_url) or file.name == MANAGER
    return {
        "url": manager_url or file.url,
        "os_slug": file.os_slug,
        "os": file.os if is_manager or file.os_slug != SOURCE else "",
        "is_manager": is_manager,
    }


def in_table_order(files: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Source files first, those for Windows last; the others by system."""
    return windows_last(sorted(files, key=lambda row: row.os_slug if row.os_slug != SOURCE else ""))


def windows_last(files: Iterable[Row[Any]]) -> list[Row[Any]]:
    """What most visitors on Windows need comes first of the files for Windows."""
    return sorted(files, key=lambda row: _windows_rank(row.name))


def _windows_rank(name: str) -> int:
    if name in WINDOWS_ORDER:
        return 1 + WINDOWS_ORDER.index(name)
    return 1 + len(WINDOWS_ORDER) if name.startswith("Windows") else 0


def buttons(files: Iterable[Row[Any]], *, first: Sequence[str]) -> list[Row[Any]]:
    """The one file for each system to offer at once, `first` these systems, then by name."""
    rank = {slug: number for number, slug in enumerate(first)}
    offered = (row for row in files if row.download_button)
    return sorted(offered, key=lambda row: (rank.get(row.os_slug, len(rank)), row.os, row.os_slug))


def columns(files: Sequence[Row[Any]]) -> dict[str, Any]:
    """The columns that a table of these files needs: none that would be empty."""
    sha256, md5 = any(row.sha256 for row in files), any(row.md5 for row in files)
    return {
        "sigstore": any(
            row.sigstore_bundle or row.sigstore_cert or row.sigstore_signature for row in files
        ),
        "sbom": any(row.sbom for row in files),
        "gpg": any(row.gpg for row in files),
        "checksum": "SHA-256" if sha256 else "MD5" if md5 else "",
    }
