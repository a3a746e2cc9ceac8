"""A running python.org Django database, read as the records that a dump of it would hold."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, column, false, func, select, table, text

from sitegen.database import database_name, open_engine, snapshot
from sitegen.errors import ImportFailed
from sitegen.importers.mapping import LEFT_BEHIND, MODELS
from sitegen.importers.sources import Record, is_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import ColumnElement, Connection

    from sitegen.importers.mapping import Model

ROWS_AT_ONCE = 1000
READABLE = text("""
    SELECT table_name, column_name
    FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
      AND has_column_privilege(
            quote_ident(table_schema) || '.' || quote_ident(table_name), column_name, 'SELECT')
""")
DJANGO_TABLES = {
    "django_admin_log": "admin.logentry",
    "django_content_type": "contenttypes.contenttype",
    "django_migrations": "migrations.migration",
    "django_redirect": "redirects.redirect",
    "django_session": "sessions.session",
    "django_site": "sites.site",
}


@dataclass(frozen=True, slots=True)
class LiveSite:
    """A Django database within one snapshot; `tables` maps each readable table to its columns."""

    connection: Connection
    tables: Mapping[str, frozenset[str]]


@contextmanager
def open_live(url: str) -> Iterator[LiveSite]:
    """Give the Django database at `url`. Raises DatabaseFault, or ImportFailed if it is none."""
    engine = open_engine(url, read_only=True)
    try:
        with snapshot(engine) as connection:
            tables = _readable(connection)
            if not any(_table_of(model.label) in tables for model in MODELS):
                raise ImportFailed(
                    f"The database {database_name(engine)} holds no table of a python.org site.",
                    mend="Check the URL, and that its role may read the tables of Django.",
                )
            yield LiveSite(connection, tables)
    finally:
        engine.dispose()


def read_live(site: LiveSite) -> Iterator[Record]:
    """Every row of the models that have a table here."""
    for model in MODELS:
        if model.base:
            yield from _records(site, replace(model, label=model.base, base="", lists={}))
        yield from _records(site, model)


def left_in(site: LiveSite) -> dict[str, int]:
    """How many rows stay behind, by Django model, or by table where its model is not known."""
    taken = {_table_of(label) for model in MODELS for label in (model.label, model.base)}
    for model in MODELS:
        taken |= {_links_of(model, field) for field in (*model.lists, *model.leaves)}
    return {
        _label_of(name): site.connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(site.tables.keys() - taken)
    }


def _readable(connection: Connection) -> dict[str, frozenset[str]]:
    """The tables that this role may read, each with the columns that it may read."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, of_table in connection.execute(READABLE):
        found[name].add(of_table)
    return {name: frozenset(columns) for name, columns in found.items()}


def _records(site: LiveSite, model: Model) -> Iterator[Record]:
    name = _table_of(model.label)
    if (columns := site.tables.get(name)) is None:
        return
    if (key := _key_of(model)) not in columns:
        raise ImportFailed(
            f"The table {name} has no column {key} that can be read.",
            mend="Let the role read it, or import a dump.",
        )
    names = sorted(one for one in columns - {key} if not is_cache(one))
    values = [_value(one, model) for one in names]
    links = {field: _links(site, model, field) for field in model.lists}
    rows = site.connection.execute(
        select(column(key), *values).select_from(table(name)).order_by(column(key)),
        execution_options={"yield_per": ROWS_AT_ONCE},
    )
    for pk, *row in rows:
        fields: dict[str, Any] = dict(zip(map(_field_of, names), row, strict=True))
        fields |= {field: of.get(pk, []) for field, of in links.items() if of is not None}
        yield Record(model.label, pk, fields)


def _value(name: str, model: Model) -> ColumnElement[Any]:
    """A column; of one that stays behind only whether it holds anything."""
    if _field_of(name) in model.leaves:
        return func.nullif(column(name).is_not(None), false())
    return column(name)


def _links(site: LiveSite, model: Model, field: str) -> dict[int, list[int]] | None:
    """The keys that each row of a model refers to in a field of many references."""
    name = _links_of(model, field)
    if (columns := site.tables.get(name)) is None:
        return None
    own = model.label.partition(".")[2]
    one = f"from_{own}_id" if f"from_{own}_id" in columns else f"{own}_id"
    other = min(columns - {"id", one})
    links: dict[int, list[int]] = defaultdict(list)
    pairs = select(column(one, Integer()), column(other, Integer())).select_from(table(name))
    for key, target in site.connection.execute(pairs.order_by(column(other))):
        links[key].append(target)
    return links


def _key_of(model: Model) -> str:
    """The primary key: of the half of a model that has a base, a pointer to the base."""
    return f"{model.base.partition('.')[2]}_ptr_id" if model.base else "id"


def _field_of(name: str) -> str:
    return name.removesuffix("_id")


def _links_of(model: Model, field: str) -> str:
    return f"{_table_of(model.label)}_{field}"


def _table_of(label: str) -> str:
    return label.replace(".", "_")


def _label_of(name: str) -> str:
    """The Django model of a table that stays behind; the table's own name if nobody knows it."""
    if name in DJANGO_TABLES:
        return DJANGO_TABLES[name]
    apps = {pattern.partition(".")[0] for pattern in LEFT_BEHIND}
    own = max((app for app in apps if name.startswith(f"{app}_")), key=len, default="")
    return f"{own}.{name.removeprefix(f'{own}_')}" if own else name
