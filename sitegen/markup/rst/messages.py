"""What docutils has to say about a text: for the editor, never on the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docutils.utils import Reporter

_WARNING = 2
_DIRECTIVE = re.compile(r"\.\. |[^\s:]+::")


class Messages:
    """The messages of one document from the level of a warning on, as they come."""

    def __init__(self, reporter: Reporter) -> None:
        self._found: list[tuple[int, str]] = []
        reporter.attach_observer(self._keep)

    def _keep(self, message: nodes.system_message) -> None:
        if message["level"] >= _WARNING:
            text = message[0].astext() if len(message) else ""
            self._found.append((message.get("line") or 0, _sentence(text)))

    def as_warnings(self) -> Iterator[str]:
        """Yield each message once, by line; those without one come first."""
        for line, text in sorted(dict.fromkeys(self._found), key=lambda found: found[0]):
            yield f"line {line}: {text}" if line else text


def _sentence(text: str) -> str:
    words = " ".join(text.split()).removesuffix(' See "backrefs" attribute for IDs.')
    words = f"{words[:-1]}." if words.endswith(":") else words
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def drop_messages(document: nodes.document) -> None:
    """Take the messages out of the tree, and leave the text that they are about.

    A block that docutils cannot read, such as a malformed table, stays as it was written. A
    directive does not: its source says nothing to a reader.
    """
    for node in list(document.findall((nodes.system_message, nodes.problematic))):
        if isinstance(node, nodes.problematic):
            node.parent.replace(node, nodes.Text(node.astext()))
        else:
            lost = node[1:] if node["level"] > _WARNING else []
            node.parent.replace(node, [block for block in lost if _is_for_readers(block)])


def _is_for_readers(block: nodes.Node) -> bool:
    return isinstance(block, nodes.literal_block) and not _DIRECTIVE.match(block.astext())
