"""The HTML of a document, as a person would write it: no wrappers, no styles, no landmarks."""

# ruff: noqa: D102, N802 - a method is docutils' hook for the node that it is named for

from __future__ import annotations

import re
from html import escape
from typing import Any, ClassVar

from docutils import nodes
from docutils.utils.math import MathError, latex2mathml, unichar2tex
from docutils.writers.html5_polyglot import HTMLTranslator
from markdown_it.common.normalize_url import normalizeLink

from sitegen.markup.highlight import code_block, find_lexer, inline_code
from sitegen.markup.parts import note_label, open_table_box
from sitegen.markup.rst.names import title_of
from sitegen.markup.rst.shapes import is_alone, is_simple, measures

_VIDEOS = (".mp4", ".ogg", ".ogv", ".webm")
_INLINE_TAGS = frozenset(
    ("b", "bdi", "del", "dfn", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "u", "var")
)
# Operators that should be bold: the Content-Security-Policy makes nothing of it.
_STYLE_IN_TAG = re.compile(r'(<m\w+[^<>]*?) style="[^"]*"')
_ENUMERATIONS = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}


class RstHtml(HTMLTranslator):
    """docutils' translator with the structures that the style sheet knows."""

    def starttag(
        self, node: Any, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        """Open a tag with the ids and classes of the node, HTML's way: `<br>`, not `<br />`."""
        tag = str(super().starttag(node, tagname, suffix, empty, **attributes))
        return tag.replace(" />", ">") if empty else tag

    special_characters: ClassVar = str.maketrans(
        {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    )
    attribution_formats: ClassVar = {"dash": ("— ", "")}

    def is_compactable(self, node: nodes.Node) -> bool:
        return False

    def visit_document(self, node: nodes.document) -> None:
        pass

    def depart_document(self, node: nodes.document) -> None:
        pass

    def visit_Text(self, node: nodes.Text) -> None:
        self.body.append(escape(node.astext(), quote=False))

    def _open(self, node: nodes.Element, tag: str, **attributes: Any) -> None:
        suffix = "\n" if tag in {"div", "figure"} else ""
        self.body.append(self.starttag(node, tag, suffix, **attributes))
        self.context.append(f"</{tag}>\n")

    def _close(self, node: Any) -> None:
        self.body.append(self.context.pop())

    def _place_anchors(self, anchors: list[str]) -> None:
        self.body += [f'<span id="{escape(anchor)}"></span>' for anchor in anchors]

    # Sections are flat: a heading carries the ids and classes of its section.

    def visit_section(self, node: nodes.section) -> None:
        self.section_level += 1

    def depart_section(self, node: nodes.section) -> None:
        self.section_level -= 1

    def visit_title(self, node: nodes.title) -> None:
        if isinstance(node.parent, nodes.section):
            self._open_heading(node)
        elif isinstance(node.parent, nodes.table):
            self._open(node, "caption")
        else:
            kind = "notice" if isinstance(node.parent, nodes.Admonition) else node.parent.tagname
            self._open(node, "p", CLASS=f"{kind}-title")

    depart_title = _close

    def _open_heading(self, node: nodes.title) -> None:
        section: Any = node.parent
        if not title_of(section):
            self._place_anchors(section["ids"])
            self.context.append("")
            return
        tag = f"h{min(self.section_level + 1, 6)}"
        self.body.append(self.starttag(section, tag, ""))
        if any(isinstance(child, nodes.Referential) for child in node.findall(nodes.Element)):
            self.context.append(f"</{tag}>\n")
            return
        self.body.append(f'<a class="anchor" href="#{escape(section["ids"][0])}">')
        self.context.append(f"</a></{tag}>\n")

    def visit_subtitle(self, node: nodes.subtitle) -> None:
        self._open(node, "p", CLASS=f"{node.parent.tagname}-subtitle")

    depart_subtitle = _close

    # Paragraphs that are all there is in a cell, a definition or an item have no tag.

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        if is_alone(node):
            self.context.append("")
        else:
            self._open(node, "p")

    depart_paragraph = _close

    def visit_bullet_list(self, node: nodes.bullet_list) -> None:
        node["tight"] = all(is_simple(item) for item in node)
        self.body.append(self.starttag(node, "ul", "\n"))

    def depart_bullet_list(self, node: nodes.bullet_list) -> None:
        self.body.append("</ul>\n")

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        node["tight"] = all(is_simple(item) for item in node)
        attributes = {name: node[name] for name in ("start",) if name in node}
        if node.get("enumtype") in _ENUMERATIONS:
            attributes["type"] = _ENUMERATIONS[node["enumtype"]]
        self.body.append(self.starttag(node, "ol", "\n", **attributes))

    def visit_classifier(self, node: nodes.classifier) -> None:
        self.body.append(" ")
        super().visit_classifier(node)

    def visit_field_list(self, node: nodes.field_list) -> None:
        node["classes"] = [c for c in node["classes"] if not c.startswith("field-indent-")]
        self.body.append(self.starttag(node, "dl", "\n", CLASS="field-list"))

    def depart_field_name(self, node: nodes.field_name) -> None:
        self.body.append("</dt>\n")

    def visit_field_body(self, node: nodes.field_body) -> None:
        self.body.append(self.starttag(node, "dd", "", classes=list(node.parent["classes"])))

    def visit_line(self, node: nodes.line) -> None:
        self.body.append(self.starttag(node, "div", "" if len(node) else "<br>", CLASS="line"))

    # Code.

    def visit_literal(self, node: nodes.literal) -> None:
        classes = node["classes"]
        if "code" in classes:
            language = next((name for name in reversed(classes) if find_lexer(name)), "")
            self.body.append(inline_code(node.astext(), language, trusted=self._is_trusted))
        else:
            self.body.append(self.starttag(node, "code", ""))
            self.body.append(escape(node.astext().replace("\n", " "), quote=False) + "</code>")
        raise nodes.SkipNode

    @property
    def _is_trusted(self) -> bool:
        return bool(self.settings.raw_enabled)

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        self._place_anchors(node["ids"])
        if any(not isinstance(child, nodes.Text) for child in node):
            self._open_parsed_literal(node)
            return
        classes = [escape(name) for name in node["classes"]]
        first_line = node.get("first-line")
        block = code_block(
            node.astext(),
            node.get("language", ""),
            trusted=self._is_trusted,
            classes=classes,
            first_line=first_line,
        )
        if caption := node.get("caption"):
            name = f"<figcaption>{escape(caption, quote=False)}</figcaption>"
            block = f'<figure class="listing">{name}\n{block}</figure>\n'
        self.body.append(block)
        raise nodes.SkipNode

    def _open_parsed_literal(self, node: nodes.literal_block) -> None:
        classes = escape(" ".join(["code", *node["classes"]]))
        self.body.append(f'<pre class="{classes}" tabindex="0"><code>')

    def depart_literal_block(self, node: nodes.literal_block) -> None:
        self.body.append("</code></pre>\n")

    def visit_doctest_block(self, node: nodes.doctest_block) -> None:
        self._place_anchors(node["ids"])
        self.body.append(code_block(node.astext(), "pycon", trusted=self._is_trusted))
        raise nodes.SkipNode

    # Tables.

    def visit_table(self, node: nodes.table) -> None:
        title = node.next_node(nodes.title)
        self.body.append(open_table_box(title.astext() if title else "Table"))
        node["classes"] = [f"align-{node['align']}"] if "align" in node else []
        self.body.append(self.starttag(node, "table", "\n"))

    def depart_table(self, node: nodes.table) -> None:
        self.body.append("</table>\n</div>\n")

    def depart_colspec(self, node: nodes.colspec) -> None:
        pass

    def visit_entry(self, node: nodes.entry) -> None:
        row: Any = node.parent
        in_head = isinstance(row.parent, nodes.thead)
        is_stub = row.parent.parent.stubs[row.column]
        attributes = {}
        if (in_head or is_stub) and node.astext():
            attributes["scope"] = "col" if in_head else "row"
        if "morerows" in node:
            attributes["rowspan"] = str(node["morerows"] + 1)
        if "morecols" in node:
            attributes["colspan"] = str(node["morecols"] + 1)
        row.column += 1 + node.get("morecols", 0)
        self._open(node, "th" if "scope" in attributes else "td", **attributes)

    depart_entry = _close

    # Notes.

    def visit_footnote(self, node: nodes.footnote) -> None:
        if not isinstance(node.previous_sibling(), type(node)):
            self.body.append(f'<dl class="{node.tagname}s">\n')
        label = node.next_node(nodes.label)
        text = label.astext() if label else ""
        self.body.append(note_label(text, node["ids"][0], node["backrefs"]) + "<dd>")
        self._place_anchors(node["ids"][1:])

    def depart_footnote(self, node: nodes.footnote) -> None:
        self.body.append("</dd>\n")
        if not isinstance(node.next_node(descend=False, siblings=True), type(node)):
            self.body.append("</dl>\n")

    visit_citation: Any = visit_footnote
    depart_citation: Any = depart_footnote

    def visit_label(self, node: nodes.label) -> None:
        raise nodes.SkipNode

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        kind, role = "footnote-reference", "doc-noteref"
        if isinstance(node, nodes.citation_reference):
            kind, role = "citation-reference", "doc-biblioref"
        href = f"#{node.get('refid', '')}"
        self.body.append(self.starttag(node, "a", "[", href=href, CLASS=kind, role=role))

    def depart_footnote_reference(self, node: nodes.footnote_reference) -> None:
        self.body.append("]</a>")

    visit_citation_reference: Any = visit_footnote_reference
    depart_citation_reference: Any = depart_footnote_reference

    def visit_admonition(self, node: nodes.admonition) -> None:
        kinds = [name for name in node["classes"] if not name.startswith("admonition-")]
        node["classes"] = []
        self._open(node, "div", CLASS=" ".join(["notice", *kinds]), role="note")

    depart_admonition: Any = _close

    def visit_sidebar(self, node: nodes.sidebar) -> None:
        self._open(node, "div", CLASS=node.tagname)

    depart_sidebar = _close

    def visit_topic(self, node: nodes.topic) -> None:
        named = set(node["classes"]) & {"abstract", "contents", "dedication"}
        self._open(node, "div", CLASS="" if named else "topic")

    depart_topic = _close

    # Things within a line.

    def visit_reference(self, node: nodes.reference) -> None:
        attributes: dict[str, Any] = {}
        if "refuri" in node:
            attributes["href"] = normalizeLink(node["refuri"])
        elif node.get("refid"):
            attributes["href"] = f"#{node['refid']}"
        self.body.append(self.starttag(node, "a", "", **attributes))

    def depart_reference(self, node: nodes.reference) -> None:
        self.body.append("</a>")

    def visit_target(self, node: nodes.target) -> None:
        if any(name in node for name in ("refuri", "refid", "refname")):
            self.context.append("")
        else:
            self.body.append(self.starttag(node, "span", ""))
            self.context.append("</span>")

    def visit_inline(self, node: nodes.inline) -> None:
        # By the order of the classes: docutils asks a set, whose order is another in each process.
        tag = next((name for name in node["classes"] if name in _INLINE_TAGS), "span")
        node["classes"] = [name for name in node["classes"] if name != tag]
        self.body.append(self.starttag(node, tag, ""))
        self.context.append(f"</{tag}>")

    depart_inline = _close

    def visit_container(self, node: nodes.container) -> None:
        self._open(node, "div")

    depart_container = _close

    def visit_transition(self, node: nodes.transition) -> None:
        self.body.append(self.starttag(node, "hr", empty=True))

    def visit_comment(self, node: nodes.comment, sub: Any = None) -> None:
        raise nodes.SkipNode

    def visit_raw(self, node: nodes.raw) -> None:
        self._place_anchors(node["ids"])
        super().visit_raw(node)

    def visit_option_list_item(self, node: nodes.option_list_item) -> None:
        group: Any = node[0]
        group["ids"] += node["ids"]

    def visit_meta(self, node: nodes.Node) -> None:
        raise nodes.SkipNode

    # Pictures and formulas.

    def visit_image(self, node: nodes.image) -> None:
        # docutils would ask the machine's own tables for the type, and the file for its size.
        uri = normalizeLink(node["uri"])
        end = "" if isinstance(node.parent, nodes.TextElement) else "\n"
        attributes: dict[str, Any] = measures(node)
        if "align" in node:
            attributes["CLASS"] = f"align-{node['align']} {attributes.get('CLASS', '')}".strip()
        if uri.lower().endswith(_VIDEOS):
            self.body.append(self.starttag(node, "video", "", controls="", src=uri, **attributes))
            self.body.append("</video>" + end)
            return
        if node.get("loading") == "lazy":
            attributes["loading"] = "lazy"
        is_link = isinstance(node.parent, nodes.reference)
        text = node.get("alt", uri.rpartition("/")[2] if is_link else "")
        self.body.append(
            self.starttag(node, "img", end, alt=text, src=uri, empty=True, **attributes)
        )

    def visit_figure(self, node: nodes.figure) -> None:
        attributes = {"CLASS": f"align-{node['align']}"} if "align" in node else {}
        self._open(node, "figure", **attributes)

    depart_figure = _close

    def visit_caption(self, node: nodes.caption) -> None:
        self.body.append("<figcaption>")
        self._open(node, "p")

    def depart_caption(self, node: nodes.caption) -> None:
        self.body.append(self.context.pop())
        if not isinstance(node.next_node(descend=False, siblings=True), nodes.legend):
            self.body.append("</figcaption>\n")

    def visit_legend(self, node: nodes.legend) -> None:
        if not isinstance(node.previous_sibling(), nodes.caption):
            self.body.append("<figcaption>")
        self._open(node, "div", CLASS="legend")

    def depart_legend(self, node: nodes.legend) -> None:
        self.body.append(self.context.pop() + "</figcaption>\n")

    def visit_math(self, node: nodes.math | nodes.math_block) -> None:
        is_block = isinstance(node, nodes.math_block)
        self._place_anchors(node["ids"])
        formula = self._formula(node, is_block)
        box = '<div class="math" tabindex="0">{}</div>\n' if is_block else "{}"
        self.body.append(box.format(formula.strip()))
        raise nodes.SkipNode

    visit_math_block = visit_math

    def _formula(self, node: nodes.Element, is_block: bool) -> str:
        tex = node.astext()
        if self.math_output == "mathml":
            try:
                source = tex.translate(unichar2tex.uni2tex_table)
                formula = str(latex2mathml.tex2mathml(source, as_block=is_block))
                return _STYLE_IN_TAG.sub(r"\1", formula)
            except Exception as error:  # whatever it is, the TeX can be shown
                why = str(error) if isinstance(error, MathError) else type(error).__name__
                self.document.reporter.warning(f"unreadable formula: {why}", base_node=node)
        return f'<code class="math">{escape(tex, quote=False)}</code>'
