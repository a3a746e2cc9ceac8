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
        (
            "{{ title.upper }}",
            "TypeError: a builtin_function_or_method cannot be shown; perhaps its () is forgotten",
        ),
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


FORGOTTEN = "a builtin_function_or_method cannot be shown; perhaps its () is forgotten"


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ title.upper ~ '' }}", FORGOTTEN),
        ("{{ title['upper'] ~ '' }}", FORGOTTEN),
        ("{{ title.upper|string }}", FORGOTTEN),
        ("{{ [title.upper]|join }}", FORGOTTEN),
        ("{{ [title]|join(attribute='upper') }}", FORGOTTEN),
        ("{{ '%s'|format(title.upper) }}", FORGOTTEN),
        ("{{ '%s' % title.upper }}", FORGOTTEN),
        ("{{ '%r' % title.upper }}", FORGOTTEN),
        ("{{ '{}'.format(title.upper) }}", FORGOTTEN),
        ("{{ title.upper|lower }}", FORGOTTEN),
        ("{{ title|attr('upper')|e }}", FORGOTTEN),
        ("{{ [title]|map(attribute='upper')|list|string }}", FORGOTTEN),
        ("{{ [[title.upper]] ~ '' }}", FORGOTTEN),
        ("{{ {'a': title.upper}|pprint }}", FORGOTTEN),
        ("{{ title.format ~ '' }}", "a function cannot be shown; perhaps its () is forgotten"),
        ("{{ range ~ '' }}", "a function cannot be shown"),
        ("{{ cycler(1) ~ '' }}", "a TextlessCycler cannot be shown"),
        ("{{ joiner() ~ '' }}", "a TextlessJoiner cannot be shown"),
        ("{% block a %}{% endblock %}{{ self.a ~ '' }}", "a BlockReference cannot be shown"),
        ("{% for x in [1] %}{{ loop.cycle ~ '' }}{% endfor %}", "a method cannot be shown"),
    ],
)
def test_what_has_no_text_of_its_own_becomes_none_whichever_way(
    source: str, reason: str, name: str
) -> None:
    kit = Kit({name: source}, {name: frozenset()}, {}, {"base_url": ""})
    result = Renderer(kit).render(Page("x", name, "a page", {"title": "Title"}))
    assert isinstance(result, Failure)
    assert result.message.startswith(f"templates/{name}:1: TypeError: {reason}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ title.upper() ~ title['lower']() }}", "TITLEtitle"),
        ("{{ '{}'.format(title) ~ '%s'|format(title) }}", "TitleTitle"),
        ("{{ ([title]|map('upper') ~ '')|safe }}", "['TITLE']"),
        ("{{ 'abc'|reverse }}{{ [1, 2]|reverse|join }}", "cba21"),
        ("{{ [1, 2, 1]|unique|join }}", "12"),
        ("{% for k, v in {'a': 1}|items %}{{ k }}{{ v }}{% endfor %}", "a1"),
        ("{% for x in [1, 2] %}{{ loop.cycle('a', 'b') }}{% endfor %}", "ab"),
        ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.current }}", "aba"),
        ("{% set j = joiner(', ') %}{{ j() }}1{{ j() }}2", "1, 2"),
        ("{% block a %}x{% endblock %}{{ self.a() }}", "xx"),
        ("{% for x in range(2) %}{{ x }}{% endfor %}", "01"),
        ("{% set row = {'items': 1} %}{{ row.items()|list|length }}{{ row['items'] }}", "11"),
    ],
)
def test_what_is_called_is_shown(source: str, text: str) -> None:
    assert shown(renderer(page=source)) == [text]


def test_a_block_reaches_those_that_it_stands_in_place_of() -> None:
    made = renderer(
        base="{% block a %}base{% endblock %}",
        middle="{% extends 'base.html' %}{% block a %}{{ super() }} middle{% endblock %}",
        page="{% extends 'middle.html' %}"
        "{% block a %}{{ super.super() }}, {{ super() }} page{% endblock %}",
    )
    assert shown(made) == ["base, base middle page"]


def test_a_block_that_is_not_called_is_no_text() -> None:
    made = renderer(
        base="{% block a %}base{% endblock %}",
        page="{% extends 'base.html' %}{% block a %}{{ super ~ '' }}{% endblock %}",
    )
    assert "a BlockReference cannot be shown" in shown(made)[0]
