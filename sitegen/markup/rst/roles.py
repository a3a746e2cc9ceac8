"""Roles of our own: links to PEPs and RFCs as Sphinx spells them, and text for the unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils.parsers.rst.states import Inliner

    Result = tuple[list[nodes.Node], list[nodes.system_message]]

_WITH_TITLE = re.compile(r"(?s)(.+?)\s*<([^<>]+)>")
_NUMBER = re.compile(r"(\d{1,5})(#\S+)?")


def unknown_role(name: str) -> Callable[..., Result]:
    """Return a role that is its text, with a warning."""

    def role(
        _role: str,
        _rawtext: str,
        text: str,
        lineno: int,
        inliner: Inliner,
        options: Mapping[str, Any] | None = None,
        content: Sequence[str] | None = None,
    ) -> Result:
        message = inliner.reporter.warning(f"unknown role '{name}'.", line=lineno)
        return [nodes.Text(_shown(nodes.unescape(text)))], [message]

    return role


def _shown(text: str) -> str:
    """Return what Sphinx would show of `title <target>`, `~package.name` or `!name`."""
    if titled := _WITH_TITLE.fullmatch(text):
        return titled[1]
    return text.rpartition(".")[2] if text.startswith("~") else text.removeprefix("!")


def _numbered(name: str, url: str) -> Callable[..., Result]:
    """Return a role for `8`, `8#section` and `title <8>`."""

    def role(  # noqa: PLR0917 - as docutils calls it
        _role: str,
        rawtext: str,
        text: str,
        lineno: int,
        inliner: Inliner,
        options: Mapping[str, Any] | None = None,
        content: Sequence[str] | None = None,
    ) -> Result:
        text = nodes.unescape(text)
        titled = _WITH_TITLE.fullmatch(text)
        target = _NUMBER.fullmatch((titled[2] if titled else text).strip())
        if target is None:
            message = inliner.reporter.warning(f"no number of a {name}: {text!r}.", line=lineno)
            return [nodes.Text(titled[1] if titled else text)], [message]
        number = int(target[1])
        shown = titled[1] if titled else f"{name} {number}"
        uri = url.format(number) + (target[2] or "")
        classes = (options or {}).get("class", [])
        return [nodes.reference(rawtext, shown, refuri=uri, classes=classes)], []

    return role


_PEP = _numbered("PEP", "https://peps.python.org/pep-{:04}/")
_RFC = _numbered("RFC", "https://datatracker.ietf.org/doc/html/rfc{}")

ROLES = {"pep": _PEP, "pep-reference": _PEP, "rfc": _RFC, "rfc-reference": _RFC}
