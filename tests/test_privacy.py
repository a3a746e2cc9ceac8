"""What is nobody's business stays in the database: no statement names it, no template shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Column, Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import visitors

from sitegen.models import (
    Base,
    Calendar,
    Event,
    Job,
    JobCategory,
    OccurringRule,
    Release,
    User,
)
from sitegen.public import PUBLIC
from sitegen.sections import SITE
from tests.built_site import NOW, page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Executable

    from tests.built_site import BuiltSite, Row

DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}


class Recorded:
    """Stands at the border to the database: it keeps statements, and answers with no rows."""

    def __init__(self) -> None:
        self.statements: list[Executable] = []

    def execute(self, statement: Executable, *_: object) -> Recorded:
        self.statements.append(statement)
        return self

    def all(self) -> list[Any]:
        return []

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def of_loaders() -> Iterator[tuple[str, Executable]]:
    """What shared content asks of the database."""
    for name, shared in SITE.shared.items():
        recorded = Recorded()
        shared.load(recorded, ["one", "two"])  # type: ignore[arg-type]  # a connection to nothing
        assert recorded.statements, name
        yield from ((f"{name}.{n}", each) for n, each in enumerate(recorded.statements))


def all_statements() -> dict[str, Any]:
    """Every statement that a build of this site runs over its rows, by where it stands."""
    of_views = {
        f"{view.name}.{label}": statement
        for view in SITE.views
        for label, statement in view.statements.items()
    }
    of_media = {f"media.{n}": statement for n, statement in enumerate(SITE.media)}
    return {**of_views, **of_media, **dict(of_loaders())}


STATEMENTS = all_statements()


def columns_of(statement: Any) -> dict[str, set[str]]:
    """Every column of a table that a statement names, wherever it stands, by table."""
    found: dict[str, set[str]] = {}
    for element in visitors.iterate(statement):
        if isinstance(element, Column) and isinstance(element.table, Table):
            found.setdefault(element.table.name, set()).add(element.name)
    return found


def private(found: Mapping[str, set[str]]) -> set[str]:
    """Those of the columns that are not public."""
    return {
        f"{table}.{name}"
        for table, names in found.items()
        for name in names - PUBLIC.get(table, frozenset())
    }


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_public_columns_only(name: str) -> None:
    assert private(columns_of(STATEMENTS[name])) == set()


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", STATEMENTS)
def test_no_private_table_or_column_is_in_the_sql_either(name: str, dialect: str) -> None:
    """Text in SQL would escape the walk over its elements."""
    sql = str(STATEMENTS[name].compile(dialect=DIALECTS[dialect]))
    words = {word.strip('"()') for piece in sql.split() for word in piece.split(",")}
    private_names = {table for table in Base.metadata.tables if table not in PUBLIC}
    assert {word for word in words if word.split(".")[0] in private_names} == set()
    assert "*" not in words


def test_the_list_holds_no_more_than_sections_need() -> None:
    needed: dict[str, set[str]] = {}
    for statement in STATEMENTS.values():
        for table, names in columns_of(statement).items():
            needed.setdefault(table, set()).update(names)
    assert needed == PUBLIC


def test_every_public_column_exists() -> None:
    for table, names in PUBLIC.items():
        assert names <= set(Base.metadata.tables[table].c.keys())


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (select(Release.id).where(Release.creator_id == 1), {"releases.creator_id"}),
        (select(User.id), {"users.id"}),
        (select(Release.id).order_by(Release.created), {"releases.created"}),
        (select(select(User.email).scalar_subquery()), {"users.email"}),
        (select(select(User.email.label("name")).subquery().c.name), {"users.email"}),
        (select(Release.id).join(User, User.id == Release.id), {"users.id"}),
    ],
)
def test_the_check_itself_can_fail(statement: Any, found: set[str]) -> None:
    assert private(columns_of(statement)) == found


# Private for ever, whatever a section may need: widening the list must not take them in by chance.
NEVER_TABLES = {
    *("alarms", "auth_tokens", "benefit_legal_clause_associations", "contracts"),
    *("job_review_comments", "legal_clauses", "memberships", "sessions", "sponsor_contacts"),
}
NEVER_ANYWHERE = {"creator_id", "last_modified_by_id", "submitted_by_id"}
NEVER = {
    "benefits": {"internal_description", "internal_value", "capacity", "soft_capacity"},
    "companies": {"contact", "email"},
    "events": {"uid"},
    "nominations": {"email", "nominator_id"},
    "sponsor_benefits": {"benefit_internal_value"},
    "sponsors": {
        *("primary_phone", "mailing_address_line_1", "mailing_address_line_2", "city", "state"),
        *("postal_code", "country", "country_of_incorporation", "state_of_incorporation"),
    },
    "sponsorships": {"sponsorship_fee"},
    "success_stories": {"author_email"},
    "users": {
        *("email", "password_hash", "is_staff", "is_superuser", "email_privacy"),
        *("created", "updated"),
    },
}


def test_what_is_private_for_ever_is_not_on_the_list() -> None:
    assert NEVER_TABLES.isdisjoint(PUBLIC)
    for table, names in PUBLIC.items():
        assert names.isdisjoint(NEVER_ANYWHERE | NEVER.get(table, set())), table


def test_what_is_private_for_ever_exists() -> None:
    """A name with a slip in it would guard nothing."""
    tables = Base.metadata.tables
    assert tables.keys() >= NEVER_TABLES
    for table, names in NEVER.items():
        assert names <= set(tables[table].c.keys()), table
    for name in NEVER_ANYWHERE:
        assert any(name in table.c for table in tables.values()), name


# A row of each table that has a template of its own, which is given it under a name.
SHOWN: dict[str, tuple[str, str, tuple[Row, ...]]] = {
    "events": (
        "events/event.html",
        "event",
        (
            (Calendar, {"id": 1, "name": "All", "slug": "all"}),
            (Event, {"id": 3, "title": "Meeting", "calendar_id": 1, "description": "Text."}),
            (OccurringRule, {"event_id": 3, "dt_start": NOW, "dt_end": NOW}),
        ),
    ),
    "jobs": (
        "jobs/job.html",
        "job",
        (
            (JobCategory, {"id": 1, "name": "Web", "slug": "web"}),
            (
                Job,
                {
                    "id": 3,
                    "category_id": 1,
                    "company_name": "Acme",
                    "job_title": "Developer",
                    "city": "Berlin",
                    "country": "Germany",
                    "description": "Text.",
                    "requirements": "None.",
                    "email": "a@example.org",
                    "url": "",
                    "status": "approved",
                    "expires": NOW + timedelta(days=1),
                },
            ),
        ),
    ),
    "pages": ("pages/default.html", "page", (page("about", id=3),)),
    "releases": (
        "downloads/release.html",
        "release",
        (
            (
                Release,
                {
                    "id": 3,
                    "name": "Python 3.14.0",
                    "slug": "python-3140",
                    "version": 3,
                    "is_published": True,
                    "release_date": NOW,
                },
            ),
        ),
    ),
}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table in SHOWN
        if table in PUBLIC
        for column in sorted(set(Base.metadata.tables[table].c.keys()) - PUBLIC[table])
    ],
)
def test_a_template_that_shows_a_private_column_fails_and_names_it(
    sqlite_site: BuiltSite, table: str, column: str
) -> None:
    template, subject, rows = SHOWN[table]
    sqlite_site.write(f"templates/{template}", f"<p>\n{{{{ {subject}.{column} }}}}").add(*rows)
    report = sqlite_site.build()
    assert not report.committed
    (failure,) = report.failures
    begin, _, rest = failure.message.partition(", only ")
    assert begin == f"templates/{template}:2: '{column}' is not given to the template"
    given, _, end = rest.partition(" (while rendering ")
    names = given.split(", ")
    assert names == sorted(names)
    assert {"id", "title", "name"} & set(names)
    assert column not in names
    assert end == (
        f"{failure.source}). Show one of these, or have the section select it if everybody "
        "may see it: a section selects public columns only."
    )
