"""A page is given what it shows: a change that it does not show does not have it rendered."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.database import snapshot
from sitegen.markup import Fragment, Text
from sitegen.models import (
    Calendar,
    Event,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    MenuItem,
    OperatingSystem,
    RecurringRule,
    Release,
    ReleaseFile,
)
from sitegen.page import Kit, Page
from sitegen.reading import Reading
from sitegen.render import Renderer
from sitegen.sections import SITE
from sitegen.seeds.demo import seed_demo
from sitegen.templates import template_set, template_sources
from tests.built_site import NOW, REPOSITORY, WHEN
from tests.edits.first_rows import first_rows
from tests.edits.tables import updated
from tests.hastened import hastened, rendered_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sitegen.views import Content
    from tests.built_site import BuiltSite

    Place = tuple[str | int, ...]

TEMPLATES = template_set(template_sources(REPOSITORY / "templates"))
FACTS = {"name": "Test", "base_url": "https://example.org", "description": "A test", "year": 2026}
FACTS |= {"language": "en", "media_url": ""}
STAND_INS: dict[str, Any] = {"box": Fragment(""), "menu": [], "asset": "/assets/x"}
DAY = timedelta(days=1)

# What no page shows, and why a page is given it all the same.
DETERMINED = {
    # The rows that messages name.
    *("jobs.job: job.id", "pages.page: page.id", "site.redirects: rules.*.row"),
    "jobs.job: job.location_slug",  # where nothing else says a place
    # What else is shown decides it.
    *("downloads.system: system.url", "jobs.index: pager.count"),
    *(f"jobs.index: facets.{kind}.*.kind" for kind in ("categories", "types")),
    *("jobs.categories: categories.*.kind", "jobs.types: types.*.kind"),
    *("jobs.locations: countries.*.places.*.kind", "jobs.locations: remote.kind"),
    *(f"events.index: {rows}.*.month" for rows in ("featured", "running", "months.*.rows")),
    *("events.index: just_missed.*.month", "events.calendar: featured.month"),
    "home.index: events.*.month",
}

# Of the first rows: what is offered as the latest, of Python and of the install manager.
OFFERED = (
    (Release, 2, {"is_latest": True}),
    (Release, 3, {"is_latest": True, "version": 100}),
    (ReleaseFile, 1, {"download_button": False}),
    (ReleaseFile, 2, {"os_id": 1}),
    (ReleaseFile, 3, {"os_id": 1, "download_button": True}),
)
EDITS: dict[str, tuple[Any, int, dict[str, Any]]] = {
    "a release is the latest": (Release, 1, {"is_latest": True}),
    "a release is dated": (Release, 1, {"release_date": WHEN + 9 * DAY}),
    "a release is of another line": (Release, 1, {"version": 100}),
    "the install manager is dated": (Release, 3, {"release_date": WHEN + 9 * DAY}),
    "the install manager is moved": (ReleaseFile, 3, {"url": "https://a.example/other"}),
    "a file is named": (ReleaseFile, 2, {"name": "Another"}),
    "a file is elsewhere": (ReleaseFile, 2, {"url": "https://a.example/other"}),
    "a file is for another system": (ReleaseFile, 2, {"os_id": 3}),
    "a file is of another release": (ReleaseFile, 1, {"release_id": 2}),
    "a file has a sum": (ReleaseFile, 1, {"md5_sum": "0" * 32}),
    "a system has another slug": (OperatingSystem, 1, {"slug": "other"}),
    "the source has another name": (OperatingSystem, 3, {"name": "Sources"}),
    "a job is of another place": (Job, 1, {"location_slug": "other"}),
    "a category has another slug": (JobCategory, 1, {"slug": "other"}),
    "a type has another slug": (JobType, 1, {"slug": "other"}),
    "an event is featured": (Event, 2, {"featured": True}),
    "an event is elsewhere": (Event, 2, {"venue_id": 2}),
    "a calendar is named": (Calendar, 2, {"name": "Another"}),
    "a calendar is described": (Calendar, 1, {"description": "Text."}),
    "a calendar is followed": (Calendar, 1, {"rss": "https://a.example/rss"}),
    "a place is of another calendar": (EventLocation, 1, {"calendar_id": 2}),
    "a place has an address": (EventLocation, 1, {"address": "Street 1"}),
    "a rule began before": (RecurringRule, 1, {"begin": NOW - 16 * DAY}),
    "an item of a menu has a hint": (MenuItem, 2, {"hint": "Who we are"}),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_renders_the_pages_that_are_others_by_it_and_no_more(
    sqlite_site: BuiltSite, edit: str
) -> None:
    model, key, columns = EDITS[edit]
    sqlite_site.add(*first_rows())
    with hastened(), rendered_paths() as rendered:
        change(sqlite_site.engine, *(updated(*each) for each in OFFERED))
        assert sqlite_site.build().committed
        before = sqlite_site.tree()
        rendered.clear()
        change(sqlite_site.engine, updated(model, key, columns))
        assert sqlite_site.build().committed
    after = sqlite_site.tree()
    assert rendered == {path for path, body in after.items() if before.get(path) != body}


def change(engine: Engine, *statements: Any) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def test_every_value_that_pages_are_given_is_shown_by_one_of_them(sqlite_engine: Engine) -> None:
    seed_demo(sqlite_engine)
    given: set[str] = set()
    shown: set[str] = set()
    with snapshot(sqlite_engine) as connection:
        for view in SITE.views:
            for content in view.contexts(Reading(connection, NOW), None):
                for place, value in values_in(content.context):
                    kind = ".".join("*" if isinstance(each, int) else each for each in place)
                    name = f"{view.name}: {kind}"
                    if name not in shown and (other := another(value)) is not None:
                        given.add(name)
                        template = content.template or view.template
                        if body(content, template) != body(content, template, place, other):
                            shown.add(name)
    assert len(given) > 150
    assert given - shown == DETERMINED


def values_in(value: Any, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value in a context, with the keys and numbers that lead to it."""
    if isinstance(value, dict | list | tuple):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            yield from values_in(each, (*place, key))
    else:
        yield place, value


def another(value: Any) -> Any:
    """A value of the same kind; None where nothing tells what the kind is."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime | date):
        return value + DAY
    if isinstance(value, Text):
        return Text(f"{value.source} More.", value.kind, value.policy, value.prefix)
    return f"9{value}" if isinstance(value, str) and value else None


def body(content: Content, template: str, place: Place = (), value: Any = None) -> bytes | str:
    """The page, perhaps with another value in one place, or what it says where it has none."""
    context = replaced(content.context, place, value) if place else content.context
    made = renderer(template).render(Page(content.path, template, "a row", context))
    return getattr(made, "body", None) or str(made)


def replaced(given: Any, place: Place, value: Any) -> Any:
    """What is given, with another value in one place."""
    if not place:
        return value
    first, *rest = place
    if isinstance(given, dict):
        return {**given, first: replaced(given[first], tuple(rest), value)}
    return [
        replaced(each, tuple(rest), value) if number == first else each
        for number, each in enumerate(given)
    ]


@cache
def renderer(template: str) -> Renderer:
    closure = TEMPLATES.closure(template).shared
    shared = {(function, name): STAND_INS[function] for function, name in closure}
    return Renderer(Kit(TEMPLATES.sources, {template: closure}, shared, FACTS))
