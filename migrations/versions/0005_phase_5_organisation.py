"""Phase 5: sponsors, elections, minutes and work groups."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TIMESTAMP = sa.DateTime(timezone=True).with_variant(sa.Text, "sqlite")
NOW = sa.text("CURRENT_TIMESTAMP")
TODAY = sa.text("CURRENT_DATE")


def upgrade() -> None:
    op.create_table(
        "sponsors",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("landing_page_url", sa.String(200)),
        sa.Column("twitter_handle", sa.String(32)),
        sa.Column("linked_in_page_url", sa.String(200)),
        sa.Column("web_logo", sa.String(100), nullable=False),
        sa.Column("white_logo", sa.String(100)),
        sa.Column("print_logo", sa.String(100)),
        sa.Column("primary_phone", sa.String(32), nullable=False),
        sa.Column("mailing_address_line_1", sa.String(128), nullable=False, server_default=""),
        sa.Column("mailing_address_line_2", sa.String(128), nullable=False, server_default=""),
        sa.Column("city", sa.String(64), nullable=False, server_default=""),
        sa.Column("state", sa.String(64), nullable=False, server_default=""),
        sa.Column("postal_code", sa.String(64), nullable=False, server_default=""),
        sa.Column("country", sa.String(2), nullable=False, server_default=""),
        sa.Column("country_of_incorporation", sa.String(2)),
        sa.Column("state_of_incorporation", sa.String(64)),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "sponsor_contacts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "sponsor_id",
            sa.Integer,
            sa.ForeignKey("sponsors.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL"), index=True
        ),
        sa.Column("primary", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("administrative", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("accounting", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("manager", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("email", sa.String(256), nullable=False),
        sa.Column("phone", sa.String(32), nullable=False),
    )

    op.create_table(
        "sponsorship_packages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(50), nullable=False, index=True),
        sa.Column("sponsorship_amount", sa.Integer, nullable=False),
        sa.Column("advertise", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("logo_dimension", sa.Integer, nullable=False, server_default=sa.text("175")),
        sa.Column("year", sa.Integer, index=True),
        sa.Column("allow_a_la_carte", sa.Boolean, nullable=False, server_default=sa.true()),
    )

    op.create_table(
        "sponsorship_programs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("description", sa.Text),
    )

    op.create_table(
        "sponsorships",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("submitted_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "sponsor_id", sa.Integer, sa.ForeignKey("sponsors.id", ondelete="SET NULL"), index=True
        ),
        sa.Column(
            "package_id",
            sa.Integer,
            sa.ForeignKey("sponsorship_packages.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column(
            "overlapped_by_id", sa.Integer, sa.ForeignKey("sponsorships.id", ondelete="SET NULL")
        ),
        sa.Column("status", sa.String(20), nullable=False, index=True, server_default="applied"),
        sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("start_date", sa.Date),
        sa.Column("end_date", sa.Date),
        sa.Column("applied_on", sa.Date, nullable=False, server_default=TODAY),
        sa.Column("approved_on", sa.Date),
        sa.Column("rejected_on", sa.Date),
        sa.Column("finalized_on", sa.Date),
        sa.Column("year", sa.Integer, index=True),
        sa.Column("for_modified_package", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("level_name_old", sa.String(64), nullable=False, server_default=""),
        sa.Column("sponsorship_fee", sa.Integer),
        sa.Column("renewal", sa.Boolean),
    )

    op.create_table(
        "benefits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")),
        sa.Column("name", sa.String(1024), nullable=False),
        sa.Column("description", sa.Text),
        sa.Column(
            "program_id",
            sa.Integer,
            sa.ForeignKey("sponsorship_programs.id", ondelete="RESTRICT"),
            nullable=False,
            index=True,
        ),
        sa.Column("package_only", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("new", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("unavailable", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("standalone", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("internal_description", sa.Text),
        sa.Column("internal_value", sa.Integer),
        sa.Column("capacity", sa.Integer),
        sa.Column("soft_capacity", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("year", sa.Integer, index=True),
    )

    op.create_table(
        "benefit_package_associations",
        sa.Column(
            "benefit_id",
            sa.Integer,
            sa.ForeignKey("benefits.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "package_id",
            sa.Integer,
            sa.ForeignKey("sponsorship_packages.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )

    op.create_table(
        "benefit_conflict_associations",
        sa.Column(
            "benefit_id",
            sa.Integer,
            sa.ForeignKey("benefits.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "conflicting_benefit_id",
            sa.Integer,
            sa.ForeignKey("benefits.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )

    op.create_table(
        "sponsor_benefits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")),
        sa.Column(
            "sponsorship_id",
            sa.Integer,
            sa.ForeignKey("sponsorships.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "sponsorship_benefit_id",
            sa.Integer,
            sa.ForeignKey("benefits.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column(
            "program_id",
            sa.Integer,
            sa.ForeignKey("sponsorship_programs.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("program_name", sa.String(1024), nullable=False),
        sa.Column("name", sa.String(1024), nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("benefit_internal_value", sa.Integer),
        sa.Column("added_by_user", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("standalone", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "logo_placements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "sponsor_benefit_id",
            sa.Integer,
            sa.ForeignKey("sponsor_benefits.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("publisher", sa.String(30), nullable=False),
        sa.Column("logo_place", sa.String(30), nullable=False),
        sa.Column("link_to_sponsors_page", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("describe_as_sponsor", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "sponsorship_current_year",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
    )

    op.create_table(
        "legal_clauses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("order", sa.Integer, nullable=False, index=True, server_default=sa.text("0")),
        sa.Column("internal_name", sa.String(1024), nullable=False),
        sa.Column("clause", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
    )

    op.create_table(
        "benefit_legal_clause_associations",
        sa.Column(
            "benefit_id",
            sa.Integer,
            sa.ForeignKey("benefits.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "legal_clause_id",
            sa.Integer,
            sa.ForeignKey("legal_clauses.id", ondelete="CASCADE"),
            primary_key=True,
        ),
    )

    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "sponsorship_id",
            sa.Integer,
            sa.ForeignKey("sponsorships.id", ondelete="SET NULL"),
            unique=True,
        ),
        sa.Column("status", sa.String(20), nullable=False, server_default="draft"),
        sa.Column("revision", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("document", sa.String(100), nullable=False, server_default=""),
        sa.Column("document_docx", sa.String(100), nullable=False, server_default=""),
        sa.Column("signed_document", sa.String(100), nullable=False, server_default=""),
        sa.Column("sponsor_info", sa.Text, nullable=False, server_default=""),
        sa.Column("sponsor_contact", sa.Text, nullable=False, server_default=""),
        sa.Column("benefits_list", sa.Text, nullable=False, server_default=""),
        sa.Column(
            "benefits_list_markup_type", sa.String(30), nullable=False, server_default="markdown"
        ),
        sa.Column("legal_clauses", sa.Text, nullable=False, server_default=""),
        sa.Column(
            "legal_clauses_markup_type", sa.String(30), nullable=False, server_default="markdown"
        ),
        sa.Column("created_on", sa.Date, nullable=False, server_default=TODAY),
        sa.Column("last_update", sa.Date, nullable=False, server_default=TODAY),
        sa.Column("sent_on", sa.Date),
    )

    op.create_table(
        "election_kinds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False, unique=True),
        sa.Column("slug", sa.String(120), unique=True),
        sa.Column("accent_color", sa.String(25), nullable=False, server_default="#0073b7"),
        sa.Column("nomination_form", sa.String(32), nullable=False, server_default="board"),
    )

    op.create_table(
        "elections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("slug", sa.String(255)),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column(
            "kind_id",
            sa.Integer,
            sa.ForeignKey("election_kinds.id", ondelete="SET NULL"),
            index=True,
        ),
        sa.Column("nominations_open_at", TIMESTAMP),
        sa.Column("nominations_close_at", TIMESTAMP),
        sa.Column("description", sa.Text),
        sa.Column(
            "description_markup_type", sa.String(30), nullable=False, server_default="markdown"
        ),
        sa.Column("hide_previous_service", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "nominees",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "election_id",
            sa.Integer,
            sa.ForeignKey("elections.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE")),
        sa.Column("slug", sa.String(255)),
        sa.Column("accepted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("approved", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.UniqueConstraint("user_id", "election_id"),
    )

    op.create_table(
        "nominations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "election_id",
            sa.Integer,
            sa.ForeignKey("elections.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "nominator_id",
            sa.Integer,
            sa.ForeignKey("users.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "nominee_id", sa.Integer, sa.ForeignKey("nominees.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("name", sa.String(1024)),
        sa.Column("email", sa.String(1024)),
        sa.Column("previous_board_service", sa.String(1024)),
        sa.Column("employer", sa.String(1024)),
        sa.Column("other_affiliations", sa.String(2048)),
        sa.Column("nomination_statement", sa.Text),
        sa.Column(
            "nomination_statement_markup_type",
            sa.String(30),
            nullable=False,
            server_default="markdown",
        ),
        sa.Column("accepted", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("approved", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("coc_acknowledged", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("mission_alignment", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("eligibility_confirmed", sa.Boolean, nullable=False, server_default=sa.false()),
    )

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("date", sa.Date, nullable=False, index=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column(
            "is_published", sa.Boolean, nullable=False, index=True, server_default=sa.false()
        ),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "work_groups",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(200), nullable=False, unique=True),
        sa.Column("active", sa.Boolean, nullable=False, index=True, server_default=sa.true()),
        sa.Column("approved", sa.Boolean, nullable=False, index=True, server_default=sa.false()),
        sa.Column("short_description", sa.Text, nullable=False, server_default=""),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("purpose_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("active_time", sa.Text, nullable=False),
        sa.Column("active_time_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("core_values", sa.Text, nullable=False),
        sa.Column("core_values_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("rules_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("communication", sa.Text, nullable=False),
        sa.Column("communication_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("support", sa.Text, nullable=False, server_default=""),
        sa.Column("support_markup_type", sa.String(30), nullable=False, server_default="rst"),
        sa.Column("url", sa.String(200), nullable=False, server_default=""),
        sa.Column("creator_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column(
            "last_modified_by_id", sa.Integer, sa.ForeignKey("users.id", ondelete="SET NULL")
        ),
        sa.Column("created", TIMESTAMP, nullable=False, server_default=NOW),
        sa.Column("updated", TIMESTAMP, nullable=False, server_default=NOW),
    )

    op.create_table(
        "work_group_organizers",
        sa.Column(
            "work_group_id",
            sa.Integer,
            sa.ForeignKey("work_groups.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
        ),
    )

    op.create_table(
        "work_group_members",
        sa.Column(
            "work_group_id",
            sa.Integer,
            sa.ForeignKey("work_groups.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column(
            "user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
        ),
    )


def downgrade() -> None:
    op.drop_table("work_group_members")
    op.drop_table("work_group_organizers")
    op.drop_table("work_groups")
    op.drop_table("minutes")
    op.drop_table("nominations")
    op.drop_table("nominees")
    op.drop_table("elections")
    op.drop_table("election_kinds")
    op.drop_table("contracts")
    op.drop_table("benefit_legal_clause_associations")
    op.drop_table("legal_clauses")
    op.drop_table("sponsorship_current_year")
    op.drop_table("logo_placements")
    op.drop_table("sponsor_benefits")
    op.drop_table("benefit_conflict_associations")
    op.drop_table("benefit_package_associations")
    op.drop_table("benefits")
    op.drop_table("sponsorships")
    op.drop_table("sponsorship_programs")
    op.drop_table("sponsorship_packages")
    op.drop_table("sponsor_contacts")
    op.drop_table("sponsors")
