"""A running Django database is imported like a dump of it, and is only read."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sitegen.errors import DatabaseFault, ImportFailed
from sitegen.importers.django import import_django
from sitegen.importers.live import open_live, read_live
from tests.django_site import make_django_site
from tests.importing import Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture
def source(blank_postgres_url: str) -> Iterator[Engine]:
    engine = make_django_site(blank_postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(engine, tmp_path)


def url_of(source: Engine) -> str:
    return source.url.set(drivername="postgresql").render_as_string(hide_password=False)


def test_a_live_site_is_imported_with_its_keys(site: Site, source: Engine) -> None:
    report = import_django(site.engine, [url_of(source)])
    assert {count.table: count.inserted for count in report.counts} == {
        "benefit_conflict_associations": 2,
        "benefits": 2,
        "calendars": 1,
        "event_categories": 2,
        "event_category_associations": 2,
        "events": 1,
        "logo_placements": 1,
        "menu_items": 2,
        "menus": 1,
        "pages": 1,
        "posts": 1,
        "recurring_rules": 1,
        "sponsor_benefits": 1,
        "sponsors": 1,
        "sponsorship_programs": 1,
        "sponsorships": 2,
        "users": 2,
    }
    assert [str(note) for note in report.notes] == [
        "pages.page pk 812: path has slashes at its ends, which are taken off.",
        "sitetree.treeitem pk 1: mood is a field with no place here: its value is left out.",
        "users.user pk 2: email is empty: a placeholder that leads nowhere is taken.",
    ]


def test_values_of_a_live_site_arrive(site: Site, source: Engine) -> None:
    import_django(site.engine, [url_of(source)])
    (page,) = site.rows("pages")
    assert (page["id"], page["path"], page["last_modified_by_id"]) == (812, "about", 2)
    assert page["created"] == datetime(2024, 5, 1, 12, 0, 0, 250000, tzinfo=UTC)
    users = [(row["username"], row["created"], row["bio"]) for row in site.rows("users")]
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert users == [("ada", noon, None), ("ben", noon, "Hi")]
    assert site.column("users", "bio_markup_type") == ["markdown", "plain"]
    assert site.column("recurring_rules", "duration_internal") == [
        timedelta(days=2, hours=1, minutes=30)
    ]
    assert site.column("posts", "meta") == [{"tags": ["a", None]}]


def test_references_of_a_live_site_arrive(site: Site, source: Engine) -> None:
    import_django(site.engine, [url_of(source)])
    assert site.column("sponsorships", "submitted_by_id") == [1, 2]
    assert site.column("sponsorships", "overlapped_by_id") == [2, None]
    assert site.column("sponsorships", "start_date") == [date(2024, 1, 1), None]
    assert site.column("event_category_associations", "category_id") == [1, 2]
    conflicts = site.rows("benefit_conflict_associations")
    assert [tuple(row.values()) for row in conflicts] == [(1, 2), (2, 1)]
    (placement,) = site.rows("logo_placements")
    assert (placement["id"], placement["sponsor_benefit_id"]) == (4, 1)
    assert site.column("menu_items", "parent_id") == [2, None]


def test_a_live_site_twice_gives_the_same_rows(site: Site, source: Engine) -> None:
    import_django(site.engine, [url_of(source)])
    first = site.everything()
    report = import_django(site.engine, [url_of(source)])
    assert site.everything() == first
    assert sum(count.inserted for count in report.counts) == 0


def test_secrets_of_a_live_site_are_counted_but_never_read(site: Site, source: Engine) -> None:
    report = import_django(site.engine, [url_of(source)])
    assert {left.name: left.rows for left in report.left_behind} == {
        "authtoken.token": 1,
        "sessions.session": 2,
        "sponsors.benefitfeature": 1,
        "sponsors.logoplacement: polymorphic_ctype": 1,
        "sponsors.tieredbenefit": 1,
        "users.user: last_login": 1,
        "users.user: password": 2,
    }
    assert [(left.name, left.rows) for left in report.unknown] == [("polls_poll", 3)]
    with open_live(url_of(source)) as live:
        assert "secret" not in repr(list(read_live(live)))


@pytest.fixture
def reader(source: Engine) -> Iterator[str]:
    """The URL of the site for a role that may read little of it."""
    name = f"reader_{uuid.uuid4().hex[:8]}"
    secret = "x" * 9
    grants = (
        f"CREATE ROLE {name} LOGIN PASSWORD '{secret}'",
        f"GRANT SELECT (id, username, email, date_joined) ON users_user TO {name}",
        f"GRANT SELECT ON pages_page TO {name}",
    )
    with source.begin() as connection:
        for grant in grants:
            connection.execute(text(grant))
    url = source.url.set(drivername="postgresql", username=name, password=secret)
    yield url.render_as_string(hide_password=False)
    with source.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {name}"))
        connection.execute(text(f"DROP ROLE {name}"))


def test_a_role_that_may_not_read_passwords_is_enough(site: Site, reader: str) -> None:
    report = import_django(site.engine, [reader])
    assert [count.table for count in report.counts] == ["users", "pages"]
    assert report.unknown == ()


def test_a_database_without_django_is_refused(engine: Engine, blank_postgres_url: str) -> None:
    with pytest.raises(ImportFailed, match="holds no table of a python"):
        import_django(engine, [blank_postgres_url])


def test_a_database_out_of_reach_is_named_without_its_password(engine: Engine) -> None:
    with pytest.raises(DatabaseFault) as fault:
        import_django(engine, ["postgresql://reader:hunter2@127.0.0.1:1/pythonorg"])
    assert "pythonorg at 127.0.0.1:1" in str(fault.value)
    assert "hunter2" not in str(fault.value)


def test_a_dump_may_complete_a_live_site(site: Site, source: Engine, tmp_path: Path) -> None:
    file = tmp_path / "boxes.json"
    file.write_text(
        '[{"model": "boxes.box", "pk": 1, "fields": {"label": "a", "creator": ["ada"]}}]'
    )
    import_django(site.engine, [url_of(source), str(file)])
    assert site.column("boxes", "creator_id") == [1]
