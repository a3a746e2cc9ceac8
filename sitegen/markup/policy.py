"""What HTML the public may bring to a page: the allow-list, and nothing outside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3

from sitegen.markup.anchors import nest_levels, slugify
from sitegen.markup.highlight import TOKEN_CLASSES
from sitegen.markup.parts import WIDTHS

if TYPE_CHECKING:
    from collections.abc import Callable


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = _words(
    """a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub sup
    table tbody td tfoot th thead tr ul var"""
)
_WITH_THEIR_TEXT = _words(
    """iframe math noembed noframes noscript object script style svg template textarea title
    xmp"""
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href", "role"},
    "div": {"aria-label", "role", "tabindex"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "pre": {"tabindex"},
    "span": {"aria-label", "role"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow ugc noopener"

# The classes of our own renderers. A button or a banner of the page's frame is not among them.
_CLASSES = (
    TOKEN_CLASSES
    | frozenset(WIDTHS)
    | _words(
        """abstract admonition align-center align-left align-right anchor attention attribution
    backrefs bad caution citation-reference citations classifier code compound contents danger
    dedication epigraph error field-list footnote-reference footnotes good highlights hint
    important legend line line-block listing ln math note notice
    notice-title option option-list pull-quote rubric sectnum sidebar sidebar-subtitle
    sidebar-title table task tasks tip topic topic-title warning"""
    )
)
_LANGUAGE = re.compile(r"language-[\w+#.-]+")
_WHOLE_NUMBER = re.compile(r"\d{1,5}")
_VALUES = {
    "dir": re.compile("ltr|rtl|auto"),
    "lang": re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    "role": re.compile("group|img|note|doc-backlink|doc-biblioref|doc-noteref"),
    "scope": re.compile("col|row"),
    "start": re.compile(r"-?\d{1,9}"),
    "tabindex": re.compile("0"),
    "type": re.compile("[aAiI1]"),
} | dict.fromkeys(("colspan", "height", "rowspan", "width"), _WHOLE_NUMBER)

_HEADING = re.compile("<(/?)h[1-6]")
_LINK_TO_NOWHERE = re.compile(f'<a(?![^>]* href=")([^>]*?) rel="{_REL}"')
_PICTURE_WITHOUT_TEXT = re.compile('<img(?![^>]* alt=")')


def sanitise(html: str, prefix: str) -> str:
    """Keep of the HTML what is on the allow-list, its ids under `prefix`, its headings from h2."""
    kept = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITH_THEIR_TEXT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute_filter(prefix),
        link_rel=_REL,
        url_schemes=_SCHEMES,
    )
    kept = _LINK_TO_NOWHERE.sub(r"<a\1", kept)
    return _PICTURE_WITHOUT_TEXT.sub('<img alt=""', _lower_headings(kept))


def _attribute_filter(prefix: str) -> Callable[[str, str, str], str | None]:
    """Make the filter for one fragment, in which an id stays only the first time it comes."""
    ids: set[str] = set()

    def claim(anchor: str) -> str | None:
        if anchor in ids:
            return None
        ids.add(anchor)
        return anchor

    def keep(_tag: str, name: str, value: str) -> str | None:
        if name == "class":
            return _known_classes(value)
        if name == "id":
            return claim(_prefixed(value, prefix))
        if name == "href" and value.startswith("#"):
            return "#" + _prefixed(value[1:], prefix)
        shape = _VALUES.get(name)
        return value if shape is None or shape.fullmatch(value) else None

    return keep


def _known_classes(value: str) -> str | None:
    known = [name for name in value.split() if name in _CLASSES or _LANGUAGE.fullmatch(name)]
    return " ".join(known) or None


def _prefixed(anchor: str, prefix: str) -> str:
    return anchor if anchor.startswith(f"{prefix}-") else f"{prefix}-{slugify(anchor) or 'top'}"


def _lower_headings(html: str) -> str:
    """Start the headings below the h1, which is the page's own."""
    levels = nest_levels(int(m[0][-1]) for m in _HEADING.finditer(html) if not m[1])
    if not levels:
        return html
    opening, current = iter(levels), 2

    def rename(tag: re.Match[str]) -> str:
        nonlocal current
        current = current if tag[1] else next(opening)
        return f"<{tag[1]}h{current}"

    return _HEADING.sub(rename, html)
