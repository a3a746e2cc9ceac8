"""Redirects that a host would not follow, or that lead where nobody wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.checks.links import Link
from sitegen.errors import RulesFault
from sitegen.hosting.itinerary import lines_of
from sitegen.hosting.soundness import check_rules, detours

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.checks.finding import Body, Finding
    from sitegen.checks.published import Published


def rule_findings(body: Body, site: Published) -> Iterator[Finding]:
    """What is wrong with the rules of `_redirects` beside the files of the site."""
    try:
        check_rules(body.text, site.base_url, place=lambda rule: f"line {rule.number}")
    except RulesFault as fault:
        yield body.finding("links", fault.message, fault.mend)
        return
    for each in detours(body.text, site.paths, site.base_url, site.elsewhere):
        yield body.finding("links", each.message, each.mend, (each.line, 0))


def links_of_rules(body: Body) -> Iterator[Link]:
    """Where redirects lead, but for those that put a part of the asked URL into their target."""
    lines = body.text.splitlines()
    for rule in lines_of(body.text):
        if rule.target and "/:" not in rule.target:
            column = lines[rule.number - 1].index(rule.target, len(rule.source))
            yield Link(rule.target, (rule.number, column))
