"""Whatever a text holds, it becomes a Fragment or a MarkupFault."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.errors import MarkupFault
from sitegen.markup import Fragment, Policy, Text, policy, render
from sitegen.markup.policy import sanitise
from tests.hostile import rows as hostile

KINDS = ("html", "markdown", "markdown_unsafe", "plain", "restructuredtext", "rst")

# Pieces of both languages that begin something, so that a random text leaves it open.
_PIECES = (
    "*¦**¦` ¦`¦``¦|¦_¦__¦[¦]¦[1]_¦[#]_¦[^1]¦[^1]:¦a_¦a__¦`a`_¦:a:¦:a:`¦:math:`¦:code:`¦:pep:`"
    "¦.. ¦.. note:: ¦.. [1] ¦.. _a: ¦.. |a| ¦.. |a| replace:: ¦.. code:: python¦.. role:: a"
    "¦.. contents::¦.. raw:: html¦.. class:: a¦.. figure:: a¦.. math:: ¦.. list-table::"
    "¦.. csv-table::¦.. a:: b¦http://¦www.a.org¦a@b.org¦>¦>>> ¦# ¦## ¦### ¦- ¦--¦---¦===¦~~~"
    "¦----¦1. ¦a. ¦(i) ¦#. ¦-a ¦--all=b ¦::¦+---+¦|---|¦|a|b|¦```¦<b>¦</b>¦<!--¦<script>"
    "¦<a href=¦&#1;¦&amp;¦\\¦\\frac{¦\n¦\n\n¦\t¦\r\n¦\x00¦\x1b¦\ufeff¦\ufffe¦\x85¦\u2028¦é¦漢"
)
PIECES = st.sampled_from(_PIECES.split("¦"))
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(PIECES, st.sampled_from([" ", "\n", "   ", "\n\n", "a"])), max_size=40).map(
        "".join
    ),
    st.lists(PIECES, max_size=20).map("\n\n   ".join),
    st.text(st.characters(categories=["Cs", "Cc", "Zs", "Po"]), max_size=30),
)


@settings(max_examples=300, deadline=None)
@given(source=TEXTS, kind=st.sampled_from(KINDS), policy=st.sampled_from(Policy))
def test_any_text_gives_a_fragment_or_a_fault(source, kind, policy):
    try:
        fragment = render(Text(source, kind, policy, "content"))
    except MarkupFault as fault:
        assert fault.mend
    else:
        assert isinstance(fragment, Fragment)
        fragment.html.encode()
        assert Fragment.from_tuple(fragment.as_tuple()) == fragment


@settings(max_examples=150, deadline=None)
@given(source=TEXTS, kind=st.sampled_from(KINDS))
def test_ids_of_any_text_are_prefixed_and_unique_and_links_within_it_lead_to_them(source, kind):
    try:
        fragment = render(Text(source, kind, Policy.UNTRUSTED, "content"))
    except MarkupFault:
        return
    ids = re.findall(r' id="([^"]*)"', fragment.html)
    assert all(anchor.startswith("content-") for anchor in ids)
    assert len(ids) == len(set(ids))
    assert {heading.id for heading in fragment.contents} <= set(ids)
    if kind != "html":
        assert set(re.findall(r' href="#([^"]*)"', fragment.html)) <= set(ids)


@settings(max_examples=150, deadline=None)
@given(source=TEXTS, kind=st.sampled_from(KINDS))
def test_no_text_of_the_public_brings_what_runs(source, kind):
    try:
        html = render(Text(source, kind, Policy.UNTRUSTED, "content")).html
    except MarkupFault:
        return
    tags = set(re.findall(r"<([a-z0-9-]+)", html))
    assert not tags & {"script", "style", "iframe", "form", "input", "svg", "object", "h1"}
    assert not re.search(r"<[^>]* (on\w+|style|srcdoc)=", html)


_TAGS = (
    "a href=/x¦a¦b¦i¦p¦div¦li¦ul¦ol¦dl¦dt¦dd¦table¦tr¦td¦th¦tbody¦caption¦h1¦h3¦pre¦section"
    "¦button¦marquee¦object¦template¦select¦option¦form¦svg¦math¦mtext¦foreignObject¦style"
    "¦noscript¦title¦textarea¦br¦hr¦img src=x¦blockquote¦span id=a class=note"
)
TAGS = st.sampled_from(_TAGS.split("¦")).flatmap(
    lambda tag: st.sampled_from([f"<{tag}>", f"</{tag.split()[0]}>", f"<{tag}>x"])
)


@settings(max_examples=400, deadline=None)
@given(source=st.lists(TAGS, max_size=25).map("".join))
def test_what_is_kept_of_any_html_is_kept_whole_by_the_next_parser(source):
    kept = sanitise(source, "content")
    assert sanitise(kept, "content") == kept
    tags = re.findall(r"<(/?)(\w+)", kept)
    opened: list[str] = []
    for closing, name in tags:
        if closing:
            assert opened.pop() == name
        elif name not in ("br", "hr", "img"):
            assert name not in ("li", "dt", "dd") or opened[-1] in ("ul", "ol", "dl", "div")
            opened.append(name)
    assert opened == []


KEPT = re.compile(r"<(?:/?[a-z0-9]+|[a-z0-9]+(?: [a-z-]+=\"[^\"<>]*\")+)>")


@pytest.mark.parametrize("kind", hostile.KINDS)
def test_every_attack_is_inert_in_every_markup(kind):
    for _, source in hostile.texts():
        html = render(Text(source, kind, Policy.UNTRUSTED, "content")).html
        names = set(re.findall(r" ([a-z-]+)=\"", " ".join(re.findall("<[^>]*>", html))))
        assert names <= {name for each in policy._ATTRIBUTES.values() for name in each} | {"rel"}
        assert set(re.findall(r"<([^/\s>]+)", html)) <= policy._TAGS
        assert KEPT.sub("", html).count("<") == 0
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\x00-\x08\x1b]", html)


UNCLOSED = ["**a", "``a", "`a", "|a", "[a", "<a", "<!--", "```", ".. note::\n   ::", "a::\n", "$$"]


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("source", UNCLOSED)
def test_what_is_left_open_is_closed_or_text(source, kind, policy):
    assert isinstance(render(Text(source, kind, policy, "content")), Fragment)


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("piece", ["> ", "- ", "[", "*a ", "`", "<b>", "(", "|a", ":a:`b` ", "_"])
def test_repetition_neither_crashes_nor_hangs(piece, kind, policy):
    source = "\n".join([piece * 600] * 3)
    try:
        render(Text(source, kind, policy, "content"))
    except MarkupFault as fault:
        assert str(fault).endswith("nested too deeply. Take some levels away.")
