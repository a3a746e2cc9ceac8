"""The demonstration site: the same every time, kind to what people added, with no dead ends."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from sitegen import markup, sections
from sitegen.errors import DatabaseFault, SitegenError
from sitegen.models import (
    Base,
    Box,
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    JobTypeAssociation,
    Menu,
    MenuItem,
    OccurringRule,
    OperatingSystem,
    Page,
    RecurringRule,
    Release,
    ReleaseFile,
)
from sitegen.seeds.demo import DEMO_DAY, seed_demo
from sitegen.seeds.demo.jobs import composed, slug_of
from sitegen.seeds.demo.texts import written_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

CYCLE = json.loads((Path(sections.__file__).parent / "release_cycle.json").read_text("utf-8"))
# A path of this site, in reST, Markdown, HTML or TOML; an end tag has no slash at its end.
LINK = re.compile(r"""[(<"](/[^)>"\s]*?(?:/|\.json|\.txt))[)>"]""")


def rows_of(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*key))]
            for table in Base.metadata.sorted_tables
            if (key := list(table.primary_key))
        }


def values_of(engine: Engine, statement: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.scalars(statement))


def test_seeding_twice_changes_nothing(engine: Engine) -> None:
    first = seed_demo(engine)
    before = rows_of(engine)
    second = seed_demo(engine)
    assert [put.written for put in second] == [0] * len(first)
    assert [put.rows for put in second] == [put.written for put in first]
    assert rows_of(engine) == before


def test_rows_that_people_added_stay(engine: Engine) -> None:
    seed_demo(engine)
    mine = {"title": "Mine", "path": "mine", "content": "My own."}
    with engine.begin() as connection:
        connection.execute(insert(Page).values(**mine))
        connection.execute(insert(Box).values(label="mine", content="My own."))
    seed_demo(engine)
    assert values_of(engine, select(Page.content).where(Page.path == "mine")) == ["My own."]
    assert values_of(engine, select(Box.content).where(Box.label == "mine")) == ["My own."]


def test_a_row_without_an_id_comes_after_the_seeded_ones(engine: Engine) -> None:
    seed_demo(engine)
    highest = values_of(engine, select(func.max(Page.id)))[0]
    with engine.begin() as connection:
        connection.execute(insert(Page).values(title="Mine", path="mine", content=""))
    assert values_of(engine, select(Page.id).where(Page.path == "mine")) == [highest + 1]


def test_rows_that_were_edited_or_deleted_become_as_they_were(engine: Engine) -> None:
    seed_demo(engine)
    before = rows_of(engine)
    with engine.begin() as connection:
        connection.execute(update(Page).where(Page.id == 1).values(path="other", title="Other"))
        connection.execute(delete(Box).where(Box.label == "home-intro"))
        connection.execute(update(ReleaseFile).values(filesize=1))
        connection.execute(update(Release).values(release_date=DEMO_DAY, name="Other"))
        connection.execute(update(MenuItem).where(MenuItem.id == 1).values(title="Other"))
        connection.execute(update(MenuItem).where(MenuItem.id == 2).values(url="/other/"))
        connection.execute(update(Menu).values(title="Other"))
        connection.execute(delete(EventCategoryAssociation))
        connection.execute(delete(JobTypeAssociation))
        connection.execute(update(Job).values(expires=None, job_title="Other"))
        connection.execute(update(OccurringRule).values(dt_end=DEMO_DAY))
    seed_demo(engine)
    assert rows_of(engine) == before


def test_a_strangers_row_with_an_id_of_ours_is_refused_and_nothing_is_written(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Page).values(id=1, title="Mine", path="mine", content=""))
    with pytest.raises(SitegenError) as refused:
        seed_demo(engine)
    assert str(refused.value) == (
        "pages id 1 (mine) is in the place of a row to be seeded. "
        "Seed a database of its own, or give that row another id and name."
    )
    assert values_of(engine, select(Box.id)) == []


def test_a_strangers_row_with_a_name_of_ours_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Page).values(id=4711, title="Mine", path="about", content=""))
    with pytest.raises(SitegenError, match=r"pages id 4711 \(about\) is in the place"):
        seed_demo(engine)


def test_what_people_joined_stays_joined(engine: Engine) -> None:
    seed_demo(engine)
    joined = {"event_id": 1, "category_id": 16}
    with engine.begin() as connection:
        connection.execute(insert(EventCategoryAssociation).values(**joined))
    assert sum(put.written for put in seed_demo(engine)) == 0
    ours = select(EventCategoryAssociation.category_id).filter_by(event_id=1)
    assert sorted(values_of(engine, ours)) == [1, 2, 16]


def test_a_database_that_is_not_migrated_is_refused(blank_engine: Engine) -> None:
    with pytest.raises(DatabaseFault):
        seed_demo(blank_engine)


def test_every_link_of_the_demonstration_leads_to_one_of_its_pages(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    systems = values_of(sqlite_engine, select(OperatingSystem.slug))
    releases = values_of(sqlite_engine, select(Release.slug).where(Release.is_published == True))
    pages = values_of(sqlite_engine, select(Page.path).where(Page.is_published == True))
    known = {"/", "/downloads/", *(f"/{path}/" for path in pages), *(f"/{path}" for path in pages)}
    known |= {f"/downloads/{slug}/" for slug in systems}
    known |= {f"/downloads/release/{slug}/" for slug in releases}
    known |= {"/events/", "/events/calendars/"}
    known |= {f"/events/{slug}/" for slug in values_of(sqlite_engine, select(Calendar.slug))}
    known |= {f"/jobs/{of}" for of in ("", "categories/", "types/", "locations/")}
    known.add("/jobs/location/telecommute/")
    texts = [
        *values_of(sqlite_engine, select(Page.content)),
        *values_of(sqlite_engine, select(Box.content)),
        *values_of(sqlite_engine, select(Release.content)),
        *values_of(sqlite_engine, select(Event.description)),
        *values_of(sqlite_engine, select(Job.description)),
    ]
    links = {link for text in texts for link in LINK.findall(text)}
    links |= set(values_of(sqlite_engine, select(MenuItem.url).where(MenuItem.hidden == False)))
    assert len(links) > 40
    assert sorted(link for link in links - known if link.startswith("/")) == []


@pytest.mark.parametrize("text", written_in("events"), ids=lambda text: text.name)
def test_the_markup_of_events_gives_no_warnings(text: Any) -> None:
    fragment = markup.render(
        markup.Text(text.body, text.markup, markup.Policy.UNTRUSTED, "description")
    )
    assert fragment.warnings == ()
    assert fragment.html


@pytest.mark.parametrize("name", ["description", "requirements", "company_description"])
def test_the_markup_of_jobs_gives_no_warnings(sqlite_engine: Engine, name: str) -> None:
    seed_demo(sqlite_engine)
    columns = [Job.__table__.c[name], Job.__table__.c[f"{name}_markup_type"]]
    with sqlite_engine.connect() as connection:
        texts = {tuple(row) for row in connection.execute(select(*columns)) if row[0]}
    fragments = [
        markup.render(markup.Text(text, kind, markup.Policy.UNTRUSTED, name))
        for text, kind in texts
    ]
    assert [fragment.warnings for fragment in fragments] == [()] * len(texts)
    assert all(fragments)
    assert {kind for _, kind in texts} == {"rst", "markdown", "html", "plain"}


@pytest.mark.parametrize("text", written_in("pages"), ids=lambda text: text.name)
def test_the_markup_of_the_demonstration_gives_no_warnings(text: Any) -> None:
    kind = text.head.get("markup", text.markup)
    fragment = markup.render(markup.Text(text.body, kind, markup.Policy.TRUSTED, "content"))
    assert fragment.warnings == ()
    assert fragment.html


def test_the_demonstration_has_pages_in_every_markup_and_a_draft(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    kinds = set(values_of(sqlite_engine, select(Page.content_markup_type)))
    assert kinds == {"rst", "markdown", "markdown_unsafe", "html", "plain"}
    assert values_of(sqlite_engine, select(Page.path).where(Page.is_published == False)) == [
        "about/roadmap"
    ]
    types = set(values_of(sqlite_engine, select(Page.content_type)))
    assert types == {"text/html", "text/plain", "application/json"}


@pytest.fixture
def published(sqlite_engine: Engine) -> Iterator[list[Any]]:
    seed_demo(sqlite_engine)
    with sqlite_engine.connect() as connection:
        statement = select(Release).where(Release.is_published == True)
        yield list(connection.execute(statement))


def test_every_series_with_a_release_has_one_in_the_demonstration(published: list[Any]) -> None:
    series = {name for name, facts in CYCLE.items() if facts["status"] not in ("end-of-life",)}
    names = [release.name for release in published]
    assert {
        name for name in series if not any(one.startswith(f"Python {name}.") for one in names)
    } == {"3.16"}


def test_nothing_published_is_later_than_the_day_of_the_demonstration(published: list[Any]) -> None:
    assert all(release.release_date < DEMO_DAY for release in published)


def test_one_release_of_each_version_is_the_latest(published: list[Any]) -> None:
    latest = {release.version: release.name for release in published if release.is_latest}
    assert latest == {3: "Python 3.14.5", 2: "Python 2.7.18", 100: "Python install manager 26.2"}
    assert sum(release.is_latest for release in published) == 3


def test_files_are_named_and_signed_by_the_conventions(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    with sqlite_engine.connect() as connection:
        file = connection.execute(
            select(ReleaseFile).where(ReleaseFile.slug == "3150-b1-xz-compressed-source-tarball")
        ).one()
    assert file.url == "https://www.python.org/ftp/python/3.15.0/Python-3.15.0b1.tar.xz"
    assert file.sigstore_bundle_file == f"{file.url}.sigstore"
    assert file.sbom_spdx2_file == f"{file.url}.spdx.json"
    assert file.gpg_signature_file == ""
    assert file.download_button


def test_a_checksum_is_known_or_left_out(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    sums = values_of(sqlite_engine, select(ReleaseFile.sha256_sum))
    assert all(re.fullmatch(r"|[0-9a-f]{64}", one) for one in sums)
    known = [one for one in sums if one]
    assert len(known) > 60
    assert len(set(known)) == len(known)


def test_the_demonstration_has_events_of_every_sort(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    frequencies = values_of(sqlite_engine, select(RecurringRule.frequency))
    once = values_of(sqlite_engine, select(OccurringRule.event_id))
    again = values_of(sqlite_engine, select(RecurringRule.event_id))
    dated = {*once, *again}
    assert set(frequencies) == {0, 1, 2, 3}
    assert len(again) == len(set(again)) + 1
    assert len(values_of(sqlite_engine, select(Event.id).where(Event.id.not_in(dated)))) == 2
    assert set(values_of(sqlite_engine, select(Event.description_markup_type))) == {
        "rst",
        "markdown",
        "html",
        "plain",
    }


def test_events_are_behind_and_ahead_of_the_day_and_on_it(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    noon = DEMO_DAY + timedelta(hours=12)
    starts = values_of(sqlite_engine, select(OccurringRule.dt_start))
    on_it = select(OccurringRule.id).where(
        OccurringRule.dt_start <= noon, OccurringRule.dt_end > noon
    )
    assert min(starts) < DEMO_DAY - timedelta(days=700)
    assert max(starts) > DEMO_DAY + timedelta(days=500)
    assert len(values_of(sqlite_engine, on_it)) == 2
    finishes = values_of(sqlite_engine, select(RecurringRule.finish))
    assert len([one for one in finishes if one > DEMO_DAY + timedelta(days=1000)]) > 10


def test_an_event_is_of_categories_and_at_a_venue_of_its_calendar(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    elsewhere = select(Event.title).join(EventLocation, Event.venue_id == EventLocation.id)
    of_another = (
        select(Event.title)
        .join(EventCategoryAssociation, EventCategoryAssociation.event_id == Event.id)
        .join(EventCategory, EventCategory.id == EventCategoryAssociation.category_id)
    )
    other = EventLocation.calendar_id != Event.calendar_id
    assert values_of(sqlite_engine, elsewhere.where(other)) == []
    another = EventCategory.calendar_id != Event.calendar_id
    assert values_of(sqlite_engine, of_another.where(another)) == []
    used = select(Event.calendar_id).distinct()
    assert set(values_of(sqlite_engine, used)) == set(values_of(sqlite_engine, select(Calendar.id)))


def visible_jobs(engine: Engine, days: float) -> list[int]:
    """The jobs that a visitor would see so many days after the demonstration's day."""
    later = DEMO_DAY + timedelta(days=days)
    return values_of(engine, select(Job.id).where(Job.status == "approved", Job.expires > later))


def test_jobs_fill_two_pages_on_the_day_and_one_for_half_a_year(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    assert len(visible_jobs(sqlite_engine, 0.5)) >= 45
    assert len(visible_jobs(sqlite_engine, 180)) > 25
    assert len(visible_jobs(sqlite_engine, 365)) >= 15


def test_jobs_are_of_every_status_and_some_have_expired_though_approved(
    sqlite_engine: Engine,
) -> None:
    seed_demo(sqlite_engine)
    statuses = set(values_of(sqlite_engine, select(Job.status)))
    assert statuses == {
        "draft",
        "review",
        "approved",
        "rejected",
        "archived",
        "removed",
        "expired",
    }
    spent = select(Job.id).where(Job.status == "approved", Job.expires <= DEMO_DAY)
    assert len(values_of(sqlite_engine, spent)) == 2


def test_a_category_and_a_type_of_jobs_are_not_active(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    for kind, active in ((JobCategory, 8), (JobType, 11)):
        found = values_of(sqlite_engine, select(kind.id).where(kind.active == True))
        assert len(found) == active
        assert len(values_of(sqlite_engine, select(kind.id))) == active + 1


def test_no_job_has_the_words_of_another(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    for column in (Job.job_title, Job.description, Job.requirements):
        words = values_of(sqlite_engine, select(column))
        assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("São Paulo  Brazil", "sao-paulo-brazil"),
        ("St. John's Newfoundland and Labrador", "st-johns-newfoundland-and-labrador"),
        ("Tromsø -- Norway_", "troms-norway"),
        ("東京", ""),
    ],
)
def test_a_place_has_the_slug_that_django_gives_it(name: str, slug: str) -> None:
    assert slug_of(name) == slug


def test_a_list_stands_between_its_opening_and_what_follows() -> None:
    parts = ("Lead.", "To do:", "Pay & hours.")
    assert composed("rst", parts, ["one", "two"]) == (
        "Lead.\n\nTo do:\n\n- one\n- two\n\nPay & hours."
    )
    assert composed("html", parts, ["one"]) == (
        "<p>Lead.</p>\n<p>To do:</p>\n<ul>\n<li>one</li>\n</ul>\n<p>Pay &amp; hours.</p>"
    )
    assert composed("plain", (), ["one"]) == "- one"


def test_texts_do_not_run_over_their_columns(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    for model in (Calendar, Event, EventLocation, Job):
        for column in model.__table__.columns:
            length = getattr(column.type, "length", None) or 10_000
            texts = values_of(sqlite_engine, select(column))
            assert all(len(text) <= length for text in texts if isinstance(text, str)), column
