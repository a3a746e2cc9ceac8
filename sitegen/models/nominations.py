"""Phase 5: elections and who is nominated for them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from sitegen.models.base import Base, Key, Markdown, Off, owned_by, pointer_to, varchar


class ElectionKind(Base):
    """What is elected. `nomination_form`: board or packaging_council."""

    __tablename__ = "election_kinds"

    id: Mapped[Key]
    name: Mapped[str] = varchar(100, unique=True)
    slug: Mapped[str | None] = varchar(120, unique=True)
    accent_color: Mapped[str] = varchar(25, default="#0073b7")
    nomination_form: Mapped[str] = varchar(32, default="board")


class Election(Base):
    """An election; its slug need not be unique."""

    __tablename__ = "elections"

    id: Mapped[Key]
    name: Mapped[str] = varchar(100)
    slug: Mapped[str | None] = varchar(255)
    date: Mapped[dt.date]
    kind_id: Mapped[int | None] = pointer_to("election_kinds", index=True)
    nominations_open_at: Mapped[dt.datetime | None]
    nominations_close_at: Mapped[dt.datetime | None]
    description: Mapped[str | None]
    description_markup_type: Mapped[Markdown]
    hide_previous_service: Mapped[Off]


class Nominee(Base):
    """A person who stands for an election; public when accepted and approved."""

    __tablename__ = "nominees"
    __table_args__ = (UniqueConstraint("user_id", "election_id"),)

    id: Mapped[Key]
    election_id: Mapped[int] = owned_by("elections", index=True)
    user_id: Mapped[int | None] = owned_by("users")
    slug: Mapped[str | None] = varchar(255)
    accepted: Mapped[Off]
    approved: Mapped[Off]


class Nomination(Base):
    """What one person wrote about another, or about themselves; `email` is private."""

    __tablename__ = "nominations"

    id: Mapped[Key]
    election_id: Mapped[int] = owned_by("elections", index=True)
    nominator_id: Mapped[int] = owned_by("users", index=True)
    nominee_id: Mapped[int | None] = owned_by("nominees", index=True)
    name: Mapped[str | None] = varchar(1024)
    email: Mapped[str | None] = varchar(1024)
    previous_board_service: Mapped[str | None] = varchar(1024)
    employer: Mapped[str | None] = varchar(1024)
    other_affiliations: Mapped[str | None] = varchar(2048)
    nomination_statement: Mapped[str | None]
    nomination_statement_markup_type: Mapped[Markdown]
    accepted: Mapped[Off]
    approved: Mapped[Off]
    coc_acknowledged: Mapped[Off]
    mission_alignment: Mapped[Off]
    eligibility_confirmed: Mapped[Off]
