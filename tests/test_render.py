"""Rendering is closed: what a template shows comes from its page and the kit alone."""

from __future__ import annotations

import pytest

from sitegen.messages import Failure
from sitegen.render import Kit, Page, Renderer

MENU = [{"title": "Home", "url": "/"}]


def renderer(**sources: str) -> Renderer:
    """A renderer of these templates; `a` is the template `a.html`."""
    named = {f"{name}.html": source for name, source in sources.items()}
    shared = {("menu", "main"): MENU, ("box", "hello"): "Hello."}
    closures = dict.fromkeys(named, frozenset(shared))
    return Renderer(Kit(named, closures, shared, {"base_url": "https://example.org"}))


def shown(made: Renderer, times: int = 1) -> list[str]:
    """What `page.html` gives for so many pages, one after the other."""
    page = Page("x.txt", "page.html", "a page", {"title": "Title"})
    results = [made.render(page) for _ in range(times)]
    return [r.message if isinstance(r, Failure) else r.body.decode() for r in results]


def test_what_a_page_sets_in_an_imported_template_is_gone_for_the_next() -> None:
    made = renderer(
        ids="{% set c = namespace(n=0) %}"
        "{% macro next() %}{% set c.n = c.n + 1 %}{{ c.n }}{% endmacro %}",
        middle="{% from 'ids.html' import next %}"
        "{% macro two() %}{{ next() }}{{ next() }}{% endmacro %}",
        page="{% from 'middle.html' import two %}{{ two() }}",
    )
    assert shown(made, 3) == ["12", "12", "12"]


def test_macros_see_shared_content_however_they_are_reached() -> None:
    made = renderer(
        greet="{% macro hi() %}{{ box('hello') }}{% endmacro %}",
        part="{% from 'greet.html' import hi %}{{ hi() }}",
        page="{% include 'part.html' %}",
    )
    assert shown(made) == ["Hello."]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{% set _ = menu('main').append(1) %}", "attribute 'append' of 'list' object is unsafe."),
        ("{% set _ = site.update({}) %}", "attribute 'update' of 'dict' object is unsafe."),
        ("{{ cycler.__init__.__globals__ }}", "attribute '__init__' of 'type' object is unsafe."),
        ("{{ title.upper }}", "TypeError: a builtin_function_or_method cannot be shown"),
        ("{{ menu('main') }}", "TypeError: a list cannot be shown"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ lipsum() }}", "'lipsum' is undefined"),
        ("{{ [1, 2]|random }}", "No filter named 'random'."),
    ],
)
def test_a_template_cannot_reach_beyond_or_change_what_others_see(source: str, reason: str) -> None:
    (message,) = shown(renderer(page=source))
    assert message.startswith("templates/page.html:1: ")
    assert reason in message
    assert MENU == [{"title": "Home", "url": "/"}]
