"""What saves work in docutils changes nothing: the same nodes, the same messages."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner
from docutils.utils import new_document as docutils_document
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markup import Policy
from sitegen.markup.rst import settings
from sitegen.markup.rst.document import new_document
from sitegen.markup.rst.inline import FrugalInliner

PIECES = [
    *"*`|_\\:@.,()[]<>#/- \n",
    *("**", "``", "_`", "__", "]_", "::", ".. ", "  ", "\n\n", "* "),
    *(
        "word",
        "Ünïcode",
        "https://python.org/a?b#c",
        "mailto:",
        "ftp:x",
        "a@b.org",
        "nobody:x",
        "1",
    ),
]
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def parsed(text: str, inliner: Inliner) -> str:
    document = docutils_document("", settings(Policy.TRUSTED).copy())
    Parser(inliner=inliner).parse(text, document)
    return str(document.pformat())


@given(texts)
def test_inline_markup_is_found_as_docutils_finds_it(text: str) -> None:
    assert parsed(text, FrugalInliner()) == parsed(text, Inliner())


@given(texts)
def test_a_document_finds_the_nodes_that_docutils_finds(text: str) -> None:
    document = new_document(settings(Policy.TRUSTED).copy())
    Parser().parse(text, document)
    for kind in (nodes.Element, nodes.Text, (nodes.reference, nodes.target), nodes.document):
        assert list(document.findall(kind)) == list(nodes.document.findall(document, kind))


def test_a_document_finds_nodes_that_are_put_in_on_the_way() -> None:
    document = new_document(settings(Policy.TRUSTED).copy())
    Parser().parse("One\n\nTwo", document)
    found = []
    for paragraph in document.findall(nodes.paragraph):
        found.append(paragraph.astext())
        if found == ["One"]:
            document.append(nodes.paragraph("", "Three"))
            document.insert(1, nodes.paragraph("", "One and a half"))
    assert found == ["One", "One and a half", "Two", "Three"]
