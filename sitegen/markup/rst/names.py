"""Ids and headings of a document, under the prefix of its field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sitegen.markup.fragment import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.markup.anchors import Anchors

_NOT_OF_THE_TITLE = (nodes.footnote_reference, nodes.citation_reference, nodes.generated)
_REFERENCES = (nodes.footnote_reference, nodes.citation_reference)
_NOTES = (nodes.footnote, nodes.citation)


def rename_ids(
    elements: Sequence[nodes.Element], nameids: Mapping[str, str | None], anchors: Anchors
) -> None:
    """Give every id its anchor, and take all references along.

    docutils makes ids of ASCII letters alone: a Cyrillic heading would be `section-1`.
    """
    _drop_ids_of_contents(elements)
    names = {old: name for name, old in nameids.items() if old}
    anchor_of: dict[str, str] = {}
    for node in elements:
        if node.get("ids"):
            new = [anchors.claim(name, otherwise=old) for old, name in _names(node, names)]
            anchor_of.update(zip(node["ids"], new, strict=True))
            node["ids"] = new
    for node in elements:
        if "refid" in node:
            node["refid"] = anchor_of.get(node["refid"], "")
        if backrefs := node.get("backrefs"):
            node["backrefs"] = [anchor_of[old] for old in backrefs if old in anchor_of]


def _drop_ids_of_contents(elements: Iterable[nodes.Element]) -> None:
    for topic in elements:
        if isinstance(topic, nodes.topic) and "contents" in topic["classes"]:
            for reference in topic.findall(nodes.reference):
                reference["ids"] = []


def _names(node: nodes.Element, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each id of a node with the name that its anchor is made of."""
    first, *others = node["ids"]
    if isinstance(node, nodes.section):
        yield first, title_of(node)
    elif isinstance(node, _NOTES) and isinstance(node[0], nodes.label):
        yield first, f"{node.tagname} {node[0].astext()}"
    else:
        yield first, first if isinstance(node, _REFERENCES) else names.get(first, first)
    yield from ((old, names.get(old, old)) for old in others)


def title_of(section: nodes.section) -> str:
    """Return the title of a section without its number and its footnotes."""
    title = section.next_node(nodes.title, descend=True)
    if title is None:
        return ""
    texts = (text for text in title.findall(nodes.Text))
    return " ".join(
        "".join(
            text.astext() for text in texts if not isinstance(text.parent, _NOT_OF_THE_TITLE)
        ).split()
    )


def place_headings(elements: Iterable[nodes.Element]) -> Iterator[Heading]:
    """Yield the headings in order; the sections of the document itself have level 2."""
    levels: dict[nodes.Element | None, int] = {}
    for section in elements:
        if not isinstance(section, nodes.section):
            continue
        levels[section] = levels.get(section.parent, 1) + 1
        if title := title_of(section):
            yield Heading(min(levels[section], 6), section["ids"][0], title)
