"""reStructuredText: docutils, closed off from files, clock, network and earlier documents."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.frontend import get_default_settings
from docutils.parsers.rst import Parser
from docutils.transforms import misc, references, universal, writer_aux
from docutils.writers.html5_polyglot import Writer

from sitegen.errors import MarkupFault
from sitegen.markup.anchors import Anchors
from sitegen.markup.characters import clean, replace_forbidden
from sitegen.markup.fragment import Fragment, Policy, Text
from sitegen.markup.parts import contents_of
from sitegen.markup.rst.document import new_document
from sitegen.markup.rst.inline import FrugalInliner
from sitegen.markup.rst.messages import Messages, drop_messages
from sitegen.markup.rst.names import place_headings, rename_ids
from sitegen.markup.rst.resolved import ResolvedReferences
from sitegen.markup.rst.substitutions import check_substitutions
from sitegen.markup.rst.translator import RstHtml
from sitegen.markup.rst.world import closed_world

if TYPE_CHECKING:
    from docutils.frontend import Values
    from docutils.nodes import document as Document  # noqa: N812 - a class that docutils spells so

_LONGEST_LINE = 10_000
_TAB = 8

# What a reader and a writer would add: no title lifted out of the text, no docinfo, no footer with
# the date, no section of system messages.
_TRANSFORMS = [
    references.Substitutions,
    references.SectionIDs,
    references.PropagateTargets,
    references.AnonymousHyperlinks,
    references.IndirectHyperlinks,
    references.Footnotes,
    references.ExternalTargets,
    references.InternalTargets,
    ResolvedReferences,
    universal.StripComments,
    misc.Transitions,
    writer_aux.Admonitions,
]

# docutils keeps its tables of roles and directives in modules: one document at a time.
_ONE_AT_A_TIME = threading.Lock()


def render_rst(text: Text) -> Fragment:
    """Make HTML of reStructuredText; what docutils finds wrong becomes warnings."""
    source, warnings = clean(text.source)
    _refuse_long_lines(source)
    document = new_document(settings(text.policy).copy())
    messages = Messages(document.reporter)
    with _ONE_AT_A_TIME, closed_world(document):
        fragment = _fragment(source, document, Anchors(text.prefix))
    return Fragment(fragment.html, fragment.contents, (*warnings, *messages.as_warnings()))


def _fragment(source: str, document: Document, anchors: Anchors) -> Fragment:
    Parser(inliner=FrugalInliner()).parse(source, document)
    check_substitutions(document)
    document.transformer.add_transforms(_TRANSFORMS)
    document.transformer.apply_transforms()
    drop_messages(document)
    elements = list(document.findall(nodes.Element))
    rename_ids(elements, document.nameids, anchors)
    translator = RstHtml(document)
    document.walkabout(translator)
    html = replace_forbidden("".join(translator.body))
    return Fragment(html, contents_of(place_headings(elements)))


@cache
def settings(policy: Policy) -> Values:
    """Return docutils' settings for a policy, without a look at files or environment."""
    values = get_default_settings(Parser, Writer)
    trusted = policy is Policy.TRUSTED
    closed = {
        "file_insertion_enabled": False,
        "halt_level": 5,
        "line_length_limit": _LONGEST_LINE,
        # MathML is a way into a page for scripts that a sanitiser had better not have to judge.
        "math_output": ("mathml", "") if trusted else ("latex", ""),
        "raw_enabled": trusted,
        "report_level": 5,
        "strip_comments": True,
        "stylesheet_path": None,
        "syntax_highlight": "none",
        "tab_width": _TAB,
        "toc_backlinks": False,
        "warning_stream": False,
    }
    for name, value in closed.items():
        setattr(values, name, value)
    return values


def _refuse_long_lines(source: str) -> None:
    for number, line in enumerate(source.splitlines(), 1):
        length = len(line.expandtabs(_TAB))
        if length > _LONGEST_LINE:
            msg = f"line {number}: {length:,} characters, where {_LONGEST_LINE:,} are allowed."
            raise MarkupFault(msg, mend="Break the line.")
