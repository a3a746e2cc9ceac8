"""What a build is given: the views of all sections, shared content, and uploaded files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from sitegen.computed import ComputedView
from sitegen.hosting.rules import HEADERS, Rules
from sitegen.views import View

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sitegen.statements import Statement

AnyView = View | ComputedView
Load = Callable[["Connection", Iterable[str]], Mapping[str, Any]]
NO_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site: its pages, what it lists in the sitemap, and its rules for the host.

    `media` are statements that select the uploaded `file`s which its public rows name.
    """

    views: tuple[AnyView, ...]
    sitemaps: tuple[View, ...] = ()
    rules: Rules = NO_RULES
    media: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """Content that many pages share: how it is loaded, and what stands for a missing one."""

    load: Load
    missing: Any


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a site holds, in the order in which it is planned.

    `media` are statements that select the uploaded `file`s which public rows name.
    """

    views: tuple[AnyView, ...]
    shared: Mapping[str, Shared]
    media: tuple[Statement, ...] = ()

    def with_headers_of(self, path: str) -> Self:
        """The site with nothing but `_headers`, as far as they concern the file at a path."""
        rules = (view for view in self.views if isinstance(view, ComputedView))
        views = tuple(view.concerning(path) for view in rules if view.within == HEADERS)
        return replace(self, views=views)
