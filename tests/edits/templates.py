"""Edits of templates: of their own, of macros, of what they include, of what was not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from sitegen.explain import routes
from sitegen.models import Page
from sitegen.sections import SITE
from tests.edits.kind import Kind
from tests.edits.tables import change, some_key, updated

if TYPE_CHECKING:
    from tests.oracle import BuiltTwice

# Where a mark shows in what the template makes.
SPOTS = {
    "base.html": "<body",
    "pages/default.html": "<article",
    "psf/default.html": "{% block after %}",
    "downloads/release.html": "<article",
    "jobs/job.html": "<article",
    "events/event.html": "<article",
    "home/index.html": '<div class="hero',
    "site/sitemap.xml": "<url>",
}
MACROS = {"macros/frame.html": "<nav", "macros/text.html": "<time", "macros/jobs.html": "<li"}
NAMED = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+"([^"]+)" """.strip())

INCLUDING = """{% extends "pages/default.html" %}
{% block after %}
{% include "pages/included.html" %}
{% include "pages/optional.html" ignore missing %}
{% include ["pages/first.html", "pages/included.html"] %}
{% endblock %}
"""
INCLUDED = "<p>Included.</p>\n"


def write_templates(twice: BuiltTwice) -> None:
    """Templates besides those of the repository, which include others."""
    twice.site.write("templates/pages/including.html", INCLUDING)
    twice.site.write("templates/pages/included.html", INCLUDED)


def reached_by(twice: BuiltTwice, name: str) -> list[str]:
    """The paths whose template names this one, or names one that does, whether they show it."""
    sources = {
        file.relative_to(twice.folder / "templates").as_posix(): file.read_text("utf-8")
        for file in (twice.folder / "templates").rglob("*.*")
    }
    reaching, waiting = {name}, [name]
    while waiting:
        wanted = f'"{waiting.pop()}"'
        more = {other for other, text in sources.items() if wanted in text} - reaching
        reaching |= more
        waiting += more
    found = routes(twice.site.settings, SITE, twice.now)
    return [route["path"] for route in found if route["template"] in reaching]


def mark(twice: BuiltTwice, name: str, spot: str, edition: int) -> None:
    """Let the template show an edition, in place of an earlier one."""
    file = twice.folder / "templates" / name
    source = re.sub(r"<!--\d-->", "", file.read_text("utf-8"))
    assert spot in source
    file.write_text(source.replace(spot, f"<!--{edition}-->{spot}"))
    twice.check(*reached_by(twice, name))


def edit_a_template(twice: BuiltTwice, name: str, edition: int) -> None:
    mark(twice, name, SPOTS[name], edition)


def edit_a_macro(twice: BuiltTwice, name: str, edition: int) -> None:
    mark(twice, name, MACROS[name], edition)


def let_a_page_ask(twice: BuiltTwice, name: str) -> None:
    """For a template of its own."""
    asking = {"template_name": name, "content_type": "text/html", "is_published": True}
    change(twice, updated(Page, some_key(twice, Page, 0), asking))
    twice.check()


def edit_an_included_template(twice: BuiltTwice, edition: int) -> None:
    let_a_page_ask(twice, "pages/including.html")
    mark(twice, "pages/included.html", "<p>", edition)


def write_or_remove(twice: BuiltTwice, name: str, text: str) -> None:
    file = twice.folder / "templates" / name
    before = reached_by(twice, name)
    file.unlink(missing_ok=True)
    if text:
        file.write_text(text)
    twice.check(*before, *reached_by(twice, name))


def make_a_template_that_was_looked_for_in_vain(
    twice: BuiltTwice, name: str, text: str, edited: str
) -> None:
    let_a_page_ask(twice, "pages/including.html")
    for each in (text, edited, ""):
        write_or_remove(twice, f"pages/{name}.html", each)


def make_the_template_that_a_row_asks_for(twice: BuiltTwice, text: str, last: str) -> None:
    let_a_page_ask(twice, "pages/own.html")
    for each in (text, last):
        write_or_remove(twice, "pages/own.html", each)


def forget_to_call_a_method(twice: BuiltTwice) -> None:
    """What is shown then may not depend on where Python keeps it."""
    let_a_page_ask(twice, "pages/own.html")
    for text in ('{{ page.title.upper ~ "" }}', '{{ page.title.upper() ~ "" }}'):
        write_or_remove(twice, "pages/own.html", text)


editions = st.integers(1, 9)
bodies = st.sampled_from(["<p>One</p>", "<p>Two</p>", '{{ box("unused") }}{{ box("home-intro") }}'])
others = st.sampled_from(["<p>Three</p>", "<p>Four</p>"])
owns = st.sampled_from(["{{ page.title }}", '{{ page.title }}{{ box("unused") }}', ""])
KINDS = (
    Kind(edit_a_template, {"name": st.sampled_from(sorted(SPOTS)), "edition": editions}),
    Kind(edit_a_macro, {"name": st.sampled_from(sorted(MACROS)), "edition": editions}),
    Kind(edit_an_included_template, {"edition": editions}),
    Kind(
        make_a_template_that_was_looked_for_in_vain,
        {"name": st.sampled_from(["optional", "first"]), "text": bodies, "edited": others},
    ),
    Kind(make_the_template_that_a_row_asks_for, {"text": owns, "last": owns}),
    Kind(forget_to_call_a_method),
)
