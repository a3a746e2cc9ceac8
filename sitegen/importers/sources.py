"""Files that `manage.py dumpdata` wrote, as records: JSON or JSON lines, plain or gzipped."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NoReturn

from sitegen.errors import ImportFailed, SettingsFault
from sitegen.importers.values import shown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.importers.report import Pk

LABEL = re.compile(r"\w+\.\w+", re.ASCII)
GZIP = b"\x1f\x8b"
AGAIN = "Dump it again with: manage.py dumpdata --format json."


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a Django model, `label` in lower case; one without a key (None) has a `place`."""

    label: str
    pk: Pk | None
    fields: dict[str, Any]
    place: str = ""


def read_dump(file: Path) -> Iterator[Record]:
    """Every row of a dump, in its order; a file of JSON lines is read line by line.

    Raises SettingsFault if the file cannot be opened, ImportFailed if it is no dump.
    """
    lines = "jsonl" in (file.suffix.lstrip("."), file.with_suffix("").suffix.lstrip("."))
    try:
        with _opened(file) as stream:
            yield from _of_lines(file, stream) if lines else _of_array(file, stream)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ImportFailed(
            f"{file} is damaged or cut short: {error}.", mend="Copy it again from its source."
        ) from error
    except UnicodeDecodeError as error:
        raise ImportFailed(f"{file} is not UTF-8 text: {error}.", mend=AGAIN) from error
    except OSError as error:
        raise SettingsFault(
            f"{file} cannot be read: {error.strerror}.", mend="Check the path and its permissions."
        ) from error


@contextmanager
def _opened(file: Path) -> Iterator[IO[str]]:
    """The text of a file, whether it is compressed or not: its first bytes tell."""
    with file.open("rb") as raw:
        zipped = raw.peek(2)[:2] == GZIP
        plain = gzip.GzipFile(fileobj=raw) if zipped else raw
        yield io.TextIOWrapper(plain, encoding="utf-8-sig")


def _of_array(file: Path, stream: IO[str]) -> Iterator[Record]:
    rows = _parsed(file, stream.read(), 1)
    if not isinstance(rows, list):
        raise ImportFailed(
            f"{file} holds {_kind(rows)}; a dump is a list of rows.",
            mend=f"Give JSON lines the ending .jsonl. {AGAIN}",
        )
    rows.reverse()
    for number in range(1, len(rows) + 1):
        yield _record(rows.pop(), f"{file}, row {number}")


def _of_lines(file: Path, stream: IO[str]) -> Iterator[Record]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield _record(_parsed(file, line, number), f"{file}, line {number}")


def _parsed(file: Path, text: str, line: int) -> object:
    """The JSON in `text`, whose first line is line `line` of the file."""
    try:
        return json.loads(text, parse_constant=_not_json)
    except json.JSONDecodeError as error:
        place = f"line {line + error.lineno - 1}, column {error.colno}"
        _refuse(file, place, error.msg, error)
    except (ValueError, RecursionError) as error:
        _refuse(file, f"line {line}", str(error), error)


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _refuse(file: Path, place: str, reason: str, cause: Exception) -> NoReturn:
    raise ImportFailed(f"{file} is not JSON: {place}: {reason}.", mend=AGAIN) from cause


def _record(row: object, place: str) -> Record:
    pk = row.get("pk") if isinstance(row, dict) else None
    match row:
        case {"model": str(model), "fields": dict(fields)} if LABEL.fullmatch(model):
            kept = {name: value for name, value in fields.items() if not is_cache(name)}
            return Record(model.lower(), _pk(pk), kept, place if pk is None else "")
        case _:
            raise ImportFailed(
                f"{place}: not a row of a dump, which has a model, a pk and fields.", mend=AGAIN
            )


def is_cache(name: str) -> bool:
    """Tell whether a field holds the HTML that Django made of its neighbour."""
    return name.startswith("_") and name.endswith("_rendered")


def _pk(value: object) -> Pk | None:
    """Keys are whole numbers where they matter; dumps of old may write them as text."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return (
        int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,18}", value) else shown(value)
    )


def _kind(value: object) -> str:
    return {dict: "an object", str: "a text", type(None): "null"}.get(type(value), "a number")
