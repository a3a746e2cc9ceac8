"""Phase 5: sponsors, what they bought and what they get for it.

Public are a sponsor's name, description, landing page and logos, and where a logo is placed.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import (
    TODAY,
    Author,
    Base,
    Created,
    Key,
    Off,
    On,
    Updated,
    filed_under,
    owned_by,
    pointer_to,
    varchar,
)


class Sponsor(Base):
    """A sponsor; its address and telephone are private. Logos are places below the media folder."""

    __tablename__ = "sponsors"

    id: Mapped[Key]
    name: Mapped[str] = varchar(100)
    description: Mapped[str]
    landing_page_url: Mapped[str | None] = varchar(200)
    twitter_handle: Mapped[str | None] = varchar(32)
    linked_in_page_url: Mapped[str | None] = varchar(200)
    web_logo: Mapped[str] = varchar(100)
    white_logo: Mapped[str | None] = varchar(100)
    print_logo: Mapped[str | None] = varchar(100)
    primary_phone: Mapped[str] = varchar(32)
    mailing_address_line_1: Mapped[str] = varchar(128, default="")
    mailing_address_line_2: Mapped[str] = varchar(128, default="")
    city: Mapped[str] = varchar(64, default="")
    state: Mapped[str] = varchar(64, default="")
    postal_code: Mapped[str] = varchar(64, default="")
    country: Mapped[str] = varchar(2, default="")
    country_of_incorporation: Mapped[str | None] = varchar(2)
    state_of_incorporation: Mapped[str | None] = varchar(64)
    creator_id: Mapped[Author]
    last_modified_by_id: Mapped[Author]
    created: Mapped[Created]
    updated: Mapped[Updated]


class SponsorContact(Base):
    """A person at a sponsor; wholly private."""

    __tablename__ = "sponsor_contacts"

    id: Mapped[Key]
    sponsor_id: Mapped[int] = owned_by("sponsors", index=True)
    user_id: Mapped[int | None] = pointer_to("users", index=True)
    primary: Mapped[Off]
    administrative: Mapped[Off]
    accounting: Mapped[Off]
    manager: Mapped[Off]
    name: Mapped[str] = varchar(100)
    email: Mapped[str] = varchar(256)
    phone: Mapped[str] = varchar(32)


class SponsorshipPackage(Base):
    """A level of sponsorship in a year; slugs repeat from year to year.

    `logo_dimension` is in pixels.
    """

    __tablename__ = "sponsorship_packages"

    id: Mapped[Key]
    order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    name: Mapped[str] = varchar(64)
    slug: Mapped[str] = mapped_column(String(50), index=True)
    sponsorship_amount: Mapped[int]
    advertise: Mapped[Off]
    logo_dimension: Mapped[int] = mapped_column(server_default=text("175"))
    year: Mapped[int | None] = mapped_column(index=True)
    allow_a_la_carte: Mapped[On]


class SponsorshipProgram(Base):
    """What is sponsored: the foundation, PyPI, a conference."""

    __tablename__ = "sponsorship_programs"

    id: Mapped[Key]
    order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    name: Mapped[str] = varchar(64)
    description: Mapped[str | None]


class Sponsorship(Base):
    """A sponsor's support for some time. `status`: applied, rejected, approved or finalized."""

    __tablename__ = "sponsorships"

    id: Mapped[Key]
    submitted_by_id: Mapped[Author]
    sponsor_id: Mapped[int | None] = pointer_to("sponsors", index=True)
    package_id: Mapped[int | None] = pointer_to("sponsorship_packages", index=True)
    overlapped_by_id: Mapped[int | None] = pointer_to("sponsorships")
    status: Mapped[str] = mapped_column(String(20), server_default="applied", index=True)
    locked: Mapped[Off]
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    applied_on: Mapped[date] = mapped_column(server_default=TODAY)
    approved_on: Mapped[date | None]
    rejected_on: Mapped[date | None]
    finalized_on: Mapped[date | None]
    year: Mapped[int | None] = mapped_column(index=True)
    for_modified_package: Mapped[Off]
    level_name_old: Mapped[str] = varchar(64, default="")
    sponsorship_fee: Mapped[int | None]
    renewal: Mapped[bool | None]


class Benefit(Base):
    """Something a sponsor may get, from the catalogue of a year; `internal_…` is private."""

    __tablename__ = "benefits"

    id: Mapped[Key]
    order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    name: Mapped[str] = varchar(1024)
    description: Mapped[str | None]
    program_id: Mapped[int] = filed_under("sponsorship_programs", index=True)
    package_only: Mapped[Off]
    new: Mapped[Off]
    unavailable: Mapped[Off]
    standalone: Mapped[Off]
    internal_description: Mapped[str | None]
    internal_value: Mapped[int | None]
    capacity: Mapped[int | None]
    soft_capacity: Mapped[Off]
    year: Mapped[int | None] = mapped_column(index=True)


class BenefitPackageAssociation(Base):
    """A benefit comes with a package."""

    __tablename__ = "benefit_package_associations"

    benefit_id: Mapped[int] = owned_by("benefits", primary_key=True)
    package_id: Mapped[int] = owned_by("sponsorship_packages", primary_key=True)


class BenefitConflictAssociation(Base):
    """Two benefits exclude each other; written in both directions."""

    __tablename__ = "benefit_conflict_associations"

    benefit_id: Mapped[int] = owned_by("benefits", primary_key=True)
    conflicting_benefit_id: Mapped[int] = owned_by("benefits", primary_key=True)


class SponsorBenefit(Base):
    """A benefit as a sponsorship got it: a copy, which outlives the catalogue's entry."""

    __tablename__ = "sponsor_benefits"

    id: Mapped[Key]
    order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    sponsorship_id: Mapped[int] = owned_by("sponsorships", index=True)
    sponsorship_benefit_id: Mapped[int | None] = pointer_to("benefits", index=True)
    program_id: Mapped[int | None] = pointer_to("sponsorship_programs", index=True)
    program_name: Mapped[str] = varchar(1024)
    name: Mapped[str] = varchar(1024)
    description: Mapped[str | None]
    benefit_internal_value: Mapped[int | None]
    added_by_user: Mapped[Off]
    standalone: Mapped[Off]


class LogoPlacement(Base):
    """A place where a sponsor's logo is shown. `publisher`: psf, pycon, pypi or core.

    `logo_place`: sidebar, sponsors, jobs, blogpost, footer, docs, download or devguide.
    """

    __tablename__ = "logo_placements"

    id: Mapped[Key]
    sponsor_benefit_id: Mapped[int] = owned_by("sponsor_benefits", index=True)
    publisher: Mapped[str] = varchar(30)
    logo_place: Mapped[str] = varchar(30)
    link_to_sponsors_page: Mapped[Off]
    describe_as_sponsor: Mapped[Off]


class SponsorshipCurrentYear(Base):
    """The year that sponsorships are sold for now, in a single row."""

    __tablename__ = "sponsorship_current_year"

    id: Mapped[Key]
    year: Mapped[int]
