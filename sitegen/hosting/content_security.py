"""The Content-Security-Policy: what pages of the site may load and do, and no more.

Most of it is the same for every site. What pages embed is told from the pages as they are rendered.
Texts of strangers cannot widen it: of the elements that embed, the sanitiser lets none through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
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
# Where elements say what they load, run or send to, and the directive that permits it.
FORM_ACTION, SCRIPTS = "form-action", "script-src"
ASKING = (
    ("iframe[src], frame[src]", "src", "frame-src"),
    ("video[src], audio[src], source[src], track[src]", "src", "media-src"),
    ("form", "action", FORM_ACTION),
    ("[formaction]", "formaction", FORM_ACTION),
    ("script[src]", "src", SCRIPTS),
)
# Hardly a page holds one of these, and to look for them is far quicker than to parse.
MARKS = ("<iframe", "<frame", "<video", "<audio", "<source", "<track", "<form", "formaction")
SCRIPT = "<script"  # every page holds some, whose address is seen to be of the site
OWN_SCRIPT = re.compile(r"""<script src=(?:"/[^/"&\\\s][^"&\\]*"|/[^/"'&\\\s>][^"'&\\\s>]*)[\s>]""")
RUN = ("", "module", "text/javascript", "application/javascript")  # types of scripts
HOST = re.compile(r"[a-z0-9.-]+(?::\d{1,5})?")
LINE = re.compile(rf"^(  {NAME}: ).*$", re.MULTILINE)
SHOWN = 100  # characters of an address
SELF = "'self'"


@dataclass(frozen=True, slots=True)
class Blocked:
    """What a page asks for and the policy never permits: what is wrong, and the mend."""

    message: str
    mend: str


@dataclass(frozen=True, slots=True)
class Embeds:
    """What a page embeds and where its forms go.

    `loads` are what a policy has to permit, as a directive and a source: `frame-src 'self'`.
    """

    loads: tuple[str, ...] = ()
    blocked: tuple[Blocked, ...] = ()


NO_EMBEDS = Embeds()


def embeds_of(html: str, page_url: str) -> Embeds:
    """What a page embeds, runs and sends to; `page_url` is its whole address."""
    folded = html.lower()
    if not any(mark in folded for mark in MARKS) and not _has_other_scripts(folded):
        return NO_EMBEDS
    loads, blocked = set[str](), dict[Blocked, None]()
    for node, attribute, directive in _asking(LexborHTMLParser(html)):
        written = (node.attributes.get(attribute) or "").strip()
        if written.lower().startswith("about:"):  # an empty frame asks nobody
            continue
        source = _source(written, page_url)
        if source != SELF and (not source or directive in (FORM_ACTION, SCRIPTS)):
            blocked[_blocked(node.tag or "", written, directive)] = None
        elif directive != SCRIPTS:
            loads.add(f"{directive} {source}")
    return Embeds(tuple(sorted(loads)), tuple(blocked))


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


def _has_other_scripts(folded: str) -> bool:
    return folded.count(SCRIPT) > len(OWN_SCRIPT.findall(folded))


def _asking(document: LexborHTMLParser) -> Iterator[tuple[LexborNode, str, str]]:
    """The elements that ask for something, the attribute that says for what, and the directive."""
    for selector, attribute, directive in ASKING:
        for node in document.css(selector):
            kind = (node.attributes.get("type") or "").strip().lower()
            if directive != SCRIPTS or kind in RUN:
                yield node, attribute, directive


def _source(written: str, page_url: str) -> str:
    """The host that is asked, as policies name it; empty for one that no policy of ours names."""
    try:
        # Browsers take a backslash for a slash (URL Standard, 4.4).
        place = urlsplit(urljoin(page_url, written.replace("\\", "/")))
        own = urlsplit(page_url)
    except ValueError:
        return ""
    host = host_of(place.scheme, place.netloc)
    if (place.scheme, host) == (own.scheme, host_of(own.scheme, own.netloc)):
        return SELF
    return f"https://{host}" if place.scheme == "https" and HOST.fullmatch(host) else ""


def _blocked(tag: str, written: str, directive: str) -> Blocked:
    said = " ".join(written.split())
    shown = said if len(said) <= SHOWN else f"{said[:SHOWN]}…"
    does = "lets no form send to" if directive == FORM_ACTION else f"lets no <{tag}> load"
    return Blocked(f"the {NAME} {does} {shown}.", _mend(written, directive))


def _mend(written: str, directive: str) -> str:
    if directive == SCRIPTS:
        return "Put the script into assets/, and load it from there."
    if directive == FORM_ACTION:
        return "Link to a page with that form instead."
    if written.lower().startswith("http:"):
        return "Write its address with https:."
    if "@" in written.partition("//")[2].partition("/")[0]:
        return "Write its address without a name and a password."
    if not written.isascii():
        return "Write the name of its host in ASCII (xn--…)."
    return "Embed what has an address that begins with https:."
