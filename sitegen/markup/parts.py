"""The parts of a page that reStructuredText and Markdown write alike."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.markup.fragment import Heading

# The classes of pictures as wide as a share of the page, in tenths.
WIDTHS = tuple(f"width-{share}" for share in range(10, 101, 10))
_LOWEST_IN_CONTENTS = 3


def open_table_box(label: str = "Table") -> str:
    """Open the box in which a wide table scrolls, for a keyboard too."""
    name = escape(label)
    return f'<div class="table" role="group" tabindex="0" aria-label="{name}">\n'


def note_label(label: str, anchor: str, references: Sequence[str]) -> str:
    """Write the `dt` of a footnote or citation, with the way back to its references."""
    shown = f"[{escape(label, quote=False)}]"
    if len(references) == 1:
        shown = _way_back(references[0], shown)
    elif references:
        ways = ", ".join(_way_back(id_, str(n)) for n, id_ in enumerate(references, 1))
        shown += f' <span class="backrefs">({ways})</span>'
    return f'<dt id="{escape(anchor)}">{shown}</dt>\n'


def _way_back(anchor: str, text: str) -> str:
    return f'<a href="#{escape(anchor)}" role="doc-backlink">{text}</a>'


def contents_of(headings: Iterable[Heading]) -> tuple[Heading, ...]:
    """Keep the headings that a table of contents shows."""
    return tuple(heading for heading in headings if heading.level <= _LOWEST_IN_CONTENTS)
