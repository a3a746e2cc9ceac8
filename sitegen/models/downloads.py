"""Phase 3: releases, their files, and the systems they run on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    Author,
    Base,
    Blank,
    Created,
    Key,
    Markdown,
    Name,
    Off,
    On,
    Slug,
    Updated,
    filed_under,
    owned_by,
    pointer_to,
    varchar,
    where_true,
)


class OperatingSystem(Base):
    """What a file is made for: windows, macos, source, android, ios."""

    __tablename__ = "operating_systems"

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class Release(Base):
    """A release. `version` is the major version, or 100 for the install manager."""

    __tablename__ = "releases"
    __table_args__ = (
        Index("ix_releases_published", "is_published"),
        Index("ix_releases_show_on_download", "show_on_download_page"),
        Index("ix_releases_version_latest", "version", "is_latest"),
        Index(
            "ix_releases_latest",
            "version",
            "is_latest",
            **where_true("is_published"),
        ),
    )

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    version: Mapped[int] = mapped_column(server_default=text("3"))
    is_latest: Mapped[Off] = mapped_column(index=True)
    is_published: Mapped[Off]
    pre_release: Mapped[Off] = mapped_column(index=True)
    show_on_download_page: Mapped[On]
    release_date: Mapped[datetime]
    release_page_id: Mapped[int | None] = pointer_to("pages")
    release_notes_url: Mapped[str | None] = varchar(200)
    content: Mapped[Blank]
    content_markup_type: Mapped[Markdown]
    creator_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class ReleaseFile(Base):
    """A file to download. One file of a release and system at most is its download button.

    `description` is plain text, `filesize` is in bytes.
    """

    __tablename__ = "release_files"
    __table_args__ = (
        Index(
            "uq_one_download_per_os_per_release",
            "os_id",
            "release_id",
            unique=True,
            **where_true("download_button"),
        ),
    )

    id: Mapped[Key]
    name: Mapped[Name]
    slug: Mapped[Slug]
    os_id: Mapped[int] = filed_under("operating_systems")
    release_id: Mapped[int] = owned_by("releases")
    description: Mapped[str | None]
    is_source: Mapped[Off]
    url: Mapped[str] = mapped_column(String(500), unique=True, index=True)
    gpg_signature_file: Mapped[str | None] = varchar(500)
    sigstore_signature_file: Mapped[str | None] = varchar(500)
    sigstore_cert_file: Mapped[str | None] = varchar(500)
    sigstore_bundle_file: Mapped[str | None] = varchar(500)
    sbom_spdx2_file: Mapped[str | None] = varchar(500)
    md5_sum: Mapped[str | None] = varchar(200)
    sha256_sum: Mapped[str | None] = varchar(200)
    filesize: Mapped[int] = mapped_column(server_default=text("0"))
    download_button: Mapped[Off]
    creator_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]
