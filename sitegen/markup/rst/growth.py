"""A guard against substitutions that multiply: ten lines can ask for a billion words."""

from __future__ import annotations

from docutils import nodes

from sitegen.errors import MarkupFault

_MOST_REPLACEMENTS = 10_000


def refuse_growth(document: nodes.document) -> None:
    """Raise MarkupFault when the substitutions of a document would grow beyond measure.

    One that contains itself is left to docutils, which says so.
    """
    sizes: dict[str, int] = {}
    total = sum(
        _size(document, reference, sizes)
        for reference in document.findall(nodes.substitution_reference)
        if not isinstance(reference.parent, nodes.substitution_definition)
    )
    if total > _MOST_REPLACEMENTS:
        msg = f"the substitutions grow to more than {_MOST_REPLACEMENTS:,}."
        raise MarkupFault(msg, mend="Write the innermost ones out.")


def _size(
    document: nodes.document, reference: nodes.substitution_reference, sizes: dict[str, int]
) -> int:
    """Return how many replacements a reference asks for, itself among them."""
    name = document.substitution_names.get(reference["refname"].lower(), "")
    if name and name not in sizes:
        sizes[name] = 1  # until it is known: what comes back to itself ends here
        inner = document.substitution_defs[name].findall(nodes.substitution_reference)
        sizes[name] += sum(_size(document, nested, sizes) for nested in inner)
    return sizes.get(name, 1)
