"""`sitegen db`: the database's schema, and content to begin with."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sitegen import roles, schema
from sitegen.cli import proposals
from sitegen.cli.options import common_options, counted, harmless
from sitegen.database import database_name, open_engine
from sitegen.seeds.demo import seed_demo
from sitegen.seeds.synthetic import read_spec, seed_synthetic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from sitegen.settings import Settings


@click.group("db")
def db() -> None:
    """Make a database, bring it forward, and fill it.

    \b
    Examples:
      sitegen db upgrade
      sitegen db seed --demo
      sitegen --database postgresql://localhost/site db current
    """


@db.command("upgrade", short_help="Bring the database to the newest migration.")
@common_options
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the database to the newest migration; a SQLite file that is missing is made."""
    with _engine(settings) as engine:
        schema.upgrade(engine)
        _tell_current(engine)


@db.command("downgrade")
@common_options
@click.argument("revision", metavar="REV", shell_complete=proposals.migrations)
@click.pass_obj
def downgrade(settings: Settings, revision: str) -> None:
    """Take the database back to the migration REV. What later migrations added is lost.

    \b
    Examples:
      sitegen db downgrade 0005
      sitegen db downgrade base     leaves no table at all
    """
    with _engine(settings) as engine:
        schema.downgrade(engine, revision)
        _tell_current(engine)


@db.command("current", short_help="Print the migration that the database is at.")
@common_options
@click.pass_obj
def current(settings: Settings) -> None:
    """Print the migration that the database is at, and whether there are newer ones."""
    with _engine(settings) as engine:
        _tell_current(engine)


@db.command("seed")
@common_options
@click.option("--demo", is_flag=True, help="A small, good-looking site. The default.")
@click.option(
    "--synthetic",
    metavar="SPEC",
    shell_complete=proposals.synthetic,
    help="Much content, made by chance and always the same: "
    "pages=N,jobs=N,releases=N,events=N[,seed=S], each of them optional.",
)
@click.pass_obj
def seed(settings: Settings, *, demo: bool, synthetic: str | None) -> None:
    """Put content into a migrated database.

    The demonstration can be seeded again: its rows become as they were, and rows of your own stay.
    Synthetic rows are sown once; their ids start above a million.

    \b
    Examples:
      sitegen db seed
      sitegen db seed --synthetic pages=100000
      sitegen db seed --demo --synthetic pages=500,jobs=2000,releases=80,events=300,seed=7
    """
    spec = read_spec(synthetic) if synthetic is not None else None
    with _engine(settings) as engine:
        if demo or spec is None:
            _seed_demo(engine)
        if spec is not None:
            started = time.monotonic()
            _tell_rows(seed_synthetic(engine, spec))
            click.echo(f"Sown in {time.monotonic() - started:.1f} seconds.")


@db.command("role", short_help="Make a role that can build and read nothing private.")
@common_options
@click.argument("name")
@click.option("--apply", "applied", is_flag=True, help="Do it, in one transaction; print no SQL.")
@click.pass_obj
def role(settings: Settings, name: str, *, applied: bool) -> None:
    """Print the SQL for a role that may read the public columns and no others (PostgreSQL).

    The role is made if it is missing, without a password; in psql, \\password NAME gives it one.
    What it held before is revoked. Run this again after an upgrade, as the owner of the tables.
    With --apply nothing is done unless the role can then do just what it should; SQL that is
    printed and run elsewhere is not checked afterwards.

    \b
    Examples:
      sitegen db role builder --apply
      sitegen db role builder | psql postgresql://owner@localhost/site
      sitegen --database postgresql://builder@localhost/site build
    """
    with _engine(settings) as engine:
        if not applied:
            click.echo(roles.script(engine, name), nl=False)
            return
        readable = roles.apply(engine, name)
        end = roles.end_of_temporary_tables(engine, name)
    tables = len({table for table, _ in readable})
    columns = counted(len(readable), "column")
    click.echo(
        f"{name} may read {columns} of {counted(tables, 'table')} and change none of them; "
        "no other tables are open to it but those of PostgreSQL and of extensions."
    )
    if end:
        click.echo(f"Like every role it may make temporary tables. To end that: {end}")


def _seed_demo(engine: Engine) -> None:
    puts = seed_demo(engine)
    _tell_rows({put.table: put.rows for put in puts})
    written = sum(put.written for put in puts)
    were = f"{counted(written, 'row')} {'was' if written == 1 else 'were'}"
    click.echo(f"The demonstration is in place; {were} new or had changed.")


def _tell_rows(rows: dict[str, int]) -> None:
    width = max(map(len, rows), default=0)
    for table, number in rows.items():
        click.echo(f"{table:<{width}}  {number:>9,}")


def _tell_current(engine: Engine) -> None:
    revision, head = schema.current(engine), schema.head()
    if revision is None:
        state = "was never migrated"
    else:
        state = f"is at migration {revision}" + (", the newest" if revision == head else "")
    hint = "" if revision == head else f" The newest is {head}: run `sitegen db upgrade`."
    click.echo(harmless(f"The database {database_name(engine)} {state}.{hint}"))


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    engine = open_engine(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()
