"""HTML as it stands in the database."""

from __future__ import annotations

from sitegen.markup.characters import clean, refuse_surrogates
from sitegen.markup.fragment import Fragment, Policy, Text


def render_html(text: Text) -> Fragment:
    """Pass a trusted text on as it is, and one of the public ready to be sanitised."""
    if text.policy is Policy.TRUSTED:
        refuse_surrogates(text.source)
        return Fragment(text.source)
    source, warnings = clean(text.source)
    return Fragment(source, warnings=warnings)
