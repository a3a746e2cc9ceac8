"""The root of docutils' tree. Its transforms walk through all of it a dozen times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import new_reporter

if TYPE_CHECKING:
    from collections.abc import Generator

    from docutils.frontend import Values
    from docutils.nodes import Element, Node


class document(nodes.document):  # noqa: N801 - docutils tells nodes apart by the names of classes
    """Finds the nodes of a class in one loop, where docutils has a generator for every node."""

    def findall(self, condition: Any = None, *args: Any, **options: Any) -> Generator[Any]:
        """The nodes of the whole tree that meet a condition, in order."""
        if isinstance(condition, type | tuple) and not (args or options):
            return _instances(self, condition)
        return super().findall(condition, *args, **options)


def new_document(settings: Values) -> document:
    """An empty document without a name."""
    made = document(settings, new_reporter("", settings), source="")
    made.note_source("", -1)
    return made


def _instances(root: Element, kind: type[Node] | tuple[type[Node], ...]) -> Generator[Node]:
    """Like docutils', this looks at the children of a node when their turn has come: transforms
    change the tree on the way.
    """
    if isinstance(root, kind):
        yield root
    open_nodes = [iter(root.children)]
    while open_nodes:
        for node in open_nodes[-1]:
            if isinstance(node, kind):
                yield node
            if node.children:
                open_nodes.append(iter(node.children))
                break
        else:
            open_nodes.pop()
