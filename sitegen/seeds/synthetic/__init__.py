"""Synthetic content: as much as one asks for, realistic in length and mix, and always the same.

Rows depend on the numbers asked for and on the seed, and on nothing else: not on the machine, the
engine, or what the database holds. Their ids start above a million, so that they stand beside
other content. They are sown once: a second sowing of a kind is refused, never mixed with the first.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select, text

from sitegen.database import database_faults
from sitegen.errors import SitegenError
from sitegen.models import Base, Event, Job, Page, Release, User
from sitegen.schema import require_head
from sitegen.seeds.rows import advance_ids
from sitegen.seeds.synthetic.bulk import load
from sitegen.seeds.synthetic.downloads import operating_systems, releases
from sitegen.seeds.synthetic.events import events
from sitegen.seeds.synthetic.ids import FIRST
from sitegen.seeds.synthetic.indexes import without_text_indexes
from sitegen.seeds.synthetic.jobs import jobs
from sitegen.seeds.synthetic.pages import pages
from sitegen.seeds.synthetic.people import users
from sitegen.seeds.synthetic.spec import Spec, read_spec
from sitegen.seeds.synthetic.texts import make_stocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from sitegen.seeds.synthetic.bulk import Bulk

__all__ = ["Spec", "read_spec", "seed_synthetic"]


def seed_synthetic(engine: Engine, spec: Spec) -> dict[str, int]:
    """Sow what the spec asks for, all or nothing; gives the number of rows by table.

    Raises SitegenError if there are synthetic rows of a kind already.
    """
    require_head(engine)
    with database_faults(engine), engine.begin() as connection:
        _refuse_second(connection, spec)
        systems = operating_systems(connection)
        with without_text_indexes(connection, [table.name for table in _tables(spec)]):
            written = {
                bulk.table.name: load(connection, bulk)
                for bulk in _bulks(connection, spec, systems)
            }
        for name in written:
            if "id" in Base.metadata.tables[name].c:
                advance_ids(connection, Base.metadata.tables[name])
    with database_faults(engine), engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return written


def _tables(spec: Spec) -> list[Table]:
    """The table that tells, for each kind asked for, whether it was sown before."""
    kinds = {Page: spec.pages, Job: spec.jobs, Release: spec.releases, Event: spec.events}
    return [Base.metadata.tables[kind.__tablename__] for kind, number in kinds.items() if number]


def _refuse_second(connection: Connection, spec: Spec) -> None:
    for table in _tables(spec):
        taken = connection.scalar(select(func.min(table.c.id)).where(table.c.id >= FIRST))
        if taken is not None:
            raise SitegenError(
                f"{table.name} holds synthetic rows already (id {taken}).",
                mend=f"Seed a new database, or delete the rows whose ids start at {FIRST}.",
            )


def _bulks(connection: Connection, spec: Spec, systems: dict[str, int]) -> Iterator[Bulk]:
    """Rows in an order in which every reference finds its row.

    Each kind has a chance of its own, so that its rows do not depend on how many others there are.
    """
    stocks = make_stocks(_chance("stocks"))
    if not _has(connection, User, User.id == FIRST):
        yield users()
    if spec.pages:
        yield from pages(_chance(f"pages {spec.seed}"), stocks, spec.pages)
    if spec.releases:
        latest = not _has(connection, Release, Release.version == 3, Release.is_latest == True)
        chance = _chance(f"releases {spec.seed}")
        yield from releases(chance, stocks, spec.releases, systems, latest=latest)
    if spec.jobs:
        yield from jobs(_chance(f"jobs {spec.seed}"), stocks, spec.jobs)
    if spec.events:
        yield from events(_chance(f"events {spec.seed}"), stocks, spec.events)


def _has(connection: Connection, model: type[Base], *conditions: ColumnElement[bool]) -> bool:
    return connection.scalar(select(literal(1)).select_from(model).where(*conditions)) is not None


def _chance(name: str) -> Random:
    """A chance that gives the same on every machine and in every process."""
    return Random(name)  # noqa: S311 - nothing here is a secret
