"""iCalendar (RFC 5545): lines, components, and what every event must say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.checks.finding import Body, Finding

OCTETS = 75  # of a line, without its end (RFC 5545, 3.1)
REQUIRED = {"VCALENDAR": ("PRODID", "VERSION"), "VEVENT": ("UID", "DTSTAMP", "DTSTART")}


def calendar_findings(body: Body, raw: bytes) -> Iterator[Finding]:
    """What keeps a calendar program from reading the file; `raw` is the file with its line ends."""
    if raw.count(b"\n") != raw.count(b"\r\n"):
        yield body.finding("feeds", "A line does not end with CRLF.", "End every line with CRLF.")
    lines = body.text.split("\n")
    for number, line in enumerate(lines, 1):
        if len(line.encode()) > OCTETS:
            said = f"The line has {len(line.encode())} octets, more than {OCTETS}."
            yield body.finding("feeds", said, "Fold it.", (number, 0))
    yield from _component_findings(body, lines)


def _component_findings(body: Body, lines: list[str]) -> Iterator[Finding]:
    stack: list[tuple[str, int, set[str]]] = []
    if not lines or lines[0].upper() != "BEGIN:VCALENDAR":
        yield body.finding("feeds", "It is no calendar.", "Begin it with BEGIN:VCALENDAR.", (1, 0))
    for number, line in enumerate(lines, 1):
        name, _, value = line.partition(":")
        if line.startswith((" ", "\t")) or not line:
            continue
        if name == "BEGIN":
            stack.append((value, number, set()))
        elif name != "END":
            if stack:
                stack[-1][2].add(name.partition(";")[0].upper())
        elif stack and stack[-1][0] == value:
            yield from _missing(body, *stack.pop())
        else:
            said = f"END:{value} ends nothing that was begun."
            yield body.finding("feeds", said, "Begin and end in order.", (number, 0))
    for name, number, _ in stack:
        yield body.finding("feeds", f"{name} does not end.", f"Add END:{name}.", (number, 0))


def _missing(body: Body, name: str, number: int, properties: set[str]) -> Iterator[Finding]:
    for wanted in REQUIRED.get(name, ()):
        if wanted not in properties:
            yield body.finding("feeds", f"A {name} has no {wanted}.", f"Add {wanted}.", (number, 0))
