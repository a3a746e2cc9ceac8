"""The HTML of Markdown, where it differs from markdown-it's own."""

# ruff: noqa: D102 - a method is the rule for the token that it is named for

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from markdown_it.renderer import RendererHTML

from sitegen.markup.highlight import code_block
from sitegen.markup.parts import note_label, open_table_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict


class Note(NamedTuple):
    """The id of a footnote, and the ids of its references in order."""

    anchor: str
    references: list[str]


class MarkdownHtml(RendererHTML):
    """markdown-it's renderer with the structures that the style sheet knows."""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        language = (tokens[idx].info.split() or [""])[0]
        return code_block(tokens[idx].content, language, trusted=options.html)

    def code_block(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self.fence(tokens, idx, options, env)

    def table_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return open_table_box() + self.renderToken(tokens, idx, options, env)

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return self.renderToken(tokens, idx, options, env) + "</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        if tokens[idx + 1].content:
            tokens[idx].attrSet("scope", "col")
        else:  # a header without a name says nothing
            tokens[idx].tag = tokens[idx + 2].tag = "td"
        return self.td_open(tokens, idx, options, env)

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        style = tokens[idx].attrs.pop("style", None)
        if style is not None:
            tokens[idx].attrSet("class", f"align-{str(style).removeprefix('text-align:')}")
        return self.renderToken(tokens, idx, options, env)

    def bullet_list_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        if tokens[idx].attrGet("class"):  # only a list of tasks has one
            tokens[idx].attrSet("class", "tasks")
        return self.renderToken(tokens, idx, options, env)

    ordered_list_open = bullet_list_open

    def list_item_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        done = tokens[idx].meta.get("checked")
        tokens[idx].attrs.pop("class", None)
        item = self.renderToken(tokens, idx, options, env)
        if done is None:
            return item
        label, sign = ("Done", "☑") if done else ("To do", "☐")
        return f'{item}<span class="task" role="img" aria-label="{label}">{sign}</span> '

    def footnote_ref(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        place, reference = tokens[idx].meta["id"], tokens[idx].meta["subId"]
        note: Note = env["notes"][place]
        return (
            f'<a class="footnote-reference" id="{note.references[reference]}" '
            f'href="#{note.anchor}" role="doc-noteref">[{place + 1}]</a>'
        )

    def footnote_block_open(self, *_: object) -> str:
        return '<dl class="footnotes">\n'

    def footnote_block_close(self, *_: object) -> str:
        return "</dl>\n"

    def footnote_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        place = tokens[idx].meta["id"]
        return note_label(str(place + 1), *env["notes"][place]) + "<dd>"

    def footnote_close(self, *_: object) -> str:
        return "</dd>\n"

    def footnote_anchor(self, *_: object) -> str:
        return ""
