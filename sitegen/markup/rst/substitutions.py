"""Substitutions, before docutils makes them: ten lines can ask for a billion words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sitegen.errors import MarkupFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_REPLACEMENTS = 10_000


def check_substitutions(document: nodes.document) -> None:
    """Make text of the undefined ones, and raise MarkupFault when the others grow beyond measure.

    docutils trips over an undefined one within another. One that contains itself is left to it.
    """
    defined = []
    for reference in list(document.findall(nodes.substitution_reference)):
        if _definition(document, reference) is None:
            _make_text(document, reference)
        else:
            defined.append(reference)
    sizes: dict[str, int] = {}
    total = sum(_size(document, reference, sizes) for reference in defined)
    if total > _MOST_REPLACEMENTS:
        msg = f"the substitutions grow to more than {_MOST_REPLACEMENTS:,}."
        raise MarkupFault(msg, mend="Write the innermost ones out.")


def _definition(
    document: nodes.document, reference: nodes.substitution_reference
) -> nodes.substitution_definition | None:
    name = document.substitution_names.get(reference["refname"].lower(), "")
    return document.substitution_defs.get(name)


def _make_text(document: nodes.document, reference: nodes.substitution_reference) -> None:
    message = f'undefined substitution referenced: "{reference["refname"]}".'
    document.reporter.warning(message, base_node=reference)
    if reference.parent is not None:
        reference.parent.replace(reference, nodes.Text(reference.rawsource))


def _size(
    document: nodes.document, reference: nodes.substitution_reference, sizes: dict[str, int]
) -> int:
    """Return how many replacements a reference asks for, itself among them."""
    definition = _definition(document, reference)
    if definition is None:
        return 1
    name = definition["names"][0]
    if name not in sizes:
        sizes[name] = 1  # until it is known: what comes back to itself ends here
        sizes[name] += sum(_size(document, inner, sizes) for inner in _references(definition))
    return sizes[name]


def _references(node: nodes.Element) -> Iterator[nodes.substitution_reference]:
    return node.findall(nodes.substitution_reference)
