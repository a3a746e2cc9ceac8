"""The journal of deploys: what is under way at a target, so that a killed run can be gone on with.

It is a small file in the state folder, which is whole at any moment. Losing it costs repeated work.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sitegen.errors import SettingsFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Entry(NamedTuple):
    """A deploy under way: the digest of what is sent, and its title and id at the target.

    The title is ours alone, and noted before the target is asked to begin; the id is its answer.
    One that is done has no title any more.
    """

    digest: str
    title: str
    deploy: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the target has all of it."""
        return not self.title


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries of all targets, by their names, in one file."""

    file: Path

    def entry(self, target: str) -> Entry | None:
        """What is under way at a target."""
        return self._entries().get(target)

    def note(self, target: str, entry: Entry) -> None:
        """Record what is under way. Raises SettingsFault."""
        self._write({**self._entries(), target: entry})

    def close(self, target: str) -> None:
        """Record that nothing is under way any more. Raises SettingsFault."""
        entries = self._entries()
        if entries.pop(target, None):
            self._write(entries)

    def _entries(self) -> dict[str, Entry]:
        """A file that is not as we write it says nothing."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            found = json.loads(self.file.read_text("utf-8"))
            return {target: Entry(**values) for target, values in found.items()}
        return {}

    def _write(self, entries: Mapping[str, Entry]) -> None:
        text = json.dumps({target: entry._asdict() for target, entry in entries.items()}, indent=2)
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            _replace(self.file, text + "\n")
        except OSError as error:
            raise SettingsFault(
                f"The journal {self.file} cannot be written: {error.strerror}.",
                mend="Make the state folder writable and room on its disk.",
            ) from error


def _replace(file: Path, text: str) -> None:
    """Give a file another text at once, and for good: the disk has it afterwards."""
    staged = file.with_name(f"{file.name}.new")
    with staged.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    os.replace(staged, file)
    folder = os.open(file.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
