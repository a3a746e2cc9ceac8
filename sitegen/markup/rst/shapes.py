"""Questions about the shape of a document that decide between two ways to write it."""

from __future__ import annotations

from docutils import nodes

_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}


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
    """Return width and height in pixels where they can be told, else as a style."""
    scale = image.get("scale", 100) / 100
    measures = {
        name: nodes.parse_measure(image[name]) for name in ("width", "height") if name in image
    }
    attributes, styles = {}, []
    for name, (value, unit) in measures.items():
        if unit in _PIXELS:
            attributes[name] = str(round(value * scale * _PIXELS[unit]))
        else:
            styles.append(f"{name}: {value * scale:g}{unit}")
    return attributes | ({"style": "; ".join(styles)} if styles else {})
