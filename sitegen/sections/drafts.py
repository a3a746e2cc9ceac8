"""The site with what staff have not published yet, for a preview.

The statements of the sections say `is_published == True`; here they say it no more. A build is
given the site without drafts and has no way to ask for them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import BinaryExpression, Column, true
from sqlalchemy.sql import operators, visitors

from sitegen.computed import ComputedView

if TYPE_CHECKING:
    from sitegen.site import AnyView, Site
    from sitegen.statements import Statement


def with_drafts(site: Site) -> Site:
    """The site as it would be if all pages and releases were published."""
    views = tuple(_drafting(view) for view in site.views)
    return replace(site, views=views, media=tuple(map(_of_drafts, site.media)))


def _drafting(view: AnyView) -> AnyView:
    if isinstance(view, ComputedView):
        found = {label: _of_drafts(each) for label, each in view.statements.items()}
        return replace(view, statements=found)
    rows = {label: _of_drafts(each) for label, each in view.rows.items()}
    return replace(view, pages=_of_drafts(view.pages), rows=rows)


def _of_drafts(statement: Statement) -> Statement:
    """The statement without the condition that what it asks for is published."""
    return cast("Statement", visitors.replacement_traverse(statement, {}, _replaced))


def _replaced(element: Any, **_: Any) -> Any:
    return true() if _asks_whether_published(element) else None


def _asks_whether_published(element: Any) -> bool:
    return (
        isinstance(element, BinaryExpression)
        and element.operator is operators.eq
        and isinstance(element.left, Column)
        and element.left.name == "is_published"
    )
