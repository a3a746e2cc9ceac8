"""Questions about the shape of a document that decide between two ways to write it."""

from __future__ import annotations

from docutils import nodes

from sitegen.markup.parts import WIDTHS

_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78} | {
    "Q": 0.945,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
}
_SHARES = {"%", "vw"}


def is_alone(paragraph: nodes.paragraph) -> bool:
    """Tell whether a paragraph is all there is in a cell, a definition, a note or an item."""
    parent = paragraph.parent
    if paragraph["ids"] or paragraph["classes"]:
        return False
    if isinstance(parent, nodes.list_item):
        return bool(parent.parent.get("tight"))
    if isinstance(parent, (nodes.entry, nodes.definition, nodes.field_body, nodes.description)):
        return len(_visible(parent)) == 1
    return isinstance(parent, (nodes.footnote, nodes.citation)) and len(_visible(parent)) == 2


def is_simple(item: nodes.Node) -> bool:
    """Tell whether an item is a line of text, perhaps with a list below it."""
    lists = (nodes.bullet_list, nodes.enumerated_list)
    visible = _visible(item)
    return (
        len(visible) <= 2
        and all(isinstance(node, nodes.paragraph) for node in visible[:1])
        and all(isinstance(node, lists) for node in visible[1:])
    )


def _visible(node: nodes.Node) -> list[nodes.Node]:
    return [child for child in node.children if not isinstance(child, nodes.Invisible)]


def measures(image: nodes.image) -> dict[str, str]:
    """Return width and height in pixels; a share of the page is a class, to the nearest tenth.

    The site's own Content-Security-Policy lets no `style` attribute do anything.
    """
    scale = image.get("scale", 100) / 100
    attributes = {}
    for name in ("width", "height"):
        value, unit = nodes.parse_measure(image.get(name, "0"))
        if unit in _PIXELS and value:
            attributes[name] = str(round(value * scale * _PIXELS[unit]))
        elif unit in _SHARES and name == "width":
            attributes["CLASS"] = WIDTHS[min(max(round(value * scale / 10), 1), 10) - 1]
    return attributes
