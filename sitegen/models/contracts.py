"""Phase 5: the contracts of sponsorships; private, never read by a build."""

from __future__ import annotations

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from sitegen.models.base import TODAY, Base, Blank, Key, Markdown, owned_by, pointer_to, varchar


class LegalClause(Base):
    """A clause that contracts use; private."""

    __tablename__ = "legal_clauses"

    id: Mapped[Key]
    order: Mapped[int] = mapped_column(server_default=text("0"), index=True)
    internal_name: Mapped[str] = varchar(1024)
    clause: Mapped[str]
    notes: Mapped[Blank]


class BenefitLegalClauseAssociation(Base):
    """A benefit brings a clause into the contract."""

    __tablename__ = "benefit_legal_clause_associations"

    benefit_id: Mapped[int] = owned_by("benefits", primary_key=True)
    legal_clause_id: Mapped[int] = owned_by("legal_clauses", primary_key=True)


class Contract(Base):
    """The contract of a sponsorship; private.

    `status`: draft, outdated, awaiting signature, executed or nullified.
    """

    __tablename__ = "contracts"

    id: Mapped[Key]
    sponsorship_id: Mapped[int | None] = pointer_to("sponsorships", unique=True)
    status: Mapped[str] = varchar(20, default="draft")
    revision: Mapped[int] = mapped_column(server_default=text("0"))
    document: Mapped[str] = varchar(100, default="")
    document_docx: Mapped[str] = varchar(100, default="")
    signed_document: Mapped[str] = varchar(100, default="")
    sponsor_info: Mapped[Blank]
    sponsor_contact: Mapped[Blank]
    benefits_list: Mapped[Blank]
    benefits_list_markup_type: Mapped[Markdown]
    legal_clauses: Mapped[Blank]
    legal_clauses_markup_type: Mapped[Markdown]
    created_on: Mapped[date] = mapped_column(server_default=TODAY)
    last_update: Mapped[date] = mapped_column(server_default=TODAY, onupdate=TODAY)
    sent_on: Mapped[date | None]
