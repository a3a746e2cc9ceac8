"""The journal of deploys is whole at any moment, and worth no more than repeated work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.netlify_journal import Entry, Journal
from sitegen.errors import SettingsFault

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = Entry("digest", "title", "id")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "netlify.json")


def test_what_is_noted_is_known_to_the_next_run(journal: Journal):
    assert journal.entry("netlify a") is None
    journal.note("netlify a", ENTRY)
    journal.note("netlify b", ENTRY._replace(deploy=""))
    assert Journal(journal.file).entry("netlify a") == ENTRY
    journal.close("netlify a")
    assert Journal(journal.file).entry("netlify a") is None
    assert Journal(journal.file).entry("netlify b") == Entry("digest", "title")
    assert [file.name for file in journal.file.parent.iterdir()] == ["netlify.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"netlify a": 1}', '{"netlify a": {}}'])
def test_a_damaged_journal_knows_nothing_and_can_be_written(journal: Journal, text: str):
    journal.file.parent.mkdir()
    journal.file.write_text(text)
    assert journal.entry("netlify a") is None
    journal.close("netlify a")
    journal.note("netlify a", ENTRY)
    assert journal.entry("netlify a") == ENTRY


def test_a_journal_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "state").write_text("no folder")
    file = tmp_path / "state" / "netlify.json"
    with pytest.raises(SettingsFault) as fault:
        Journal(file).note("netlify a", ENTRY)
    assert str(fault.value) == (
        f"The journal {file} cannot be written: File exists. "
        "Make the state folder writable and room on its disk."
    )
