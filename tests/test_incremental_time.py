"""After any edits of events and jobs, and at any time, a build equals a build from nothing.

The moment after which a site is out of date is foretold: nothing changes before it, and something
does at it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from sitegen.models import (
    Calendar,
    Event,
    EventCategory,
    EventCategoryAssociation,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    JobTypeAssociation,
    OccurringRule,
    RecurringRule,
)
from tests.built_site import NOW
from tests.oracle import BuiltTwice, run_machine

if TYPE_CHECKING:
    from pathlib import Path

TICK = timedelta(microseconds=1)
ids = st.integers(1, 4)
some = st.integers(1, 2)
spans = st.sampled_from(
    [timedelta(days=d, hours=h) for d in (-400, -31, -1, 0, 1, 29, 60) for h in (-1, 0, 5)]
    + [TICK, -TICK]
)
lengths = st.sampled_from(
    [timedelta(0), timedelta(hours=2), timedelta(days=3), timedelta(hours=-1)]
)
statuses = st.sampled_from(["approved"] * 4 + ["review", "removed", "expired"])
titles = st.sampled_from(["One", "Two <b>bold</b>", "Three & more", ""])
texts = st.sampled_from(["Text with a `link <https://example.org>`_.", "<script>x</script>", ""])
TABLES = (
    *("jobs", "job_types", "events", "occurring_rules", "recurring_rules", "event_locations"),
    *("event_categories", "calendars"),
)


class Edits(BuiltTwice):
    """Edits of calendars, events and jobs, and the clock that goes on."""

    @initialize()
    def begin(self) -> None:
        for key in (1, 2):
            names = {"name": f"Name {key}", "slug": f"slug-{key}"}
            self.put(JobCategory, key, **names)
            self.put(JobType, key, active=key == 1, **names)
            self.put(Calendar, key, **names)
        self.check()

    def on(self, moment: timedelta) -> datetime:
        return self.now + moment

    def there_is(self, table: str, key: int) -> bool:
        with self.site.engine.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (key,))
            return found.first() is not None

    @rule(key=ids, status=statuses, expires=st.none() | spans, created=spans, slug=some, text=texts)
    def write_a_job(
        self,
        *,
        key: int,
        status: str,
        expires: timedelta | None,
        created: timedelta,
        slug: int,
        text: str,
    ) -> None:
        place = {"city": f"City {slug}", "country": "Country", "location_slug": f"city-{slug}"}
        texts = {"description": text, "requirements": text, "company_name": "Company"}
        self.put(
            Job,
            key,
            category_id=slug,
            job_title=f"Job {key}",
            email="jobs@example.org",
            url="https://example.org/",
            status=status,
            expires=None if expires is None else self.on(expires),
            created=self.on(created),
            updated=NOW,
            telecommuting=slug == 2,
            **place,
            **texts,
        )
        self.check()

    @rule(job=ids, of=some, away=st.booleans())
    def say_of_which_type_a_job_is(self, job: int, of: int, away: bool) -> None:
        table = JobTypeAssociation.__tablename__
        self.site.sql(f"DELETE FROM {table} WHERE job_id = :j AND job_type_id = :t", j=job, t=of)
        if not away and self.there_is("jobs", job) and self.there_is("job_types", of):
            self.site.add((JobTypeAssociation, {"job_id": job, "job_type_id": of}))
        self.check()

    @rule(key=some, calendar=some, of_none=st.booleans())
    def write_a_category_and_a_place(self, key: int, calendar: int, of_none: bool) -> None:
        if self.there_is("calendars", calendar):
            to = None if of_none else calendar
            named = {"name": f"Name {key}", "calendar_id": to}
            self.put(EventCategory, key, slug=f"slug-{key}", **named)
            self.put(EventLocation, key, url="javascript:alert(1)", **named)
        self.check()

    @rule(key=ids, calendar=some, venue=st.none() | some, title=titles, text=texts, of=some)
    def write_an_event(
        self, *, key: int, calendar: int, venue: int | None, title: str, text: str, of: int
    ) -> None:
        if self.there_is("calendars", calendar):
            at = venue if venue and self.there_is("event_locations", venue) else None
            values: dict[str, Any] = {"title": title, "description": text, "venue_id": at}
            more = {"calendar_id": calendar, "featured": key == 1, "created": NOW, "updated": NOW}
            self.put(Event, key, **values, **more)
            if self.there_is("event_categories", of):
                self.site.add((EventCategoryAssociation, {"event_id": key, "category_id": of}))
        self.check()

    @rule(event=ids, start=spans, length=lengths, all_day=st.booleans())
    def let_it_happen_once(
        self, event: int, start: timedelta, length: timedelta, all_day: bool
    ) -> None:
        if self.there_is("events", event):
            times = {"dt_start": self.on(start), "dt_end": self.on(start + length)}
            self.put(OccurringRule, event, event_id=event, all_day=all_day, **times)
        self.check()

    @rule(
        key=ids,
        event=ids,
        begin=spans,
        lasts=spans,
        length=lengths,
        interval=some,
        frequency=st.integers(0, 3),
    )
    def let_it_happen_again_and_again(
        self,
        *,
        key: int,
        event: int,
        begin: timedelta,
        lasts: timedelta,
        length: timedelta,
        interval: int,
        frequency: int,
    ) -> None:
        if self.there_is("events", event):
            times = {"begin": self.on(begin), "finish": self.on(begin + lasts)}
            how = {"interval": interval, "frequency": frequency, "all_day": key == 4}
            duration = {"duration_internal": length, "duration": "as long as it takes"}
            self.put(RecurringRule, key, event_id=event, **times, **how, **duration)
        self.check()

    @rule(key=ids, table=st.sampled_from(TABLES))
    def delete_a_row(self, key: int, table: str) -> None:
        unused = "true" if table != "calendars" else "id NOT IN (SELECT calendar_id FROM events)"
        self.site.sql(f"DELETE FROM {table} WHERE id = :id AND ({unused})", id=key)
        self.check()

    @rule(passed=spans)
    def let_time_pass(self, passed: timedelta) -> None:
        self.now += abs(passed)
        self.check()

    @precondition(lambda self: self.clean)
    @rule()
    def wait_until_the_site_is_out_of_date(self) -> None:
        until = self.site.build(self.now).stale_after
        assert until is not None
        report = self.site.build(until - TICK)
        assert (report.rendered, report.written, report.removed) == (0, 0, 0)
        assert report.stale_after == until
        report = self.site.build(until)
        assert (report.rendered, report.removed) != (0, 0)
        self.now = until
        self.check()


def test_at_any_time_a_build_equals_one_from_nothing(sqlite_template: Path) -> None:
    run_machine(Edits, sqlite_template)
