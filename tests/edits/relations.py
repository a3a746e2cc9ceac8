"""Edits of how rows stand to each other: above and below, before and after, together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from sitegen.models import (
    Calendar,
    Event,
    EventCategoryAssociation,
    Job,
    JobCategory,
    JobType,
    JobTypeAssociation,
    MenuItem,
    OperatingSystem,
    Page,
    PageImage,
    Release,
    ReleaseFile,
)
from tests.edits import values
from tests.edits.kind import Kind
from tests.edits.tables import change, some_key, updated

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from tests.oracle import BuiltTwice

# Columns that say below what a row belongs, and the table that they point to.
PARENTS: dict[str, tuple[Any, Any]] = {
    "menu_items.parent_id": (MenuItem.parent_id, MenuItem),
    "releases.release_page_id": (Release.release_page_id, Page),
    "release_files.release_id": (ReleaseFile.release_id, Release),
    "events.calendar_id": (Event.calendar_id, Calendar),
    "jobs.category_id": (Job.category_id, JobCategory),
}
UNIQUE: dict[str, Any] = {
    "pages.path": Page.path,
    "releases.slug": Release.slug,
    "job_categories.slug": JobCategory.slug,
    "calendars.slug": Calendar.slug,
    "operating_systems.slug": OperatingSystem.slug,
}
ORDERED: dict[str, Any] = {
    "menu_items.sort_order": MenuItem.sort_order,
    "jobs.created": Job.created,
    "releases.release_date": Release.release_date,
    "job_types.name": JobType.name,
    "operating_systems.name": OperatingSystem.name,
}
ASSOCIATIONS: dict[str, tuple[Any, Any]] = {
    "job_type_associations": (JobTypeAssociation.job_id, JobTypeAssociation.job_type_id),
    "event_category_associations": (
        EventCategoryAssociation.event_id,
        EventCategoryAssociation.category_id,
    ),
    "page_images": (PageImage.page_id, PageImage.id),
}


def give_another_parent(twice: BuiltTwice, column: str, number: int, to: int) -> None:
    """A menu item below itself is reached by nobody, and shown nowhere."""
    pointer, parents = PARENTS[column]
    child, parent = some_key(twice, pointer.class_, number), some_key(twice, parents, to)
    change(twice, updated(pointer.class_, child, {pointer.key: parent}))
    twice.check()


def swap(twice: BuiltTwice, column: str, one: int, further: int) -> None:
    """Two rows exchange what they hold in a column: a path, a slug, a place in an order."""
    held_in = UNIQUE.get(column) or ORDERED[column]
    model, key = held_in.class_, held_in.key
    first, second = some_key(twice, model, one), some_key(twice, model, one + further)
    with twice.site.engine.connect() as connection:
        held = {row[0]: row[1] for row in connection.execute(select(model.id, held_in))}
    if first != second:
        aside = [updated(model, first, {key: "swapping"})] if column in UNIQUE else []
        there, back = {key: held[first]}, {key: held[second]}
        change(twice, *aside, updated(model, second, there), updated(model, first, back))
    twice.check()


def add_or_remove_an_association(twice: BuiltTwice, table: str, one: int, other: int) -> None:
    left, right = ASSOCIATIONS[table]
    model, pair = left.class_, (left == one, right == other)
    with twice.site.engine.connect() as connection:
        is_there = connection.scalar(select(left).where(*pair)) is not None
    row = {left.key: one, right.key: other}
    more = {"image": "pic.png"} if model is PageImage else {}
    change(twice, delete(model).where(*pair) if is_there else insert(model).values(**row, **more))
    twice.check()


def _swap_of(columns: list[str], name: str) -> Kind:
    arguments: dict[str, SearchStrategy[Any]] = {
        "column": st.sampled_from(columns),
        "one": values.numbers,
        "further": st.integers(1, 5),
    }
    return Kind(swap, arguments, name)


KINDS = (
    Kind(
        give_another_parent,
        {"column": st.sampled_from(list(PARENTS)), "number": values.numbers, "to": values.numbers},
    ),
    _swap_of(["pages.path"], "two paths"),
    _swap_of([column for column in UNIQUE if column != "pages.path"], "two slugs"),
    _swap_of(list(ORDERED), "two places in an order"),
    Kind(
        add_or_remove_an_association,
        {"table": st.sampled_from(list(ASSOCIATIONS)), "one": values.keys, "other": values.keys},
    ),
)
