"""Markdown: CommonMark with tables, strikethrough, task lists, footnotes and definition lists."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.errors import MarkupFault
from sitegen.markup.anchors import Anchors, nest_levels
from sitegen.markup.characters import clean, replace_forbidden
from sitegen.markup.fragment import Fragment, Heading, Policy, Text
from sitegen.markup.links import linker, may_hold_links
from sitegen.markup.markdown_html import MarkdownHtml, Note
from sitegen.markup.markdown_links import bare_url
from sitegen.markup.parts import contents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# markdown-it drops what is nested deeper without a word, so a text never gets that far.
_DEEPEST = 60
_FOOTNOTE_RULES = (
    "footnote_anchor",
    "footnote_block_close",
    "footnote_block_open",
    "footnote_close",
    "footnote_open",
    "footnote_ref",
)
_NOT_INSIDE_A_LINK = {"footnote_ref", "html_inline", "link_open"}


def render_markdown(text: Text) -> Fragment:
    """Make HTML of Markdown; raw HTML stays in a trusted text and is shown as text in another."""
    source, warnings = clean(text.source)
    markdown = parser(raw=text.policy is Policy.TRUSTED, links=may_hold_links(source))
    env: dict[str, Any] = {}
    tokens = markdown.parse(source, env)
    _refuse_depth(tokens)
    anchors = Anchors(text.prefix)
    env["notes"] = _notes(env, anchors)
    headings = tuple(_place_headings(tokens, anchors))
    html = replace_forbidden(markdown.renderer.render(tokens, markdown.options, env))
    return Fragment(html, contents_of(headings), (*warnings, *_forgotten_notes(env)))


@cache
def parser(*, raw: bool, links: bool) -> MarkdownIt:
    """Return the parser of a process that keeps raw HTML, and looks for links, or does not."""
    options = {"html": raw, "linkify": links, "maxNesting": _DEEPEST, "tasklists": True}
    markdown = MarkdownIt("commonmark", {**options, "xhtmlOut": False}, renderer_cls=MarkdownHtml)
    markdown.use(deflist_plugin).use(footnote_plugin, inline=False)
    for rule in _FOOTNOTE_RULES:
        markdown.add_render_rule(rule, getattr(MarkdownHtml, rule))
    markdown.linkify = linker()
    markdown.inline.ruler.at("linkify", bare_url)
    return markdown.enable(["table", "strikethrough"] + ["linkify"] * links)


def _refuse_depth(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.level >= _DEEPEST - 1:
            where = f"line {token.map[0] + 1}: " if token.map else ""
            raise MarkupFault(f"{where}nested too deeply.", mend="Take some levels away.")


def _notes(env: dict[str, Any], anchors: Anchors) -> dict[int, Note]:
    """Return the footnotes by their place, each with its own id and those of its references."""
    found = env.get("footnotes", {}).get("list", {})
    return {
        place: Note(
            anchors.claim(f"footnote-{place + 1}"),
            [anchors.claim(f"footnote-reference-{place + 1}") for _ in range(note["count"])],
        )
        for place, note in found.items()
    }


def _forgotten_notes(env: dict[str, Any]) -> Iterator[str]:
    for label, place in env.get("footnotes", {}).get("refs", {}).items():
        if place < 0:
            yield f"footnote {label[1:]!r} is left out, since nothing refers to it."


def _place_headings(tokens: Sequence[Token], anchors: Anchors) -> Iterator[Heading]:
    """Give every heading its level, its id and a link to itself; hide the empty ones."""
    places = [place for place, token in enumerate(tokens) if token.type == "heading_open"]
    shown = [place for place in places if _title(tokens[place + 1])]
    for place in set(places).difference(shown):
        tokens[place].hidden = tokens[place + 2].hidden = True
    levels = nest_levels(int(tokens[place].tag[1:]) for place in shown)
    for place, level in zip(shown, levels, strict=True):
        opening, inline, closing = tokens[place : place + 3]
        title = _title(inline)
        anchor = anchors.claim(title)
        opening.tag = closing.tag = f"h{level}"
        opening.attrSet("id", anchor)
        _link_to_itself(inline, anchor)
        yield Heading(level, anchor, title)


def _title(inline: Token) -> str:
    shown = {"text", "code_inline", "image", "softbreak", "hardbreak"}
    children = inline.children or []
    return "".join(t.content or " " for t in children if t.type in shown).strip()


def _link_to_itself(inline: Token, anchor: str) -> None:
    children = inline.children or []
    if not any(child.type in _NOT_INSIDE_A_LINK for child in children):
        opening = Token("link_open", "a", 1, attrs={"class": "anchor", "href": f"#{anchor}"})
        inline.children = [opening, *children, Token("link_close", "a", -1)]
