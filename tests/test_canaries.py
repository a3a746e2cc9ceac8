"""Tokens in all that is nobody's business: none is anywhere that a build leaves or says."""

from __future__ import annotations

import gc
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import JSON, Column, String, Table, cast, func, insert, select, update

from sitegen.cli import main
from sitegen.models import Base, Event, Job
from sitegen.models.types import Duration, UtcDateTime
from sitegen.public import PUBLIC
from sitegen.seeds.demo import seed_demo
from tests.built_site import NOW

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tests.built_site import BuiltSite

KEY = 900_001
ACCOUNT = 1_846_112_889  # of whoever made, changed or submitted anything
LONG_AGO = datetime(1987, 3, 4, 5, 6, 7, tzinfo=UTC)  # when, as far as that is private
MARKS = {
    "an account": str(ACCOUNT),
    **{
        f"a private moment as {form}": LONG_AGO.strftime(form)
        for form in ("%Y-%m-%d", "%Y%m%d", "%B %Y", "%b %Y", "(%Y, 3, 4", "%m/%d/%Y")
    },
}
LATER = NOW + timedelta(days=30)
# Why nobody may see a row of a table, one row for each reason.
INVISIBLE: dict[str, list[dict[str, Any]]] = {
    "jobs": [
        *(
            {"status": status, "expires": LATER}
            for status in ("draft", "review", "rejected", "archived", "removed", "expired", "")
        ),
        {"status": "approved", "expires": NOW},
        {"status": "approved", "expires": NOW - timedelta(days=1)},
        {"status": "approved", "expires": None},
    ],
}
# Rows of these are public however they are, in the columns that are public.
ALWAYS_PUBLIC = {
    *("calendars", "event_categories", "event_locations", "events", "operating_systems"),
}
# What such a row needs, so that its page can be made: a token is no kind of markup.
PRESENTABLE: dict[str, dict[str, Any]] = {"events": {"description_markup_type": "plain"}}
Canary = tuple[str, str, int]  # table, column, id


class Canaries:
    """Tokens that occur nowhere else, each for one column of one row."""

    def __init__(self) -> None:
        self.tokens: dict[Canary, str] = {}

    def token(self, column: Column[Any], key: int) -> str:
        """The token of a column; it fits all but the shortest."""
        name = (column.table.name, column.name, key)  # type: ignore[attr-defined]
        return self.tokens.setdefault(name, f"qx{len(self.tokens):04}xq")

    def of(self, name: str, key: int = KEY) -> str:
        """The token of a column that is written as table.column."""
        table, _, column = name.partition(".")
        return self.tokens[table, column, key]

    def row(self, table: Table, key: int, **given: Any) -> dict[str, Any]:
        """A row that nobody published, with a token in every text that is not given."""
        return {column.name: self._value(column, key) for column in table.columns} | given

    def _value(self, column: Column[Any], key: int) -> Any:
        if column.foreign_keys:
            own = any(other.column.table is column.table for other in column.foreign_keys)
            return None if own and column.nullable else KEY
        if isinstance(column.type, JSON):
            return {"note": self.token(column, key)}
        if isinstance(column.type, UtcDateTime | Duration):
            return NOW if isinstance(column.type, UtcDateTime) else timedelta(hours=1)
        if isinstance(column.type, String):
            token = self.token(column, key)
            return "qx" if (column.type.length or len(token)) < len(token) else token
        if column.type.python_type is bool:
            return column.name in ("hidden", "access_loggedin")
        return key if column.primary_key else {date: NOW.date()}.get(column.type.python_type, 1)


def rows_of(name: str) -> list[dict[str, Any]]:
    """What is given of the rows of a table: one for each reason not to be seen, or just one."""
    return INVISIBLE.get(name) or [PRESENTABLE.get(name, {})]


def plant(connection: Connection, canaries: Canaries) -> None:
    """Rows in every table, tokens in all of them, and what nobody may see beside every row."""
    for table in Base.metadata.sorted_tables:
        for number, given in enumerate(rows_of(table.name)):
            connection.execute(insert(table).values(canaries.row(table, KEY + number, **given)))
    users = Base.metadata.tables["users"]
    connection.execute(insert(users).values(canaries.row(users, ACCOUNT)))
    for name, public in PUBLIC.items():
        for column in Base.metadata.tables[name].c:
            if column.name not in public and (value := hidden_in(column, canaries)) is not None:
                connection.execute(update(column.table).values({column.name: value}))  # type: ignore[arg-type]
    # What was said of a job, and who is to be told of an event, that everybody may see.
    job = select(func.min(Job.id)).where(Job.status == "approved", Job.expires > NOW)
    beside = {
        "job_review_comments": {"job_id": connection.scalar(job)},
        "alarms": {"event_id": connection.scalar(select(func.min(Event.id)))},
    }
    for name, reference in beside.items():
        table = Base.metadata.tables[name]
        connection.execute(insert(table).values(canaries.row(table, KEY + 1, **reference)))


def hidden_in(column: Column[Any], canaries: Canaries) -> Any:
    """What a private column of every row holds: a token, or a mark."""
    if isinstance(column.type, String):
        return canaries.token(column, 0) + cast(column.table.c.id, String)
    if any(key.column.table.name == "users" for key in column.foreign_keys):
        return ACCOUNT
    return LONG_AGO if isinstance(column.type, UtcDateTime) else None


def places_with(site: BuiltSite, said: str, token: str) -> list[str]:
    """Where a token can be read after a build: published files, the state, what was said."""
    state = [file for file in site.settings.state.rglob("*") if file.is_file()]
    found = [path for path, body in site.tree().items() if token in path or token.encode() in body]
    found += [file.name for file in state if token.encode() in file.read_bytes()]
    return found + ["what was said"] * (token in said)


def heard(site: BuiltSite, canaries: Canaries, said: str) -> dict[str, list[str]]:
    """All that should have been silent and was not, with where it was heard."""
    silent = {
        f"{table}.{column} of {key}": token
        for (table, column, key), token in canaries.tokens.items()
        if not (key and table in ALWAYS_PUBLIC and column in PUBLIC[table])
    }
    everything = {**silent, **MARKS}
    return {
        name: where
        for name, token in everything.items()
        if (where := places_with(site, said, token))
    }


def run(site: BuiltSite, *arguments: str) -> str:
    """All that a command says, on both streams."""
    before = ("--verbose", "--database", site.settings.database_url)
    command = [*before, *arguments, "--now", NOW.isoformat()]
    result = CliRunner().invoke(main, command, catch_exceptions=False)
    output = result.output
    gc.collect()  # what a traceback still holds, such as the state's own files
    return output


@pytest.fixture
def planted(site: BuiltSite, monkeypatch: pytest.MonkeyPatch) -> tuple[BuiltSite, Canaries]:
    """The demonstration among canaries, with all uploads at hand."""
    canaries = Canaries()
    seed_demo(site.engine)
    with site.engine.begin() as connection:
        plant(connection, canaries)
    for token in canaries.tokens.values():
        site.write(f"uploads/{token}", f"bytes of {token}")
    monkeypatch.chdir(site.folder)
    monkeypatch.setenv("SITEGEN_MEDIA", "uploads")
    return site.set(media="uploads"), canaries


def test_nothing_private_or_unpublished_is_in_any_file_the_report_or_the_log(
    planted: tuple[BuiltSite, Canaries],
) -> None:
    site, canaries = planted
    assert len(canaries.tokens) > 300
    report = site.build()
    assert report.committed
    said = [repr(report), run(site, "build", "--full", "--json"), run(site, "build", "--full")]
    assert "0 rendered" not in said[-1]
    said += [run(site, "routes"), run(site, "explain", "/jobs/"), run(site, "explain", "/events/")]
    assert heard(site, canaries, "\n".join(said)) == {}


def test_nothing_private_is_said_of_what_fails(planted: tuple[BuiltSite, Canaries]) -> None:
    site, canaries = planted
    site.sql("UPDATE jobs SET description_markup_type = 'wiki' WHERE id < 900000")
    site.write("templates/events/event.html", "{{ event.uid }}")
    site.write("templates/pages/default.html", "{{ page.creator_id }}")
    said = [run(site, "build"), run(site, "build", "--json"), run(site, "build", "--keep-going")]
    assert "'uid' is not given to the template" in said[0]
    site.sql("ALTER TABLE operating_systems RENAME TO elsewhere")
    said.append(run(site, "build"))
    assert "Traceback" in said[-1]
    site.sql("ALTER TABLE elsewhere RENAME TO operating_systems")
    assert heard(site, canaries, "\n".join(said)) == {}


def test_what_becomes_visible_is_heard(planted: tuple[BuiltSite, Canaries]) -> None:
    site, canaries = planted
    markup = dict.fromkeys(("description", "requirements", "company_description"), "plain")
    shown = {
        "pages": {"is_published": True, "content_markup_type": "html"},
        "jobs": {
            "status": "approved",
            "expires": LATER,
            **{f"{name}_markup_type": kind for name, kind in markup.items()},
        },
    }
    with site.engine.begin() as connection:
        for name, values in shown.items():
            table = Base.metadata.tables[name]
            connection.execute(update(table).where(table.c.id >= KEY).values(values))
    report = site.build()
    assert report.failures == ()
    found = heard(site, canaries, repr(report))
    jobs = {f"jobs.{name} of {KEY}" for name in ("job_title", "company_name", *markup)}
    assert jobs | {f"pages.title of {KEY}", f"page_images.image of {KEY}"} <= found.keys()
    assert f"jobs/{KEY}/index.html" in found[f"jobs.job_title of {KEY}"]
    private = {f"{table}.{column}" for table, column, key in canaries.tokens if key == 0}
    assert not private & {name.rpartition(" of ")[0] for name in found if name.endswith(" of 0")}
