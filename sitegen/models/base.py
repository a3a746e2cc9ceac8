"""The words the models are written in: defaults and the rules for deletion, over types.py.

Every default is a default of the server, so that a row written by hand in SQL gets it too.

What happens to a row when the row that it points to goes is one of three rules, each a function:

- `owned_by`: it is a part of the other and goes with it (the files of a release).
- `pointer_to`: it stands on its own and forgets the other (the creator of a page).
- `filed_under`: it must be filed somewhere, so the other cannot go before it is filed elsewhere
  (the category of a job). Deleting a category never deletes what people wrote.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, ForeignKey, MetaData, String, Text, text
from sqlalchemy import false as sql_false
from sqlalchemy import true as sql_true
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from sitegen.models.types import Duration, Flag, UtcDateTime


class Base(DeclarativeBase):
    """The tables of the site. `Mapped[str]` is TEXT, `Mapped[datetime]` a moment in UTC."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        bool: Flag,
        str: Text,
        datetime: UtcDateTime,
        timedelta: Duration,
        dict[str, Any]: JSON,
    }


NOW = text("CURRENT_TIMESTAMP")
TODAY = text("CURRENT_DATE")

Key = Annotated[int, mapped_column(primary_key=True)]
Created = Annotated[datetime, mapped_column(server_default=NOW)]
Updated = Annotated[datetime, mapped_column(server_default=NOW, onupdate=NOW)]
Author = Annotated[int | None, mapped_column(ForeignKey("users.id", ondelete="SET NULL"))]

On = Annotated[bool, mapped_column(server_default=sql_true())]
Off = Annotated[bool, mapped_column(server_default=sql_false())]
Blank = Annotated[str, mapped_column(server_default="")]

Rst = Annotated[str, mapped_column(String(30), server_default="rst")]
Markdown = Annotated[str, mapped_column(String(30), server_default="markdown")]
Html = Annotated[str, mapped_column(String(30), server_default="html")]

Name = Annotated[str, mapped_column(String(200))]
Slug = Annotated[str, mapped_column(String(200), unique=True)]


def varchar(length: int, default: str | None = None, *, unique: bool = False) -> MappedColumn[Any]:
    """Give a VARCHAR column; whether it may be NULL is said by its annotation."""
    return mapped_column(String(length), server_default=default, unique=unique or None)


def where_true(flag: str) -> dict[str, Any]:
    """Give an index the rows whose flag is set, in the words each engine's planner looks for."""
    return {"postgresql_where": text(f"{flag} = true"), "sqlite_where": text(f"{flag} = 1")}


def owned_by(table: str, **options: Any) -> MappedColumn[Any]:
    """Give a reference to the row this one is a part of: they are deleted together."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), **options)


def pointer_to(table: str, **options: Any) -> MappedColumn[Any]:
    """Give a reference that becomes NULL when the other row is deleted."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="SET NULL"), **options)


def filed_under(table: str, **options: Any) -> MappedColumn[Any]:
    """Give a reference that keeps the other row from being deleted."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="RESTRICT"), **options)
