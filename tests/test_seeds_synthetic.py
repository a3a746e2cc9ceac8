"""Synthetic content: as much as asked for, always the same, and like the real thing in its mix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, func, select, text

from sitegen import markup
from sitegen.database import open_engine
from sitegen.errors import SettingsFault, SitegenError
from sitegen.models import (
    Event,
    Job,
    OccurringRule,
    Page,
    RecurringRule,
    Release,
    ReleaseFile,
    User,
)
from sitegen.seeds.demo import DEMO_DAY, seed_demo
from sitegen.seeds.synthetic import Spec, read_spec, seed_synthetic
from tests.test_seeds import rows_of, values_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

EXAMPLE = "Write it like pages=1000,jobs=200,releases=50,events=100,seed=1."
SMALL = Spec(pages=600, jobs=200, releases=90, events=120)
CODE = ("def total", "from pathlib", "class Gauge", "with open", "import asyncio", "readings =")
PRINT_ROWS = """
from hashlib import sha256
from random import Random
from sitegen.seeds.synthetic.events import events
from sitegen.seeds.synthetic.jobs import jobs
from sitegen.seeds.synthetic.pages import pages
from sitegen.seeds.synthetic.texts import make_stocks

stocks, digest = make_stocks(Random("stocks")), sha256()
for kind in (pages, jobs, events):
    for bulk in kind(Random("x"), stocks, 40):
        for row in bulk.rows:
            digest.update(repr(row).encode())
print(digest.hexdigest())
"""


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("pages=abc", f"pages=abc: that is not a whole number. {EXAMPLE}"),
        ("pages", f"pages=: that is not a whole number. {EXAMPLE}"),
        ("jobs=-1", f"jobs=-1: that must not be negative. {EXAMPLE}"),
        ("page=5", "'page=5' asks for nothing that can be made. Did you mean pages?"),
        ("", f"'' asks for nothing that can be made. {EXAMPLE}"),
        ("jobs=1, jobs=2", "jobs is asked for twice. Ask for it once."),
        ("pages=1000001", "pages=1000001 is too many. Ask for 1000000 at most."),
    ],
)
def test_a_spec_that_cannot_be_read_is_refused_with_the_mend(written: str, message: str) -> None:
    with pytest.raises(SettingsFault) as refused:
        read_spec(written)
    assert str(refused.value) == message


def test_a_spec_names_what_to_make() -> None:
    assert read_spec("pages=10, events=3,seed=7") == Spec(pages=10, events=3, seed=7)


def test_both_engines_get_the_same_rows(sqlite_url: str, postgres_url: str) -> None:
    sown = []
    for url in (sqlite_url, postgres_url):
        engine = open_engine(url)
        seed_synthetic(engine, SMALL)
        sown.append(rows_of(engine))
        engine.dispose()
    assert _without_now(sown[0]) == _without_now(sown[1])


def test_rows_do_not_depend_on_the_hash_seed_or_the_zone() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", PRINT_ROWS],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert len(digests) == 1


def test_another_seed_gives_other_rows(sqlite_engine: Engine) -> None:
    seed_synthetic(sqlite_engine, Spec(pages=5, seed=1))
    first = values_of(sqlite_engine, select(Page.content))
    with sqlite_engine.begin() as connection:
        connection.execute(delete(Page))
    seed_synthetic(sqlite_engine, Spec(pages=5, seed=2))
    assert values_of(sqlite_engine, select(Page.content)) != first


def test_a_kind_is_sown_once(engine: Engine) -> None:
    seed_synthetic(engine, Spec(pages=30))
    with pytest.raises(SitegenError) as refused:
        seed_synthetic(engine, Spec(jobs=10, pages=30))
    assert str(refused.value) == (
        "pages holds synthetic rows already (id 1000001). "
        "Seed a new database, or delete the rows whose ids start at 1000001."
    )
    assert values_of(engine, select(Job.id)) == []
    assert seed_synthetic(engine, Spec(jobs=10))["jobs"] == 10


def test_synthetic_rows_stand_beside_the_demonstration(engine: Engine) -> None:
    seed_demo(engine)
    written = seed_synthetic(engine, SMALL)
    assert written["pages"] == SMALL.pages
    assert {put.written for put in seed_demo(engine)} == {0}
    latest = select(Release.name).where(Release.version == 3, Release.is_latest == True)
    assert values_of(engine, latest) == ["Python 3.14.5"]


def test_full_text_indexes_are_there_again(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    names = text("SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%to_tsvector%' ORDER BY 1")
    options = text("SELECT count(*) FROM pg_class WHERE reloptions IS NOT NULL AND relkind = 'r'")
    before = values_of(engine, names)
    seed_synthetic(engine, Spec(pages=10, jobs=10))
    assert values_of(engine, names) == before
    assert values_of(engine, options) == [0]
    engine.dispose()


@pytest.fixture
def sown(sqlite_engine: Engine) -> Engine:
    seed_synthetic(sqlite_engine, SMALL)
    return sqlite_engine


def _pages(engine: Engine) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(Page).order_by(Page.id)))


def test_pages_are_as_long_as_real_ones_and_one_in_five_has_code(sown: Engine) -> None:
    pages = _pages(sown)
    assert all(2000 <= len(page.content) <= 6144 for page in pages)
    with_code = [page for page in pages if any(code in page.content for code in CODE)]
    assert len(with_code) == len(pages) // 5


def test_pages_are_of_every_markup(sown: Engine) -> None:
    kinds = Counter(page.content_markup_type for page in _pages(sown))
    assert kinds["rst"] + kinds["restructuredtext"] > 250
    assert kinds["markdown"] > 120
    assert min(kinds[kind] for kind in ("markdown_unsafe", "html", "plain")) > 10


def test_pages_are_a_tree_with_gaps(sown: Engine) -> None:
    pages = _pages(sown)
    paths = {page.path for page in pages}
    parents = {path.rpartition("/")[0] for path in paths} - {""}
    assert parents <= paths
    assert max(path.count("/") for path in paths) == 2
    assert sum(not page.is_published for page in pages) == len(pages) // 20


def test_pages_link_to_published_pages_and_give_no_warnings(sown: Engine) -> None:
    pages = _pages(sown)
    published = {f"/{page.path}/" for page in pages if page.is_published}
    for page in pages[:60]:
        source = markup.Text(
            page.content, page.content_markup_type, markup.Policy.TRUSTED, "content"
        )
        fragment = markup.render(source)
        assert fragment.warnings == ()
        assert set(re.findall(r'href="(/[^"]*/)"', fragment.html)) <= published


def test_one_job_in_20_is_approved_and_some_of_those_have_expired(sown: Engine) -> None:
    with sown.connect() as connection:
        jobs = list(connection.execute(select(Job)))
    approved = [job for job in jobs if job.status == "approved"]
    assert len(approved) == len(jobs) // 20
    expired = [job for job in approved if job.expires <= DEMO_DAY]
    assert 0 < len(expired) < len(approved)
    assert {job.status for job in jobs} == {
        "approved", "archived", "draft", "expired", "rejected", "removed", "review",
    }  # fmt: skip


def test_events_are_past_and_to_come_once_and_again(sown: Engine) -> None:
    starts = values_of(sown, select(OccurringRule.dt_start))
    assert min(starts) < DEMO_DAY < max(starts)
    finishes = values_of(sown, select(RecurringRule.finish))
    assert min(finishes) < DEMO_DAY < max(finishes)
    dated = {
        *values_of(sown, select(OccurringRule.event_id)),
        *values_of(sown, select(RecurringRule.event_id)),
    }
    assert len(set(values_of(sown, select(Event.id))) - dated) == SMALL.events // 20


def test_releases_have_files_previews_and_one_latest(sown: Engine) -> None:
    with sown.connect() as connection:
        releases = list(connection.execute(select(Release).order_by(Release.id)))
    assert sum(release.is_latest for release in releases) == 1
    assert all(
        release.is_published and not release.pre_release
        for release in releases
        if release.is_latest
    )
    assert any(not release.is_published for release in releases)
    assert sum(release.pre_release for release in releases) > SMALL.releases // 5
    with_files = values_of(sown, select(func.count(ReleaseFile.release_id.distinct())))
    assert with_files == [SMALL.releases]


def test_some_accounts_are_private(sown: Engine) -> None:
    with sown.connect() as connection:
        users = list(connection.execute(select(User)))
    public = [
        user for user in users if user.is_active and user.public_profile and user.search_visibility
    ]
    assert 0.8 < len(public) / len(users) < 0.95
    assert {user.password_hash for user in users} == {"!"}


def _without_now(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows without what the database's clock put into them."""
    clocked = {"operating_systems", "calendars"}
    assert all(row[-1].tzinfo == UTC for name in clocked for row in tables[name])
    return {
        name: [row[:-2] for row in rows] if name in clocked else rows
        for name, rows in tables.items()
    }
