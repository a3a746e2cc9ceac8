"""What HTML the public may bring to a page: the allow-list, and nothing outside it.

Links may lead anywhere on the web, within the site too, and to a mailbox; each says that nobody
here vouches for it. Pictures come from this site or by https. Signs that turn the direction of text
are taken out, not isolated: the languages that are written from right to left do without them, and
a field without them needs no fence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import nh3

from sitegen.markup.anchors import slugify
from sitegen.markup.characters import as_seen
from sitegen.markup.highlight import TOKEN_CLASSES
from sitegen.markup.parts import WIDTHS
from sitegen.markup.structure import in_place

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

# What a browser takes for a scheme, once it has dropped the white space that it drops.
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*:")
_ANCHOR = re.compile(r"[\w-]+")
_MOST_PASSES = 8
_LINK_TO_NOWHERE = re.compile(f'<a(?![^>]* href=")([^>]*?) rel="{_REL}"')


def sanitise(html: str, prefix: str) -> str:
    """Keep of the HTML what is on the allow-list, its ids under `prefix`, its headings from h2.

    What is kept means the same to the next parser as to this one: an element that was dropped may
    have held two apart that end each other, and a tag too many would end one of the page's own.
    HTML that does not come to rest is shown as its text.
    """
    for _ in range(_MOST_PASSES):
        kept = in_place(_allowed(html, prefix))
        if kept == html:
            return kept
        html = kept
    return as_seen(nh3.clean(html, tags=set(), clean_content_tags=set(_WITH_THEIR_TEXT)))


def _allowed(html: str, prefix: str) -> str:
    kept = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_WITH_THEIR_TEXT,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute_filter(prefix),
        link_rel=_REL,
        url_schemes=_SCHEMES,
    )
    return as_seen(_LINK_TO_NOWHERE.sub(r"<a\1", kept))


def _attribute_filter(prefix: str) -> Callable[[str, str, str], str | None]:
    """Make the filter for one fragment, in which an id stays only the first time it comes."""
    ids: set[str] = set()

    def claim(anchor: str) -> str | None:
        if anchor in ids:
            return None
        ids.add(anchor)
        return anchor

    def keep(_tag: str, name: str, value: str) -> str | None:
        # First, since what is left could become a scheme.
        value = as_seen(value)
        if name == "class":
            return _known_classes(value)
        if name == "id":
            return claim(_prefixed(value, prefix))
        if name == "href":
            return _link(value, prefix)
        if name == "src":
            return _picture(value)
        shape = _VALUES.get(name)
        return value if shape is None or shape.fullmatch(value) else None

    return keep


def _known_classes(value: str) -> str | None:
    known = [name for name in value.split() if name in _CLASSES or _LANGUAGE.fullmatch(name)]
    return " ".join(known) or None


def _link(value: str, prefix: str) -> str | None:
    url = _as_browsers_read(value)
    if url.startswith("#"):
        return "#" + _prefixed(url[1:], prefix)
    return url if _scheme(url) in {"", *_SCHEMES} else None


def _picture(value: str) -> str | None:
    """Return the URL of a picture; by http it would be one that the site's own policy stops."""
    url = _as_browsers_read(value)
    if _scheme(url) == "http":
        return f"https{url[4:]}"
    if url[:2].replace("\\", "/") == "//":
        return f"https:{url}"
    return url if url and _scheme(url) in {"", "https"} else None


def _as_browsers_read(url: str) -> str:
    return "".join(url.splitlines()).replace("\t", "").strip()


def _scheme(url: str) -> str:
    found = _SCHEME.match(url)
    return found[0][:-1].lower() if found else ""


def _prefixed(anchor: str, prefix: str) -> str:
    rest = anchor.removeprefix(f"{prefix}-")
    if rest != anchor and _ANCHOR.fullmatch(rest):
        return anchor
    return f"{prefix}-{slugify(rest) or 'top'}"
