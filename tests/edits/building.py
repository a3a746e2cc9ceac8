"""How a site is built: with other workers, wholly anew, once more, or not to the end."""

from __future__ import annotations

import contextlib
from itertools import count
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from hypothesis import strategies as st

from sitegen import files
from sitegen.models import Page
from tests.edits import values
from tests.edits.kind import Kind
from tests.edits.tables import change, some_key, updated
from tests.oracle import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oracle import BuiltTwice


class Interruption(BaseException):
    """The build ends here as if it had been killed."""


def change_the_number_of_workers(twice: BuiltTwice) -> None:
    twice.site.set(workers="2")
    twice.check(EVERYTHING, full=True)
    twice.site.set(workers="1")
    twice.check()


def render_everything(twice: BuiltTwice) -> None:
    built = twice.check(EVERYTHING, full=True)
    failed = {failure.path for failure in built.report.failures}
    pages = {path for path, file in twice.plan().files.items() if file.view}
    assert built.rendered | failed >= pages


def build_again_without_a_change(twice: BuiltTwice) -> None:
    built = twice.check()
    again = twice.check()
    assert (again.report.failures, again.report.warnings) == (
        built.report.failures,
        built.report.warnings,
    )
    if built.report.committed:
        assert (again.rendered, again.report.written, again.report.removed) == (set(), 0, 0)


def kill_a_build_that_renders(twice: BuiltTwice, number: int, after: int) -> None:
    """Nothing has happened."""
    before = twice.site.tree()
    move_some_pages(twice, number)
    interrupted(twice, killing_after(after))
    assert twice.site.tree() == before or not twice.is_whole
    twice.check()


def kill_a_build_that_commits(twice: BuiltTwice, number: int, step: str, after: int) -> None:
    """The next build does what is left to do."""
    move_some_pages(twice, number)
    # What is tried here is a commit: rows that fail have none.
    if twice.is_whole:
        with patch.object(files, step, killing_after(after, getattr(files, step))):
            interrupted(twice)
    twice.check(foretold=not twice.is_whole)


def move_some_pages(twice: BuiltTwice, number: int) -> None:
    """So that files are placed and files removed."""
    key = some_key(twice, Page, number)
    place = {"path": f"moved-{number}", "content_type": "text/html"}
    change(twice, updated(Page, key, place))
    change(twice, updated(Page, some_key(twice, Page, number + 1), {"title": f"Moved {number}"}))


def killing_after(calls: int, do: Callable[..., Any] = lambda *_: None) -> Callable[..., Any]:
    """The function, which can be called so often."""
    left = count(calls, -1)

    def killing(*args: Any) -> Any:
        if next(left) == 0:
            raise Interruption
        return do(*args)

    return killing


def interrupted(twice: BuiltTwice, kill: Callable[[int, int], None] | None = None) -> None:
    with contextlib.suppress(Interruption):
        twice.build(kill)


KINDS = (
    Kind(change_the_number_of_workers),
    Kind(render_everything),
    Kind(build_again_without_a_change),
    Kind(kill_a_build_that_renders, {"number": values.numbers, "after": st.integers(0, 2)}),
    Kind(
        kill_a_build_that_commits,
        {
            "number": values.numbers,
            "step": st.sampled_from(["place", "remove", "sync"]),
            "after": st.integers(0, 2),
        },
    ),
)
