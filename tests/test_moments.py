"""The moment at which a site is no longer true is foretold, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
)

from sitegen.clock import Candidates, moments_of
from sitegen.computed import ComputedView
from sitegen.errors import DatabaseFault
from sitegen.models import Event, Job, JobCategory
from sitegen.moments import stale_after
from sitegen.readable import require_readable
from sitegen.reading import Reading
from sitegen.sections import SITE
from sitegen.statements import NOW
from sitegen.views import Content, View
from tests.built_site import NOW as DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from sitegen.computed import Rows
    from tests.built_site import BuiltSite

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
VISIBLE = and_(Job.status == "approved", Job.expires > NOW)
listed = select(literal("list").label("path"), Job.id.label("position"), Job.id).where(VISIBLE)
LIST = View("list", "", select(literal("list").label("path")), rows={"jobs": listed})
details = select(("jobs/" + Job.job_title).label("path"), Job.id).where(VISIBLE)
DETAIL = View("detail", "", details)


def in_days(days: float) -> datetime:
    return DAY + timedelta(days=days)


def job(key: int, expires: datetime | None, status: str = "approved") -> dict[str, Any]:
    texts = dict.fromkeys(("company_name", "city", "country", "description", "requirements"), "x")
    more = {"category_id": 1, "email": "x", "url": "x", "job_title": f"Job {key}"}
    return {"id": key, **texts, **more, "expires": expires, "status": status, "created": DAY}


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        category = {"id": 1, "name": "Any", "slug": "any"}
        connection.execute(insert(JobCategory).values(category))
        yield connection


def put(connection: Connection, *jobs: dict[str, Any]) -> None:
    for values in jobs:
        connection.execute(insert(Job).values(values))


def test_a_site_without_anything_that_expires_is_true_until_the_new_year(
    connection: Connection,
) -> None:
    put(connection, job(1, None), job(2, in_days(-1)))
    assert stale_after(Reading(connection, DAY), (LIST, DETAIL)) == NEW_YEAR


def test_the_last_year_of_all_has_no_next(connection: Connection) -> None:
    assert stale_after(Reading(connection, datetime(9999, 6, 1, tzinfo=UTC)), ()) is None


@pytest.mark.parametrize("view", [LIST, DETAIL], ids=["listed", "a page of its own"])
def test_the_first_expiry_is_foretold_to_the_microsecond(
    connection: Connection, view: View
) -> None:
    first = in_days(3) + TICK
    put(connection, job(1, in_days(9)), job(2, first), job(3, first + TICK))
    assert stale_after(Reading(connection, DAY), (view,)) == first
    before, after = (
        set(view.stamps(Reading(connection, first + step))) for step in (-TICK, 0 * TICK)
    )
    assert before == set(view.stamps(Reading(connection, DAY))) != after


def test_what_no_page_shows_does_not_count(connection: Connection) -> None:
    put(connection, job(1, in_days(1), "draft"), job(2, in_days(2), "expired"), job(3, in_days(3)))
    assert stale_after(Reading(connection, DAY), (LIST,)) == in_days(3)


def test_a_moment_that_changes_nothing_is_passed_over(connection: Connection) -> None:
    put(connection, job(1, in_days(2)), job(2, in_days(5)))
    anything = select(literal("any").label("path"), literal(1).label("position")).where(
        exists(select(Job.id).where(VISIBLE))
    )
    view = View("any", "", select(literal("any").label("path")), rows={"any": anything})
    assert stale_after(Reading(connection, DAY), (view,)) == in_days(5)


def test_what_python_compares_counts_as_well(connection: Connection) -> None:
    days = select(Job.id, Job.created.label("day")).order_by(Job.id)
    week = timedelta(days=7)

    def new_ones(rows: Rows, now: datetime) -> Iterator[Content]:
        new = [row.id for row in rows["days"] if now < row.day + week]
        yield Content("new", {"jobs": new}, "new")

    def end_of_new(rows: Rows, now: datetime) -> datetime | None:
        return min((row.day + week for row in rows["days"] if now < row.day + week), default=None)

    put(connection, job(1, None), job(2, None))
    view = ComputedView("new", "", {"days": days}, new_ones, next_moment=end_of_new)
    assert stale_after(Reading(connection, DAY), (LIST, view)) == DAY + week


@pytest.mark.parametrize(
    "statement",
    [
        select(NOW),
        select(Job.id).where(Job.expires >= NOW),
        select(Job.id).where(NOW > Job.expires),  # noqa: SIM300
        select(Job.id).where(Job.expires == NOW),
        select(Job.id).group_by(Job.id).having(func.max(Job.expires) > NOW),
        select(Job.id).where(func.coalesce(Job.expires, Job.created) > NOW),
    ],
)
def test_now_stands_in_half_open_comparisons_with_columns_only(statement: Any) -> None:
    with pytest.raises(ValueError, match="NOW"):
        moments_of(statement)


@pytest.mark.parametrize(
    "statement",
    [
        select(Job.id).where(Job.expires > NOW),
        select(Job.id).where(NOW < Job.expires),  # noqa: SIM300
        select(Job.id).where(~(Job.expires <= NOW)),
        select(case((Job.expires <= NOW, 1), else_=0)),
        select(Job.id).where(or_(Job.expires > NOW, Job.agencies == True)),
        select(select(Job.id).where(VISIBLE).limit(1).subquery().c.id),
        select(JobCategory.id).where(exists(select(Job.id).where(VISIBLE))),
        select(JobCategory.id).where(JobCategory.id.in_(select(Job.category_id).where(VISIBLE))),
        select(func.row_number().over(order_by=select(Job.id).where(VISIBLE).scalar_subquery())),
        select(Job.id).join(Event, Event.id == Job.id).where(VISIBLE, Event.featured == True),
    ],
)
def test_a_comparison_is_found_wherever_it_stands(connection: Connection, statement: Any) -> None:
    put(connection, job(1, in_days(4)), job(2, in_days(2)), job(3, in_days(-2)))
    assert Candidates(connection).after(DAY, (statement,)) == in_days(2)


def test_a_comparison_that_two_questions_share_is_asked_for_both(connection: Connection) -> None:
    put(connection, job(1, in_days(4)), job(2, in_days(2), "draft"))
    expires = Job.expires > NOW
    both = union_all(
        select(Job.id).where(expires, Job.status == "approved"),
        select(Job.id).where(expires, Job.status == "draft"),
    ).subquery()
    assert Candidates(connection).after(DAY, (select(both),)) == in_days(2)


def test_a_comparison_counts_without_conditions_where_it_also_stands_alone(
    connection: Connection,
) -> None:
    put(connection, job(1, in_days(4)), job(2, in_days(2), "draft"))
    expires = Job.expires > NOW
    either = select(case((expires, 1), else_=0)).where(expires, Job.status == "approved")
    assert Candidates(connection).after(DAY, (either,)) == in_days(2)


def test_a_list_of_values_may_stand_beside_a_comparison(connection: Connection) -> None:
    put(connection, job(1, in_days(4)), job(2, in_days(2), "draft"), job(3, in_days(3), "review"))
    statement = select(Job.id).where(Job.expires > NOW, Job.status.in_(["approved", "review"]))
    assert Candidates(connection).after(DAY, (statement,)) == in_days(3)


@pytest.mark.parametrize(
    "written",
    [
        *("2026-06-03 00:00:00.000000", "2026-06-03T00:00:00", "2026-06-03 00:00:00+00:00"),
        *("2026-06-03 00:00:00.1234567", "2026-06-03 00:00:00.120", "2026-06-03 00:00:00."),
        *("2026-06-03 00:00:00.+1", "2026-06-03 00:00:00Z", "2026-06-03", "2026-02-30 00:00:00"),
        *("2026-06-03 24:00:00", "2026-06-03 00:00", "20260603", "soon", "", "2026-06-03 00:00:0x"),
    ],
)
def test_a_time_that_sqlite_would_compare_wrongly_is_refused_and_named(
    sqlite_site: BuiltSite, written: str
) -> None:
    with sqlite_site.engine.begin() as connection:
        connection.execute(insert(JobCategory).values(id=1, name="Any", slug="any"))
        put(connection, job(7, in_days(3)))
        connection.execute(text("UPDATE jobs SET expires = :at"), {"at": written})
    with pytest.raises(DatabaseFault) as caught:
        sqlite_site.build(DAY)
    assert caught.value.message == (
        f"jobs id 7: expires holds {written!r}, which is not a time written as YYYY-MM-DD HH:MM:SS."
    )


@pytest.mark.parametrize(
    "written", ["2026-06-03 00:00:00", "2026-06-03 00:00:00.5", "9999-12-31 23:59:59.999999"]
)
def test_a_time_in_its_one_form_is_read(sqlite_engine: Engine, written: str) -> None:
    with sqlite_engine.begin() as connection:
        connection.execute(insert(JobCategory).values(id=1, name="Any", slug="any"))
        put(connection, job(7, in_days(3)), job(8, None))
        connection.execute(text("UPDATE jobs SET expires = :at WHERE id = 7"), {"at": written})
        require_readable(connection, (listed,))
        assert connection.scalars(select(Job.expires).where(VISIBLE), {"now": DAY}).all()


def test_every_statement_of_the_site_names_now_in_this_way() -> None:
    for view in SITE.views:
        for statement in view.statements.values():
            moments_of(statement)  # or it raises


moments = st.integers(-3, 6).map(in_days)
rows = st.lists(st.tuples(st.none() | moments, st.sampled_from(["approved", "draft"])), max_size=5)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=rows)
def test_nothing_changes_before_and_something_changes_at_the_moment(
    connection: Connection, rows: list[tuple[datetime | None, str]]
) -> None:
    connection.execute(delete(Job))
    put(connection, *(job(key, *values) for key, values in enumerate(rows, 1)))
    first = stale_after(Reading(connection, DAY), (LIST, DETAIL))
    assert first is not None

    def answer(moment: datetime) -> set[Any]:
        return {
            stamp for view in (LIST, DETAIL) for stamp in view.stamps(Reading(connection, moment))
        }

    in_between = [in_days(days) for days in range(7) if in_days(days) < first]
    assert all(answer(moment) == answer(DAY) for moment in (*in_between, first - TICK))
    assert first == NEW_YEAR or answer(first) != answer(DAY)
