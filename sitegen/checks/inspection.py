"""Everything that one published file says by itself, and what others must be asked about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from turbohtml import parse

from sitegen import urls
from sitegen.checks.anchors import anchors_of
from sitegen.checks.calendars import calendar_findings
from sitegen.checks.embeds import embed_findings
from sitegen.checks.feeds import json_findings, linked_data_findings, xml_followed
from sitegen.checks.finding import Body, Finding
from sitegen.checks.html import html_findings
from sitegen.checks.links import Followed, followed, links_of_document, links_of_style
from sitegen.checks.published import fault_of, unread
from sitegen.checks.rules import links_of_rules, rule_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.checks.links import Pointer
    from sitegen.checks.published import Published

DOCUMENTS = (".html", ".htm")
STYLES = (".css",)
XML = (".xml", ".rss", ".atom", ".svg")
JSON = (".json", ".jsonld", ".webmanifest")
CALENDARS = (".ics",)
READ = (*DOCUMENTS, *STYLES, *XML, *JSON, *CALENDARS)
RULES = "_redirects"


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file says: faults, anchors, fragments it points at, URLs of other hosts."""

    path: str
    findings: tuple[Finding, ...] = ()
    anchors: frozenset[str] | None = None
    pointers: tuple[Pointer, ...] = ()
    outward: tuple[tuple[str, tuple[int, int]], ...] = ()


def is_read(path: str) -> bool:
    """Whether anything is known of files with such a name."""
    return path == RULES or PurePosixPath(path).suffix in READ


def inspect_files(site: Published, paths: Sequence[str]) -> list[Inspection]:
    """What each of these files says."""
    return [inspect_file(site, path) for path in paths]


def inspect_file(site: Published, path: str) -> Inspection:
    """What a file says; one that is not there, or is no text, says so."""
    file = site.folder / path
    if said := fault_of(file):
        return _unread(path, said)
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        return _unread(path, unread(error))
    except UnicodeDecodeError as error:
        said = f"The file is not UTF-8 (byte {error.start:,})."
        return Inspection(path, (Finding(path, 0, 0, "html", said, "Write it in UTF-8."),))
    body = Body(path, text.replace("\r\n", "\n").replace("\r", "\n"))
    if path.endswith(DOCUMENTS):
        return _document(body, site)
    found = _followed(body, site, raw)
    return Inspection(path, found.findings, None, found.pointers, found.outward)


def _unread(path: str, said: str) -> Inspection:
    return Inspection(path, (Finding(path, 0, 0, "files", said, "Build again."),))


def _document(body: Body, site: Published) -> Inspection:
    document = parse(body.text, source_locations=True)
    base = document.base_url(site.base_url + urls.url_of(body.path))
    found = followed(body, links_of_document(document), site, base)
    findings = chain(
        html_findings(body, document),
        linked_data_findings(body, document),
        embed_findings(body, site),
        found.findings,
    )
    anchors = anchors_of(document)
    return Inspection(body.path, tuple(findings), anchors, found.pointers, found.outward)


def _followed(body: Body, site: Published, raw: bytes) -> Followed:
    """What is wrong with a file that is no document, and where its links lead."""
    if body.path.endswith(XML):
        return xml_followed(body, site)
    if body.path.endswith(STYLES):
        return followed(body, links_of_style(body.text), site)
    if body.path.endswith(JSON):
        return Followed(tuple(json_findings(body)), (), ())
    if body.path.endswith(CALENDARS):
        return Followed(tuple(calendar_findings(body, raw)), (), ())
    found = followed(body, links_of_rules(body), site)
    return replace(found, findings=(*found.findings, *rule_findings(body, site)))
