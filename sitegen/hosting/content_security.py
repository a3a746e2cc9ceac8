"""The Content-Security-Policy: what pages of the site may load and do, and no more.

Most of it is the same for every site. What pages embed is told from the pages as they are rendered.
Texts of strangers cannot widen it: of the elements that embed, the sanitiser lets none through.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from sitegen.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborNode

NAME = "Content-Security-Policy"
# Scripts and styles are files of the site, never a part of the page: whatever a text smuggles past
# the sanitiser finds nothing that would run it. The same holds for staff, whose raw HTML may hold
# inline scripts and styles; they do nothing.
FIXED = MappingProxyType(
    {
        "default-src": "'none'",  # not asked for: fonts, plugins, and what scripts fetch
        "script-src": "'self'",
        "style-src": "'self'",
        # Pictures may stand on other hosts, those of strangers too: were their hosts named here,
        # each could add one. What an old text names by http, browsers ask for by https of
        # themselves, since the page came by https.
        "img-src": "'self' https:",
        "form-action": "'none'",
        "base-uri": "'none'",  # a <base> would send every relative link elsewhere
        "frame-ancestors": "'none'",  # nobody lays the site under a page of theirs
    }
)
MOST = 50  # hosts of one kind: hosts and proxies refuse very long headers
# Where elements say what they load or send to, and the directive that permits it. A form that sends
# elsewhere is none of ours.
FORM_ACTION = "form-action"
ASKING = (
    ("iframe[src], frame[src]", "src", "frame-src"),
    ("video[src], audio[src], source[src], track[src]", "src", "media-src"),
    ("form", "action", FORM_ACTION),
    ("[formaction]", "formaction", FORM_ACTION),
)
# Hardly a page holds one of these, and to look for them is far quicker than to parse.
MARKS = ("<iframe", "<frame", "<video", "<audio", "<source", "<track", "<form", "formaction")
HOST = re.compile(r"[a-z0-9.-]+(?::\d{1,5})?")
LINE = re.compile(rf"^(  {NAME}: ).*$", re.MULTILINE)


def loads_of(html: str, page_url: str) -> tuple[str, ...]:
    """What a page embeds and where its forms go, as a directive and a source: `frame-src 'self'`.

    `page_url` is its whole address.
    """
    folded = html.lower()
    if not any(mark in folded for mark in MARKS):
        return ()
    return tuple(sorted(set(_loads(LexborHTMLParser(html), page_url))))


def policy(loads: Iterable[str]) -> str:
    """The policy for pages that embed this."""
    permitted: dict[str, set[str]] = {}
    for load in loads:
        directive, _, source = load.partition(" ")
        permitted.setdefault(directive, set()).add(source)
    directives = {**FIXED, **{name: _sources(found) for name, found in sorted(permitted.items())}}
    if "'self'" in permitted.get("frame-src", ()):
        directives["frame-ancestors"] = "'self'"  # or what is embedded would refuse to be
    return "; ".join(map(" ".join, directives.items()))


def with_policy(headers: str, loads: Iterable[str]) -> str:
    """The text of `_headers` with the policy for pages that embed this, in place of its own."""
    return LINE.sub(lambda line: f"{line[1]}{policy(loads)}", headers, count=1)


def _sources(found: set[str]) -> str:
    if len(found) > MOST:
        return "'self' https:" if "'self'" in found else "https:"
    return " ".join(sorted(found))


def _loads(document: LexborHTMLParser, page_url: str) -> Iterator[str]:
    for selector, attribute, directive in ASKING:
        for node in document.css(selector):
            source = _source(node, attribute, page_url)
            if source == "'self'" or (source and directive != FORM_ACTION):
                yield f"{directive} {source}"


def _source(node: LexborNode, attribute: str, page_url: str) -> str:
    """The host that is asked, as policies name it; empty for one that no policy of ours names."""
    try:
        place = urlsplit(urljoin(page_url, (node.attributes.get(attribute) or "").strip()))
        own = urlsplit(page_url)
    except ValueError:
        return ""
    host = host_of(place.scheme, place.netloc)
    if (place.scheme, host) == (own.scheme, host_of(own.scheme, own.netloc)):
        return "'self'"
    return f"https://{host}" if place.scheme == "https" and HOST.fullmatch(host) else ""
