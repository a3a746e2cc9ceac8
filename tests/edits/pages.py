"""Edits of pages that need more than a new value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from sitegen.models import Page
from tests.edits import values
from tests.edits.kind import Kind
from tests.edits.tables import ROOM, change, deleted, inserted, some_key, updated
from tests.edits.values import BROKEN, DEFINES_A_ROLE, USES_A_ROLE
from tests.oracle import compare

if TYPE_CHECKING:
    from tests.oracle import BuiltTwice

FILE = {"path": "folder.txt", "content_type": "text/plain"}
FOLDER = {"path": "folder.txt/page", "content_type": "text/html"}


def turn_a_file_into_a_folder_and_back(twice: BuiltTwice, number: int) -> None:
    key = some_key(twice, Page, number)
    for place in (FILE, FOLDER, FILE):
        change(twice, updated(Page, key, place))
        twice.check()


def define_a_role_in_one_page_and_use_it_in_another(
    twice: BuiltTwice, one: int, other: int
) -> None:
    """A page that was made before a role was defined elsewhere is the same as one made after."""
    user, definer = some_key(twice, Page, one), some_key(twice, Page, other)
    for key, text in ((user, USES_A_ROLE), (definer, DEFINES_A_ROLE)):
        change(twice, updated(Page, key, {"content": text, "content_markup_type": "rst"}))
        twice.check()


def break_a_page_and_mend_it(twice: BuiltTwice, *, content: str, keep_going: bool) -> None:
    """A page that fails keeps its old file: nothing changes, or everything else does."""
    key = ROOM + 4
    before = twice.site.tree()
    broken = {"title": "Broken", "path": "broken", "content": BROKEN}
    change(twice, inserted(Page, key, broken), updated(Page, 1, {"title": "Beside it"}))
    built = twice.build(keep_going=keep_going)
    assert built.report.failures
    assert built.report.committed == keep_going
    assert keep_going or built.tree == before
    failing = {failure.path for failure in built.report.failures}
    # What an old file embeds that stays in place is permitted; from nothing there is no such file.
    compare(built, twice.from_nothing(keep_going=keep_going), {*failing, "_headers"})
    change(twice, updated(Page, key, {"content": content}))
    twice.check()
    change(twice, deleted(Page, key))
    twice.check()


def embed_something_and_take_it_away(twice: BuiltTwice, *, content: str) -> None:
    """The headers of the site follow a page that is neither theirs nor of their rows."""
    key = ROOM + 5
    page = {"title": "Film", "path": "film", "content": content, "content_markup_type": "html"}
    change(twice, inserted(Page, key, page))
    twice.check()
    twice.check()  # by a build that renders no page, and remembers what they embed
    change(twice, deleted(Page, key))
    twice.check()


def write_the_same_text_in_another_markup(twice: BuiltTwice, number: int) -> None:
    """What is remembered of a text is of one markup, though another has the same text."""
    key, text = ROOM + 6, f"`Text` *number* {number}."
    page = {"title": "Text", "path": "text", "content": text, "content_markup_type": "markdown"}
    change(twice, inserted(Page, key, page))
    twice.check()
    change(twice, updated(Page, key, {"content_markup_type": "rst"}))
    twice.check()
    change(twice, deleted(Page, key))
    twice.check()


KINDS = (
    Kind(turn_a_file_into_a_folder_and_back, {"number": values.numbers}),
    Kind(
        define_a_role_in_one_page_and_use_it_in_another,
        {"one": values.numbers, "other": values.numbers},
    ),
    Kind(embed_something_and_take_it_away, {"content": values.embedding}),
    Kind(write_the_same_text_in_another_markup, {"number": values.numbers}),
    Kind(break_a_page_and_mend_it, {"content": values.texts, "keep_going": st.booleans()}),
)
