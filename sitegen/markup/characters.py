"""Characters that HTML forbids, out of every text before and after a renderer sees it."""

from __future__ import annotations

import re

from sitegen.errors import MarkupFault

# Controls and noncharacters: a parse error in HTML, and NUL is docutils' own escape sign.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with Unix line ends and no forbidden characters, and a warning about these.

    Raises MarkupFault for a lone surrogate, which no file can hold.
    """
    refuse_surrogates(source)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\v", " ").replace("\f", " ")
    found = FORBIDDEN.search(text)
    if found is None:
        return text, ()
    warning = f"line {line_of(text, found.start())}: control character "
    return FORBIDDEN.sub("", text), (f"{warning}U+{ord(found[0]):04X} was left out.",)


def refuse_surrogates(source: str) -> None:
    """Raise MarkupFault when the text cannot be encoded."""
    if found := _SURROGATE.search(source):
        line = line_of(source, found.start())
        msg = f"line {line}: half a character (U+{ord(found[0]):04X})."
        raise MarkupFault(msg, mend="Write the text again in UTF-8.")


def replace_forbidden(html: str) -> str:
    """Put U+FFFD where a character reference of the markup smuggled one in."""
    return _SURROGATE.sub("\ufffd", FORBIDDEN.sub("\ufffd", html))


def line_of(text: str, position: int) -> int:
    """Return the line that holds a position, counted from 1."""
    return text.count("\n", 0, position) + 1
