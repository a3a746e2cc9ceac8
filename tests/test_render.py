"""Rendering is closed: what a template shows comes from its page and the kit alone."""

from __future__ import annotations

import pytest

from sitegen import markup
from sitegen.messages import Failure
from sitegen.page import Kit, Page
from sitegen.render import Renderer

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


OVERRIDE, ISOLATE, ZERO_WIDTH, JOINER = "\u202e", "\u2066", "\u200b", "\u200d"


@pytest.mark.parametrize("name", ["page.html", "page.xml", "page.txt"])
@pytest.mark.parametrize(
    "source",
    [
        "{{ row.title }}",
        "{{ rows[0].title }}",
        "{{ '<b>'|safe ~ row.title }}",
        "{{ [row.title, '<b>'|safe]|join }}",
        "{% for each in rows %}{{ each.title }}{% endfor %}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(row.title) }}",
    ],
)
def test_plain_texts_lose_what_nobody_sees_however_a_template_prints_them(
    source: str, name: str
) -> None:
    kit = Kit({name: source}, {name: frozenset()}, {}, {"base_url": ""})
    row = {"title": f"a{OVERRIDE}{ISOLATE}b{ZERO_WIDTH}c\ufeff\x00\x1b{JOINER}\u200e\vd"}
    result = Renderer(kit).render(Page("x", name, "a row", {"row": row, "rows": (row,)}))
    assert not isinstance(result, Failure)
    assert f"abc{JOINER}\u200e d" in result.body.decode()


def test_what_staff_write_keeps_its_signs() -> None:
    text = markup.Text(f"a{ZERO_WIDTH}{ISOLATE}b", "html", markup.Policy.TRUSTED, "content")
    kit = Kit({"a.html": "{{ content }}"}, {"a.html": frozenset()}, {}, {"base_url": ""})
    result = Renderer(kit).render(Page("x", "a.html", "a page", {"content": text}))
    assert not isinstance(result, Failure)
    assert result.body.decode() == text.source


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
