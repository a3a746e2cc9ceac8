"""Runs the migrations in the transaction of the caller.

`sitegen.schema` hands its connection over. Without one (Alembic's own command line, as in
`alembic revision --autogenerate`), the database of the settings is used.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import context
from alembic.util.sqla_compat import is_expression_index

from sitegen.models import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection


def default_differs(
    _context: Any,
    _inspected: Any,
    _column: Any,
    found: str | None,
    _default: Any,
    expected: str | None,
) -> bool | None:
    """Compare defaults as text: PostgreSQL has no equality for JSON, SQLite shows '' as ('')."""
    if found is None or expected is None:
        return None
    return bare(found) != bare(expected)


def bare(default: str) -> str:
    """The default without its cast, brackets and quotes."""
    return re.sub(r"::[\w ]+$", "", default).strip("()'")


def metadata_for(dialect: str) -> sa.MetaData:
    """The models as this engine can show them.

    Indexes declared for the other engine are left out; SQLite does not tell that one descends.
    """
    metadata = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    for model in Base.metadata.tables.values():
        table = model.to_metadata(metadata)
        elsewhere = {i.name for i in model.indexes if i._ddl_if and i._ddl_if.dialect != dialect}
        for index in list(table.indexes):
            if index.name in elsewhere:
                table.indexes.remove(index)
            elif dialect == "sqlite" and is_expression_index(index):
                table.indexes.remove(index)
                sa.Index(index.name, *index.columns, unique=index.unique)
    return metadata


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata_for(connection.dialect.name),
        compare_server_default=default_differs,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_database_of_settings() -> None:
    from sitegen.database import open_engine  # noqa: PLC0415
    from sitegen.settings import read_settings  # noqa: PLC0415

    engine = open_engine(read_settings(Path.cwd(), os.environ, {}).database_url)
    with engine.begin() as connection:
        migrate(connection)
    engine.dispose()


if connection := context.config.attributes.get("connection"):
    migrate(connection)
else:
    migrate_database_of_settings()
