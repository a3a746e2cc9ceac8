"""Tables that edits write: for each what its columns are given, and statements on its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from sitegen.models import (
    Box,
    Calendar,
    Event,
    EventCategory,
    EventLocation,
    Job,
    JobCategory,
    JobType,
    MenuItem,
    OccurringRule,
    OperatingSystem,
    Page,
    RecurringRule,
    Release,
    ReleaseFile,
)
from tests.built_site import WHEN
from tests.edits import values
from tests.edits.first_rows import job

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import SearchStrategy
    from sqlalchemy import Executable

    from sitegen.models import Base
    from tests.oracle import BuiltTwice

    Columns = Mapping[str, SearchStrategy[Any]]

urls = st.sampled_from(["/about/", "/odd/", "/gone/", "https://example.org/"])
two = st.integers(1, 2)

TABLES: Mapping[str, Mapping[type[Base], Columns]] = {
    "pages": {
        Page: {
            "path": values.paths,
            "title": values.words,
            "content": values.texts,
            "content_markup_type": values.kinds,
            "content_type": values.mimes,
            "template_name": values.templates,
            "updated": st.just(WHEN),
        },
    },
    "shared content": {
        Box: {
            "label": st.sampled_from(["home-start", "site-about", "home-intro", "jobs-intro"]),
            "content": values.texts,
            "content_markup_type": values.kinds,
        },
        MenuItem: {
            "title": values.words,
            "url": urls,
            "parent_id": st.just(1),
            "menu_id": st.just(1),
        },
    },
    "downloads": {
        Release: {
            "name": st.sampled_from(
                ["Python 3.13.2", "Python 3.14.0", "Python 2.7.18", "No version"]
            ),
            "slug": values.slugs,
            "version": st.sampled_from([3, 3, 2, 100]),
            "is_published": st.just(value=True),
            "is_latest": values.flags,
            "release_date": values.moments,
            "content": values.texts,
            "updated": st.just(WHEN),
        },
        ReleaseFile: {
            "name": values.words,
            "slug": values.slugs,
            "url": st.sampled_from(["https://a.example/x", "https://a.example/y"]),
            "os_id": st.integers(1, 3),
            "release_id": st.integers(1, 3),
            "filesize": st.sampled_from([0, 10**6]),
            "download_button": values.flags,
        },
        OperatingSystem: {"name": values.words, "slug": values.slugs},
    },
    "jobs": {
        Job: {
            **{name: st.just(value) for name, value in job(1).items() if name != "id"},
            "job_title": values.words,
            "description": values.texts,
            "city": values.words,
            "location_slug": values.slugs,
            "created": values.moments,
            "expires": st.none() | values.moments,
            "telecommuting": values.flags,
            "category_id": two,
        },
        JobCategory: {"name": values.words, "slug": values.slugs},
        JobType: {"name": values.words, "slug": values.slugs, "active": values.flags},
    },
    "events": {
        Event: {
            "title": values.words,
            "description": values.texts,
            "calendar_id": two,
            "venue_id": st.none() | two,
            "featured": values.flags,
            "created": st.just(WHEN),
            "updated": st.just(WHEN),
        },
        OccurringRule: {
            "event_id": st.integers(1, 4),
            "dt_start": values.moments,
            "dt_end": values.moments,
            "all_day": values.flags,
        },
        RecurringRule: {
            "event_id": st.integers(1, 4),
            "begin": values.moments,
            "finish": values.moments,
            "duration_internal": values.lengths,
            "interval": two,
            "frequency": st.integers(0, 3),
            "all_day": values.flags,
        },
        EventLocation: {"name": values.words, "calendar_id": st.none() | two},
        EventCategory: {"name": values.words, "slug": values.slugs, "calendar_id": two},
        Calendar: {"name": values.words, "slug": values.slugs},
    },
}
ROOM = 9  # rows in a table


def change(twice: BuiltTwice, *statements: Executable) -> bool:
    """Run the statements together; what the database refuses is left undone."""
    try:
        with twice.site.engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)
    except IntegrityError:
        return False
    return True


def keys_of(twice: BuiltTwice, model: Any) -> list[int]:
    """The ids of a table's rows, in order."""
    with twice.site.engine.connect() as connection:
        return list(connection.scalars(select(model.id).order_by(model.id)))


def some_key(twice: BuiltTwice, model: Any, number: int) -> int:
    """The id of one of the rows; 0 if there is none."""
    keys = keys_of(twice, model)
    return keys[number % len(keys)] if keys else 0


def free_key(twice: BuiltTwice, model: Any) -> int:
    """An id that no row has, while there is room in the table."""
    return min(set(range(1, ROOM + 2)) - set(keys_of(twice, model)))


def inserted(model: type[Base], key: int, columns: Mapping[str, Any]) -> Executable:
    return insert(model).values(id=key, **columns)


def updated(model: Any, key: int, columns: Mapping[str, Any]) -> Executable:
    """The columns of a row; what the clock would write there as well is left as it began."""
    as_it_began = {"updated": WHEN} if hasattr(model, "updated") else {}
    return update(model).where(model.id == key).values({**as_it_began, **columns})


def deleted(model: Any, key: int) -> Executable:
    return delete(model).where(model.id == key)
