"""Uploaded files: those that public rows name are published below `media/`, and no others.

The media folder of a site also holds what is nobody's business, such as contracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen import files, urls
from sitegen.folders import unreadable
from sitegen.messages import Warned
from sitegen.plan import copied
from sitegen.reading import check_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from sitegen.plan import Planned
    from sitegen.statements import Statement


def read_media(
    connection: Connection, statements: Iterable[Statement], folder: Path | None
) -> tuple[dict[Planned, Path], list[Warned]]:
    """The files to copy, planned by their bytes, and a warning for each that is not there.

    Raises DatabaseFault, and SettingsFault for a file that cannot be read.
    """
    if folder is None:
        return {}, []
    names = {name for each in statements for name in _named(connection, each)}
    try:
        return _found(names, folder)
    except OSError as error:
        raise unreadable(error.filename or folder, error) from error


def _named(connection: Connection, statement: Statement) -> Iterator[str]:
    (column,) = statement.selected_columns.file.base_columns
    for row in connection.execute(statement):
        check_text(row, column.table.name)
        if row.file:
            yield row.file


def _found(names: Iterable[str], folder: Path) -> tuple[dict[Planned, Path], list[Warned]]:
    planned: dict[Planned, Path] = {}
    warned: list[Warned] = []
    for name in sorted(names):
        path, file = f"media/{name}", folder / name
        if urls.fault_of(path) or not _lies_in(folder, file):
            warned.append(_missing(path, name, f"is not a file in {folder}"))
        else:
            planned[copied(path, name, files.digest_of(file))] = file
    return planned, warned


def _lies_in(folder: Path, file: Path) -> bool:
    return file.is_file() and folder.resolve() in file.resolve().parents


def _missing(path: str, name: str, why: str) -> Warned:
    return Warned(path, name, f"The uploaded file {name} {why}.")
