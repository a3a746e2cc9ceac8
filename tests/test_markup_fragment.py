from __future__ import annotations

import json
import pickle

import jinja2
import pytest

from sitegen.errors import MarkupFault
from sitegen.markup import Fragment, Heading, Policy, Text, canonical_kind, render, versions

FRAGMENT = Fragment(
    "<h2>A &amp; B</h2>", (Heading(2, "content-a-b", "A & B"),), ("line 1: a warning.",)
)


def test_a_fragment_survives_json_and_pickle():
    assert Fragment.from_tuple(json.loads(json.dumps(FRAGMENT.as_tuple()))) == FRAGMENT
    assert pickle.loads(pickle.dumps(FRAGMENT)) == FRAGMENT  # noqa: S301 - our own bytes
    assert pickle.loads(pickle.dumps(text("x"))) == text("x")  # noqa: S301 - our own bytes


def test_a_template_prints_a_fragment_unescaped():
    template = jinja2.Environment(autoescape=True).from_string("{{ it }}{{ it.contents[0].title }}")
    assert template.render(it=FRAGMENT) == "<h2>A &amp; B</h2>A &amp; B"


def test_a_fragment_is_false_when_there_is_nothing_to_show():
    assert FRAGMENT
    assert not render(text(""))
    assert str(FRAGMENT) == FRAGMENT.html


@pytest.mark.parametrize(
    ("kind", "canonical"),
    [
        ("rst", "rst"),
        ("restructuredtext", "rst"),
        ("", "rst"),
        ("markdown", "markdown"),
        ("markdown_unsafe", "markdown"),
        ("html", "html"),
        ("plain", "plain"),
    ],
)
def test_every_markup_type_of_the_database_has_one_name(kind, canonical):
    assert canonical_kind(kind) == canonical


@pytest.mark.parametrize("kind", ["textile", "RST", " "])
def test_an_unknown_markup_type_says_which_there_are(kind):
    with pytest.raises(MarkupFault) as caught:
        render(text("x", kind))
    assert str(caught.value) == (
        f"unknown markup type '{kind}'. "
        "Use one of rst, restructuredtext, markdown, markdown_unsafe, html, plain."
    )


def test_versions_name_every_renderer():
    names = [version.split()[0] for version in versions()]
    assert names == [
        "docutils",
        "linkify-it-py",
        "markdown-it-py",
        "mdit-py-plugins",
        "nh3",
        "pygments",
        "selectolax",
    ]


def text(source: str, kind: str = "plain", policy: Policy = Policy.TRUSTED) -> Text:
    return Text(source, kind, policy, "content")
