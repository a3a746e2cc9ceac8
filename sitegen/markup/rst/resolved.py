"""References by name, and where they lead."""

from __future__ import annotations

from docutils import nodes
from docutils.transforms.references import DanglingReferences, DanglingReferencesVisitor

_BY_NAME = (nodes.reference, nodes.footnote_reference, nodes.citation_reference)


class ResolvedReferences(DanglingReferences):
    """docutils' transform without a call for every node, and for targets that nobody refers to."""

    def apply(self) -> None:
        """Give each reference the id that it names, or an error in its place."""
        visitor = DanglingReferencesVisitor(self.document, [])
        for reference in list(self.document.findall(_BY_NAME)):
            visitor.dispatch_visit(reference)
