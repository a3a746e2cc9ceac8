"""Releases of a Python that never was, with all their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import insert, select

from sitegen.models import Base, OperatingSystem, Release, ReleaseFile
from sitegen.seeds.moments import days_ago
from sitegen.seeds.rows import advance_ids
from sitegen.seeds.synthetic.bulk import Bulk
from sitegen.seeds.synthetic.ids import FIRST, user_id
from sitegen.seeds.synthetic.texts import short_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from sqlalchemy import Connection

    from sitegen.seeds.synthetic.texts import Stocks

HOST = "https://downloads.example.org/python"
PREVIEWS = (*(f"a{n}" for n in range(1, 8)), *(f"b{n}" for n in range(1, 5)), "rc1", "rc2")
SERIES = 40  # releases in a series: the previews, then .0, .1, and so on
FILES_MOST = 10
RELEASE_COLUMNS = (
    "id", "name", "slug", "version", "is_latest", "is_published", "pre_release",
    "show_on_download_page", "release_date", "release_notes_url", "content",
    "content_markup_type", "creator_id", "created", "updated",
)  # fmt: skip
FILE_COLUMNS = (
    "id", "name", "slug", "os_id", "release_id", "description", "is_source", "url",
    "gpg_signature_file", "sigstore_bundle_file", "sbom_spdx2_file", "md5_sum", "sha256_sum",
    "filesize", "download_button", "creator_id", "created", "updated",
)  # fmt: skip


SYSTEMS = (
    (1, "Windows", "windows"),
    (2, "macOS", "macos"),
    (3, "Source code", "source"),
    (4, "Android", "android"),
    (5, "iOS", "ios"),
)


class Kind(NamedTuple):
    """A kind of file: the system it is for, its name, and the end of its address."""

    system: str
    name: str
    ending: str
    button: bool
    previews: bool


KINDS = (
    Kind("source", "XZ compressed source tarball", ".tar.xz", button=True, previews=True),
    Kind("source", "Gzipped source tarball", ".tgz", button=False, previews=True),
    Kind("windows", "Windows installer (64-bit)", "-amd64.exe", button=True, previews=True),
    Kind("windows", "Windows installer (32-bit)", ".exe", button=False, previews=False),
    Kind("windows", "Windows installer (ARM64)", "-arm64.exe", button=False, previews=False),
    Kind(
        "windows",
        "Windows embeddable package (64-bit)",
        "-embed-amd64.zip",
        button=False,
        previews=False,
    ),
    Kind("macos", "macOS installer", "-macos11.pkg", button=True, previews=True),
)


def releases(
    chance: Random, stocks: Stocks, count: int, systems: Mapping[str, int], *, latest: bool
) -> list[Bulk]:
    """Releases, the newest last: a third are previews, one in 25 is not published.

    `systems` are the ids of the operating systems; `latest` marks the newest final release.
    """
    tables = Base.metadata.tables
    newest = max(
        (place for place in range(count) if _is_final(place) and _is_published(place)),
        default=None,
    )
    rows = _releases(chance, stocks, count, newest if latest else None)
    return [
        Bulk(tables[Release.__tablename__], RELEASE_COLUMNS, rows),
        Bulk(tables[ReleaseFile.__tablename__], FILE_COLUMNS, _files(chance, count, systems)),
    ]


def operating_systems(connection: Connection) -> dict[str, int]:
    """The ids of the operating systems by slug; those that are missing are made."""
    known = _known_systems(connection)
    for key, name, slug in SYSTEMS:
        if slug not in known:
            own_key = {} if key in known.values() else {"id": key}
            connection.execute(insert(OperatingSystem).values(name=name, slug=slug, **own_key))
            advance_ids(connection, Base.metadata.tables[OperatingSystem.__tablename__])
    return _known_systems(connection)


def _known_systems(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(OperatingSystem.slug, OperatingSystem.id))
    return {row.slug: row.id for row in rows}


def _version(place: int) -> str:
    series, step = divmod(place, SERIES)
    if step < len(PREVIEWS):
        return f"3.{1000 + series}.0{PREVIEWS[step]}"
    return f"3.{1000 + series}.{step - len(PREVIEWS)}"


def _is_final(place: int) -> bool:
    return place % SERIES >= len(PREVIEWS)


def _is_published(place: int) -> bool:
    return place % 25 != 11


def _releases(
    chance: Random, stocks: Stocks, count: int, newest: int | None
) -> Iterator[tuple[Any, ...]]:
    for place in range(count):
        version, moment = _version(place), days_ago((count - place) / 3)
        yield (
            FIRST + place,
            f"Python {version}",
            f"python-{version.replace('.', '')}",
            3,
            place == newest,
            _is_published(place),
            not _is_final(place),
            place % 10 != 3,
            moment,
            f"https://docs.example.org/release/{version}/" if _is_final(place) else "",
            short_text(chance, stocks.by_markup["markdown"]),
            "markdown",
            user_id(chance),
            moment,
            moment,
        )


def _files(chance: Random, count: int, systems: Mapping[str, int]) -> Iterator[tuple[Any, ...]]:
    for place in range(count):
        version, moment = _version(place), days_ago((count - place) / 3)
        for number, kind in enumerate(KINDS):
            if not (kind.previews or _is_final(place)):
                continue
            url = f"{HOST}/{version}/python-{version}{kind.ending}"
            yield (
                FIRST + place * FILES_MOST + number,
                kind.name,
                f"{version.replace('.', '')}-{number}",
                systems[kind.system],
                FIRST + place,
                "Recommended" if kind.name.endswith("(64-bit)") and kind.button else "",
                kind.system == "source",
                url,
                f"{url}.asc",
                f"{url}.sigstore",
                f"{url}.spdx.json",
                "",
                f"{chance.getrandbits(256):064x}",
                chance.randint(10_000_000, 75_000_000),
                kind.button,
                user_id(chance),
                moment,
                moment,
            )
