"""The world as a document sees it: nothing of the machine, and nothing of other documents."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.states import RSTState

from sitegen.errors import MarkupFault
from sitegen.markup.rst.directives import DIRECTIVES, Unknown
from sitegen.markup.rst.roles import ROLES, unknown_role
from sitegen.markup.rst.states import LazyStateMachine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from docutils.nodes import Node
    from docutils.nodes import document as Document  # noqa: N812 - a class that docutils spells so

_FRAMES = 1000


@contextmanager
def closed_world(document: Document) -> Iterator[None]:
    """Give docutils our directives, a new table of roles, our machine and a stack of a fixed depth.

    `.. role::` in one document would else be usable in the next, and how deep a text may nest
    would depend on who calls. All is put back at the end. Whatever docutils trips over is a
    MarkupFault of the text.
    """
    with (
        _replaced(directives, "directive", _find_directive_with(directives.directive)),
        _replaced(roles, "role", _find_role_with(roles.role)),
        _replaced(roles, "_roles", dict(ROLES)),
        _replaced(RSTState, "nested_sm", LazyStateMachine),
        _replaced(RSTState, "nested_sm_cache", []),
        _frames_for_one_document(),
        _taken_apart(document),
    ):
        try:
            yield
        except MarkupFault:
            raise
        except RecursionError as error:
            raise _fault(document, "nested too deeply", "Take some levels away.") from error
        except Exception as error:
            why = f"docutils gives up on this text ({type(error).__name__})"
            raise _fault(document, why, "Take text away until it renders, to find why.") from error


def _fault(document: Document, why: str, mend: str) -> MarkupFault:
    where = f"line {document.current_line}: " if document.current_line else ""
    return MarkupFault(f"{where}{why}.", mend=mend)


@contextmanager
def _replaced(place: ModuleType | type, name: str, value: object) -> Iterator[None]:
    old = getattr(place, name)
    setattr(place, name, value)
    try:
        yield
    finally:
        setattr(place, name, old)


def _find_directive_with(find: Callable[..., Any]) -> Callable[..., Any]:
    """Return docutils' search for a directive with ours before it and behind it."""

    def find_directive(name: str, *args: object) -> tuple[Any, list[Any]]:
        return DIRECTIVES.get(name.lower()) or find(name, *args)[0] or Unknown, []

    return find_directive


def _find_role_with(find: Callable[..., Any]) -> Callable[..., Any]:
    def find_role(name: str, *args: object) -> tuple[Any, list[Any]]:
        return find(name, *args)[0] or unknown_role(name), []

    return find_role


@contextmanager
def _frames_for_one_document() -> Iterator[None]:
    old, depth = sys.getrecursionlimit(), 0
    frame = sys._getframe()
    while frame.f_back:
        frame, depth = frame.f_back, depth + 1
    sys.setrecursionlimit(depth + _FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(old)


@contextmanager
def _taken_apart(document: Document) -> Iterator[None]:
    """Take the tree apart at the end, so that it goes at once, and look for no cycles before.

    Its nodes know their parents: Python's collector would walk through it again and again while it
    grows, and nothing else would free it.
    """
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        waiting: list[Node] = [document]
        while waiting:
            parts = vars(waiting.pop())
            waiting += parts.pop("children", ())
            parts.clear()
        if is_collecting:
            gc.enable()
