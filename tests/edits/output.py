"""What befalls the output and the state from outside."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.edits.kind import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from tests.oracle import BuiltTwice

places = st.integers(0, 99)


def some_file(twice: BuiltTwice, place: int) -> Path | None:
    files = sorted(file for file in twice.site.output.rglob("*") if file.is_file())
    return files[place % len(files)] if files else None


def edit_a_file_by_hand(twice: BuiltTwice, place: int, how: str) -> None:
    """In the same number of bytes, or at the same time; in both together nobody could see it."""
    if file := some_file(twice, place):
        body, before = file.read_bytes(), file.stat()
        file.write_bytes(bytes(len(body)) if how == "same size" else body + b"mine")
        if how == "same time":
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        else:
            os.utime(file, ns=(1, before.st_mtime_ns + 1))
    twice.check()


def delete_a_file_by_hand(twice: BuiltTwice, place: int) -> None:
    if file := some_file(twice, place):
        file.unlink()
    twice.check()


def delete_all_folders_by_hand(twice: BuiltTwice) -> None:
    for file in twice.site.output.iterdir():
        if file.is_dir():
            shutil.rmtree(file)
    twice.check()


def touch(twice: BuiltTwice, place: int) -> None:
    if file := some_file(twice, place):
        os.utime(file, ns=(place, place))
    twice.check()


def move_the_tree(twice: BuiltTwice) -> None:
    """Output and state go elsewhere together, and every file gets the time of the copy."""
    moved = twice.folder / "moved"
    shutil.rmtree(moved, ignore_errors=True)
    for old in (twice.site.output, twice.site.settings.state):
        shutil.copytree(old, moved / old.name, copy_function=shutil.copyfile)
        shutil.rmtree(old)
    for new in list(moved.iterdir()):
        shutil.move(new, twice.folder / new.name)
    twice.check()


def lose_the_state(twice: BuiltTwice) -> None:
    """It is found again if the rows fail: what is not committed is not taken over."""
    state, aside = twice.site.settings.state, twice.folder / "aside"
    state.rename(aside)
    if not twice.check("*", adopt=True).report.committed:
        shutil.rmtree(state)
        aside.rename(state)
    shutil.rmtree(aside, ignore_errors=True)


KINDS = (
    *(
        Kind(edit_a_file_by_hand, {"place": places, "how": st.just(how)}, f"in the {how}")
        for how in ("same size", "same time")
    ),
    Kind(delete_a_file_by_hand, {"place": places}),
    Kind(delete_all_folders_by_hand),
    Kind(touch, {"place": places}),
    Kind(move_the_tree),
    Kind(lose_the_state),
)
