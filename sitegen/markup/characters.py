"""Characters that HTML forbids, and those that nobody sees, out of texts that may not have them.

What nobody sees turns round the order of its neighbours, or makes two names look like one.
"""

from __future__ import annotations

import re

from sitegen.errors import MarkupFault

# Controls and noncharacters: a parse error in HTML, and NUL is docutils' own escape sign.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
# Overrides, embeddings and isolates of direction; zero-width and other invisible signs. Marks of
# direction (U+200E, U+200F) and joiners (U+200C, U+200D) stay: languages and emoji need them.
_UNSEEN = re.compile("[\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_BREAKS = str.maketrans(dict.fromkeys("\v\f\x85\u2028\u2029", " "))
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(source: str) -> tuple[str, tuple[str, ...]]:
    """Return the text with Unix line ends and no forbidden characters, and a warning about these.

    Raises MarkupFault for a lone surrogate, which no file can hold.
    """
    refuse_surrogates(source)
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\v", " ").replace("\f", " ")
    found = None if _is_plain(text) else FORBIDDEN.search(text)
    if found is None:
        return text, ()
    warning = f"line {line_of(text, found.start())}: control character "
    return FORBIDDEN.sub("", text), (f"{warning}U+{ord(found[0]):04X} was left out.",)


def as_seen(text: str) -> str:
    """Return the text without what HTML forbids and what nobody sees; half characters stay."""
    if text.isprintable():  # most texts, in any script, and told ten times as fast
        return text
    return FORBIDDEN.sub("", _UNSEEN.sub("", text.translate(_BREAKS)))


def refuse_surrogates(source: str) -> None:
    """Raise MarkupFault when the text cannot be encoded."""
    if found := _SURROGATE.search(source):
        line = line_of(source, found.start())
        msg = f"line {line}: half a character (U+{ord(found[0]):04X})."
        raise MarkupFault(msg, mend="Write the text again in UTF-8.")


def replace_forbidden(html: str) -> str:
    """Put U+FFFD where a character reference of the markup smuggled one in."""
    return html if _is_plain(html) else _SURROGATE.sub("\ufffd", FORBIDDEN.sub("\ufffd", html))


def _is_plain(text: str) -> bool:
    """Whether all can be printed but for line ends and tabs; most texts, told ten times as fast."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def line_of(text: str, position: int) -> int:
    """Return the line that holds a position, counted from 1."""
    return text.count("\n", 0, position) + 1
