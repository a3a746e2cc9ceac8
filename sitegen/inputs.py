"""Everything but rows that can alter a file: template closure, shared content, site facts, code.

The parts are kept by name, so that `explain` can say which of them changed. Few files differ in
them: there is one set of inputs for each template that is in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha1
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sitegen.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.templates import TemplateSet


IN_WORDS = MappingProxyType({"site": "the settings", "code": "the code"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """The inputs that all pages share, and the parts of each template met so far."""

    templates: TemplateSet
    shared: Mapping[tuple[str, str], Any]
    site: Mapping[str, Any]
    code: str
    _known: dict[tuple[str, str], str] = field(default_factory=dict)
    parts: dict[str, dict[str, str]] = field(default_factory=dict)

    def chosen(self, default: str, asked: str) -> str:
        """The template a row gets: the one it asks for when that exists."""
        return asked if asked in self.templates else default

    def id_of(self, default: str, asked: str) -> str:
        """The id of everything but rows that a file of this template depends on."""
        found = self._known.get((default, asked))
        if found is None:
            parts = self._parts(default, asked)
            found = _hash(canonical(parts))
            self.parts[found] = parts
            self._known[default, asked] = found
        return found

    def used(self) -> frozenset[str]:
        """The templates in use."""
        return frozenset(self.chosen(default, asked) for default, asked in self._known)

    def _parts(self, default: str, asked: str) -> dict[str, str]:
        closure = self.templates.closure(self.chosen(default, asked))
        parts = {"code": self.code, "site": _hash(canonical(self.site))}
        absent = closure.absent | ({asked} - {""} - self.templates.sources.keys())
        for name in sorted(closure.templates | absent):
            parts[f"template {name}"] = self.templates.fingerprint(name)
        for function, name in sorted(closure.shared):
            parts[f"{function} {name}"] = _hash(canonical(self.shared[function, name]))
        return parts


def in_words(part: str) -> str:
    """A part as people name it: `the settings`, `template pages/default.html`."""
    return IN_WORDS.get(part, part)


def _hash(text: str) -> str:
    return sha1(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
