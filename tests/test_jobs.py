"""Which jobs are shown, and the page of each, from rows on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from sitegen.database import snapshot
from sitegen.markup import Policy, Text
from sitegen.models import Job, JobType
from sitegen.reading import Reading
from tests.jobs_rows import (
    EXPIRES,
    NOW,
    POSTED,
    VIEWS,
    add_job,
    add_jobs,
    all_jobs,
    changes_after,
    contexts,
    heading,
    job_page,
    stamps,
    titles,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.built_site import BuiltSite

INSTANT = timedelta(microseconds=1)
HIDDEN = ("draft", "review", "rejected", "archived", "removed", "expired", "Approved", "")


def change(engine: Engine, key: int, **columns: Any) -> None:
    with engine.begin() as connection:
        connection.execute(update(Job).where(Job.id == key).values(columns))


def paths(engine: Engine, view: str, now: datetime = NOW) -> list[str]:
    """The files of a view, as its stamps and as its contexts say."""
    found = sorted(contexts(engine, view, now))
    with snapshot(engine) as connection:
        assert sorted(stamp.path for stamp in VIEWS[view].stamps(Reading(connection, now))) == found
    return found


@pytest.mark.parametrize("status", HIDDEN)
def test_a_job_that_is_not_approved_is_nowhere(engine: Engine, status: str):
    key = add_job(engine, "Hidden", "Hidden type", category="Hidden category", status=status)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE job_types SET active = false")
        connection.exec_driver_sql("UPDATE job_categories SET active = false")
    assert contexts(engine, "jobs.job") == {}
    assert all_jobs(engine)["count"] == 0
    assert paths(engine, "jobs.filtered") == ["jobs/location/telecommute/index.html"]
    shown = repr([contexts(engine, view) for view in VIEWS])
    assert "idden" not in shown
    assert f"jobs/{key}/" not in shown


def test_a_job_is_shown_until_the_very_moment_it_expires(engine: Engine):
    key = add_job(engine, expires=EXPIRES + INSTANT)
    path = f"jobs/{key}/index.html"
    assert paths(engine, "jobs.job", EXPIRES) == [path]
    assert paths(engine, "jobs.job", EXPIRES + INSTANT) == []
    assert all_jobs(engine, EXPIRES)["count"] == 1
    assert all_jobs(engine, EXPIRES + INSTANT)["count"] == 0


def test_a_job_that_never_expires_is_not_shown(engine: Engine):
    add_job(engine, expires=None)
    assert contexts(engine, "jobs.job") == {}
    assert all_jobs(engine)["rows"] == []


def test_a_job_posted_in_the_future_is_shown_as_any_other(engine: Engine):
    add_job(engine, created=NOW + timedelta(days=1))
    assert all_jobs(engine)["count"] == 1


def test_the_page_of_a_job_holds_its_facts_and_its_texts(engine: Engine):
    key = add_job(
        engine,
        "Developer",
        "Web",
        "Data",
        "Ästhetik",
        category="Engineering",
        region="Brandenburg",
        other_job_type="Alchemy",
        company_description="*Who* we are.",
        contact="The team",
        telecommuting=True,
        agencies=False,
    )
    page = job_page(engine, key)
    assert page["types"] == [
        {"name": "Data", "url": "/jobs/type/data/"},
        {"name": "Web", "url": "/jobs/type/web/"},
        {"name": "Ästhetik", "url": "/jobs/type/ästhetik/"},
    ]
    assert page["job"] == {
        "id": key,
        "job_title": "Developer",
        "company_name": "Acme",
        "city": "Berlin",
        "region": "Brandenburg",
        "country": "Germany",
        "location_slug": "berlin-germany",
        "location_url": "/jobs/location/berlin-germany/",
        "description": Text("What to do.", "rst", Policy.UNTRUSTED, "description"),
        "requirements": Text("What to know.", "rst", Policy.UNTRUSTED, "requirements"),
        "company_description": Text(
            "*Who* we are.", "rst", Policy.UNTRUSTED, "company_description"
        ),
        "contact": "The team",
        "email": "jobs@example.org",
        "url": "https://example.org/jobs",
        "telecommuting": True,
        "agencies": False,
        "created": POSTED,
        "expires": EXPIRES,
        "category_name": "Engineering",
        "category_url": "/jobs/category/engineering/",
        "other_job_type": "Alchemy",
        "previous_url": None,
        "previous_title": None,
        "next_url": None,
        "next_title": None,
    }


def test_what_nobody_filled_in_is_empty(engine: Engine):
    nothing = dict.fromkeys(
        ("region", "location_slug", "company_description", "contact", "other_job_type")
    )
    page = job_page(engine, add_job(engine, url="", **nothing))
    empty = ("region", "location_slug", "location_url", "contact", "other_job_type", "url")
    assert {page["job"][name] for name in empty} == {""}
    assert page["job"]["company_description"].source == ""
    assert page["types"] == []


def test_the_neighbours_of_a_job_are_visible_ones(engine: Engine):
    newest = add_job(engine, "Newest", created=POSTED + timedelta(days=2))
    add_job(engine, "Draft", created=POSTED + timedelta(days=1), status="draft")
    middle = add_job(engine, "Middle", created=POSTED)
    add_job(engine, "Expired", created=POSTED - timedelta(days=1), expires=NOW)
    add_job(engine, "Endless", created=POSTED - timedelta(days=2), expires=None)
    oldest = add_job(engine, "Oldest", created=POSTED - timedelta(days=3))
    found = {
        key: tuple(job_page(engine, key)["job"][name] for name in ("previous_title", "next_title"))
        for key in (newest, middle, oldest)
    }
    assert found == {
        newest: (None, "Middle"),
        middle: ("Newest", "Oldest"),
        oldest: ("Middle", None),
    }
    job = job_page(engine, middle)["job"]
    assert (job["previous_url"], job["next_url"]) == (f"/jobs/{newest}/", f"/jobs/{oldest}/")


def test_of_jobs_posted_at_one_moment_the_later_row_is_the_newer(engine: Engine):
    first, second = add_job(engine, "First"), add_job(engine, "Second")
    assert titles(all_jobs(engine)["rows"]) == ["Second", "First"]
    assert job_page(engine, first)["job"]["previous_url"] == f"/jobs/{second}/"
    assert job_page(engine, second)["job"]["next_url"] == f"/jobs/{first}/"


def test_a_job_of_id_0_is_a_neighbour_as_any_other(site: BuiltSite):
    add_job(site.engine, "Nought", id=0)
    add_job(site.engine, "One", id=1)
    assert site.build().failures == ()
    assert '<a class="neighbours-next" href="/jobs/0/"' in site.read("jobs/1/index.html")
    assert 'href="/jobs/1/" rel="prev"' in site.read("jobs/0/index.html")


def test_one_page_asked_for_is_the_one_among_all(engine: Engine):
    add_jobs(engine, 3)
    key = add_job(engine, "Asked for", "Web", "Data")
    view = VIEWS["jobs.job"]
    path = f"jobs/{key}/index.html"
    with snapshot(engine) as connection:
        (one,) = view.stamps(Reading(connection, NOW), only=path)
        (same,) = (stamp for stamp in view.stamps(Reading(connection, NOW)) if stamp.path == path)
    assert one == same
    assert one.row == key


@pytest.mark.parametrize("name", ["0", "x", "", "9" * 19, "9" * 5000, "\uff11", "-1", "1/2"])
def test_a_path_that_no_job_has_finds_none(engine: Engine, name: str):
    add_job(engine, id=1)
    with snapshot(engine) as connection:
        found = VIEWS["jobs.job"].stamps(Reading(connection, NOW), only=f"jobs/{name}/index.html")
        assert list(found) == []


def test_a_job_changes_its_page_and_what_names_it(engine: Engine):
    for number in (1, 2, 3, 4):
        created = POSTED - timedelta(days=number)
        add_job(engine, f"Job {number}", f"Type {number}", id=number, created=created)
    before = stamps(engine)
    change(engine, 2, requirements="More.")
    of_it = {"jobs/2/index.html", "sitemap/jobs-0.xml", "sitemap/jobs.xml"}
    assert changed(before, stamps(engine)) == of_it
    change(engine, 2, job_title="Other")
    assert changed(before, stamps(engine)) == {
        *of_it,
        "jobs/1/index.html",
        "jobs/3/index.html",
        "jobs/index.html",
        "jobs/category/web/index.html",
        "jobs/type/type-2/index.html",
        "jobs/location/berlin-germany/index.html",
    }


def test_what_expires_changes_what_named_it_alone(engine: Engine):
    later = EXPIRES + timedelta(days=1)
    remote = {"telecommuting": True, "expires": later, "created": NOW}
    add_job(engine, "Remote", "Data", id=1, category="Science", **remote)
    add_job(engine, "Other", "Web", id=2, location_slug="x", expires=later)
    add_job(
        engine,
        "Brief",
        "Web",
        id=3,
        location_slug="x",
        expires=EXPIRES,
        created=NOW - timedelta(days=50),
    )
    assert changed(stamps(engine, EXPIRES - INSTANT), stamps(engine, EXPIRES)) == {
        "jobs/2/index.html",
        "jobs/3/index.html",
        "jobs/index.html",
        "jobs/categories/index.html",
        "jobs/types/index.html",
        "jobs/locations/index.html",
        "jobs/category/web/index.html",
        "jobs/type/web/index.html",
        "jobs/location/x/index.html",
        "sitemap/jobs-0.xml",
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """The files that came, went, or say something else."""
    return {path for path in before.keys() | after if before.get(path) != after.get(path)}


@pytest.mark.parametrize("view", ["jobs.index", "jobs.filtered"])
def test_a_job_is_new_for_thirty_days(engine: Engine, view: str):
    ends = POSTED + timedelta(days=30)
    add_job(engine)
    add_job(engine, created=datetime(9999, 12, 31, tzinfo=UTC), status="draft")
    assert all_jobs(engine, ends - INSTANT)["rows"][0]["new"]
    assert not all_jobs(engine, ends)["rows"][0]["new"]
    moments = (NOW, ends - INSTANT, ends, EXPIRES)
    found = [changes_after(engine, VIEWS[view], now) for now in moments]
    assert found == [ends, ends, EXPIRES, None]


def test_a_job_of_the_last_day_of_all_is_new_until_then(engine: Engine):
    add_job(engine, created=datetime(9999, 12, 31, tzinfo=UTC))
    assert changes_after(engine, VIEWS["jobs.index"], NOW) == EXPIRES


@pytest.mark.parametrize("view", VIEWS)
def test_only_visible_jobs_say_when_the_next_one_expires(engine: Engine, view: str):
    add_job(engine, status="draft", expires=NOW + INSTANT)
    add_job(engine, created=NOW - timedelta(days=99))
    assert changes_after(engine, VIEWS[view], NOW) == EXPIRES


def test_the_sitemap_holds_every_first_page_of_jobs(engine: Engine):
    updated = datetime(2026, 5, 1, tzinfo=UTC)
    later = updated + timedelta(days=1)
    add_job(engine, "One", "Web", id=1, updated=updated)
    add_job(engine, "Two", "Data", id=2, updated=later, location_slug="")
    add_job(engine, "Draft", "Data", id=3, updated=NOW, status="draft")
    heading(engine, JobType, "Idle")
    heading(engine, JobType, "Gone", active=False)
    (lists,) = contexts(engine, "jobs.sitemap").values()
    assert [(each["url"], each["lastmod"]) for each in lists["urls"]] == [
        ("/jobs/", later),
        ("/jobs/categories/", later),
        ("/jobs/category/web/", later),
        ("/jobs/location/berlin-germany/", updated),
        ("/jobs/location/telecommute/", later),
        ("/jobs/locations/", later),
        ("/jobs/type/data/", later),
        ("/jobs/type/idle/", None),
        ("/jobs/type/web/", updated),
        ("/jobs/types/", later),
    ]
    assert contexts(engine, "jobs.job_sitemap") == {
        "sitemap/jobs-0.xml": {
            "urls": [
                {"url": "/jobs/1/", "lastmod": updated},
                {"url": "/jobs/2/", "lastmod": later},
            ]
        }
    }


def test_the_sitemap_holds_each_place_once_and_none_that_may_have_no_page(engine: Engine):
    for slug in ("Berlin-Germany", "berlin-germany", "x" * 256, "a/b", "..", "Telecommute", "mün"):
        add_job(engine, location_slug=slug)
    (lists,) = contexts(engine, "jobs.sitemap").values()
    urls = [each["url"] for each in lists["urls"] if each["url"].startswith("/jobs/location/")]
    assert urls == ["/jobs/location/berlin-germany/", "/jobs/location/telecommute/"]


def test_the_sitemap_names_the_first_pages_that_there_are(engine: Engine):
    add_job(engine, "One", "Web", "Data")
    add_job(engine, "Two", location_slug="telecommute", telecommuting=True)
    add_job(engine, "Three", location_slug=None, status="draft")
    heading(engine, JobType, "Gone", active=False)
    listed = {
        each["url"].lstrip("/") + "index.html"
        for view in ("jobs.sitemap", "jobs.job_sitemap")
        for context in contexts(engine, view).values()
        for each in context["urls"]
    }
    assert listed == {path for path in stamps(engine) if not path.startswith("sitemap/")}


def test_an_expiry_renders_what_named_the_job_and_nothing_else(site: BuiltSite):
    """The whole way: foretold by one build, and seen in the files of the next."""
    for number in range(1, 9):
        expires = EXPIRES if number == 7 else EXPIRES + timedelta(days=1)
        slug = "potsdam" if number == 7 else "berlin-germany"
        old = {"created": POSTED - timedelta(days=60 + number), "expires": expires}
        where = {"location_slug": slug, "city": "Potsdam" if number == 7 else "Berlin"}
        add_job(site.engine, f"Job {number}", f"Type {number}", id=number, **where, **old)
    assert site.build(EXPIRES - timedelta(days=9)).stale_after == EXPIRES
    before = site.tree()
    report = site.build(EXPIRES)
    after = site.tree()
    assert (report.failures, report.removed) == ((), 2)
    touched = {path for path in before.keys() | after if before.get(path) != after.get(path)}
    gone = {"jobs/7/index.html", "jobs/location/potsdam/index.html"}
    assert touched - after.keys() == gone
    assert touched & after.keys() == {
        "jobs/6/index.html",
        "jobs/8/index.html",
        "jobs/index.html",
        "jobs/categories/index.html",
        "jobs/types/index.html",
        "jobs/locations/index.html",
        "jobs/category/web/index.html",
        "jobs/type/type-7/index.html",
        "sitemap/jobs.xml",
        "sitemap/jobs-0.xml",
    }
    assert report.rendered == len(touched - gone)
    assert site.build(EXPIRES).rendered == 0
