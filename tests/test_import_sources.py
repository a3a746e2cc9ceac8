"""Dumps are read from JSON and JSON lines, plain and gzipped; what is no dump is refused."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import ImportFailed, SettingsFault, SitegenError
from sitegen.importers.intake import gather
from sitegen.importers.report import Findings
from sitegen.importers.sources import Record, read_dump
from tests.importing import dumped

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [dumped("boxes.box", 1, label="Ü"), dumped("boxes.box", 2, label="b")]
ARRAY = json.dumps(ROWS, ensure_ascii=False).encode()
LINES = b"\n".join(json.dumps(row).encode() for row in ROWS) + b"\n\n"
NO_ROW = "not a row of a dump, which has a model, a pk and fields"
AGAIN = "Dump it again with: manage.py dumpdata --format json."


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dump.json", ARRAY),
        ("dump.jsonl", LINES),
        ("dump.json.gz", gzip.compress(ARRAY, mtime=0)),
        ("dump.jsonl.gz", gzip.compress(LINES, mtime=0)),
        ("dump", ARRAY),
        ("zipped.json", gzip.compress(ARRAY, mtime=0)),
        ("marked.json", b"\xef\xbb\xbf" + ARRAY),
    ],
)
def test_every_form_of_a_dump_is_read(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert list(read_dump(file)) == [
        Record("boxes.box", 1, {"label": "Ü"}),
        Record("boxes.box", 2, {"label": "b"}),
    ]


def test_lines_are_read_one_by_one(tmp_path: Path) -> None:
    file = tmp_path / "dump.jsonl"
    file.write_bytes(LINES + b"{")
    rows = read_dump(file)
    assert next(rows).pk == 1
    with pytest.raises(ImportFailed):
        list(rows)


def test_cached_html_is_not_even_kept(tmp_path: Path) -> None:
    file = tmp_path / "dump.json"
    file.write_text(json.dumps([dumped("boxes.box", 1, content="x", _content_rendered="<p>x")]))
    assert list(read_dump(file)) == [Record("boxes.box", 1, {"content": "x"})]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.json", b"", " is not JSON: line 1, column 1: Expecting value"),
        ("x.json", b"<xml/>", " is not JSON: line 1, column 1: Expecting value"),
        ("x.json", b'[\n{"model":', " is not JSON: line 2, column 10: Expecting value"),
        ("x.jsonl", LINES + b"[", " is not JSON: line 4, column 2: Expecting value"),
        ("x.json", b"[NaN]", " is not JSON: line 1: NaN is no JSON value"),
        ("x.json", b'[{"pk": 1}]', f", row 1: {NO_ROW}"),
        ("x.jsonl", b'\n{"model": "page", "fields": {}}', f", line 2: {NO_ROW}"),
    ],
)
def test_what_is_no_dump_is_refused_with_its_place(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(ImportFailed) as error:
        list(read_dump(file))
    assert str(error.value) == f"{file}{said}. {AGAIN}"


def test_what_is_not_a_list_may_be_lines(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(b"{}")
    with pytest.raises(ImportFailed) as error:
        list(read_dump(file))
    assert str(error.value) == (
        f"{file} holds an object; a dump is a list of rows. "
        f"Give JSON lines the ending .jsonl. {AGAIN}"
    )


def test_a_gzipped_file_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.json.gz"
    file.write_bytes(gzip.compress(ARRAY * 50, mtime=0)[:90])
    with pytest.raises(ImportFailed) as error:
        list(read_dump(file))
    assert str(error.value) == (
        f"{file} is damaged or cut short: Compressed file ended before the end-of-stream marker "
        "was reached. Copy it again from its source."
    )


@pytest.mark.parametrize("content", [b'["\xff"]', b"\x1f\x8b\x08damaged", b"[" * 100_000])
def test_damage_is_one_clear_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "dump.json"
    file.write_bytes(content)
    with pytest.raises(ImportFailed, match=r"dump\.json is (not|damaged)"):
        list(read_dump(file))


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as error:
        list(read_dump(tmp_path / "none.json"))
    assert error.value.exit_code == 2
    assert str(error.value) == (
        f"{tmp_path / 'none.json'} cannot be read: No such file or directory. "
        "Check the path and its permissions."
    )


def test_a_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault):
        list(read_dump(tmp_path))


def test_a_url_of_something_else_is_wrong_usage() -> None:
    with pytest.raises(SitegenError) as error:
        gather(["mysql://secret@host/site"], Findings())
    assert str(error.value) == (
        "mysql:// is not a source of rows. "
        "Give files of dumpdata, or the postgresql:// URL of a Django database."
    )


def test_several_files_are_one_source(tmp_path: Path) -> None:
    for name, row in zip(("a.json", "b.json"), ROWS, strict=True):
        (tmp_path / name).write_text(json.dumps([row]))
    intake = gather([str(tmp_path / "a.json"), str(tmp_path / "b.json")], Findings())
    assert list(intake.keyed["boxes.box"]) == [1, 2]
