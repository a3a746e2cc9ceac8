"""Edits of what the whole site depends on: assets, uploads, settings, code."""

from __future__ import annotations

import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

from hypothesis import strategies as st

from sitegen import code, render
from sitegen.filters import FILTERS
from sitegen.markup import rendering
from tests.edits.kind import Kind
from tests.oracle import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.markup import Fragment, Text
    from tests.oracle import BuiltTwice


def edit_an_asset(twice: BuiltTwice, colour: str) -> None:
    """A part of the style sheet of every page, whose name changes with it."""
    twice.site.write("assets/css/print.css", f"body {{ color: {colour} }}")
    twice.check()


def edit_or_lose_an_upload(twice: BuiltTwice, text: str) -> None:
    (twice.folder / "uploads/pic.png").unlink(missing_ok=True)
    if text:
        twice.site.write("uploads/pic.png", text)
    twice.check()


def change_a_setting(twice: BuiltTwice, setting: tuple[str, str]) -> None:
    """Every template can see every one of them, shown or not."""
    name, value = setting
    twice.site.set(**{name: value})
    twice.check(EVERYTHING)


def edit_the_code(twice: BuiltTwice, part: str) -> None:
    """A new version of the package that renders differently, and the old one again."""
    with edited_code(twice, part):
        twice.check(EVERYTHING)
    twice.check(EVERYTHING)


@contextmanager
def edited_code(twice: BuiltTwice, part: str) -> Iterator[None]:
    """Other code in one part; what an edit before left of other parts would be an edit of them."""
    shutil.rmtree(twice.folder / "package", ignore_errors=True)
    package = twice.folder / "package" / part
    package.mkdir(parents=True)
    (package / "edition.py").write_text("EDITION = 2\n")
    with ExitStack() as stack:
        stack.enter_context(patch.object(code, "PACKAGE", twice.folder / "package"))
        if part == "markup":
            stack.enter_context(patch.object(rendering, "fragment_of", marked_fragment))
        else:
            filters = {**FILTERS, "absolute": marked_address}
            stack.enter_context(patch.object(render, "FILTERS", filters))
        yield


unmarked_fragment, unmarked_address = rendering.fragment_of, FILTERS["absolute"]


def marked_fragment(text: Text) -> Fragment:
    fragment = unmarked_fragment(text)
    return replace(fragment, html=f"<!-- edited -->{fragment.html}")


def marked_address(*given: object) -> str:
    return f"{unmarked_address(*given)}#edited"


SETTINGS = st.sampled_from(
    [
        ("name", "Another name"),
        ("description", "Another description"),
        ("language", "de"),
        ("base_url", "https://another.example"),
        ("name", "Test"),
    ]
)
KINDS = (
    Kind(edit_an_asset, {"colour": st.sampled_from(["red", "blue", "green"])}),
    Kind(edit_or_lose_an_upload, {"text": st.sampled_from(["one", "two", ""])}),
    Kind(change_a_setting, {"setting": SETTINGS}),
    Kind(edit_the_code, {"part": st.sampled_from(["markup", "render"])}),
)
