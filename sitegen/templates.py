"""Templates as inputs: their sources, and for each the closure of everything it can show.

The closure of a template is found by reading, not by running: the templates it extends, includes
and imports, and the literal names it gives to `box`, `menu` and `asset`.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from types import MappingProxyType
from typing import TYPE_CHECKING

from sitegen.errors import TemplateFault
from sitegen.folders import files_of
from sitegen.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything a template can reach. `absent` names were looked for and do not exist."""

    templates: frozenset[str]
    absent: frozenset[str]
    shared: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TemplateSet:
    """The sources of all templates by name, and what each of them uses."""

    sources: Mapping[str, str]
    uses: Mapping[str, Uses]

    def __contains__(self, name: str) -> bool:
        return name in self.sources

    def fingerprint(self, name: str) -> str:
        """Hash of one template's source; empty if there is none of that name."""
        source = self.sources.get(name)
        return "" if source is None else _fingerprint(source)

    def to_remember(self) -> Mapping[str, str]:
        """What the templates use, as text by the hash of their sources."""
        return {
            _fingerprint(source): self.uses[name].as_text() for name, source in self.sources.items()
        }

    def closure(self, name: str) -> Closure:
        """What the template can reach. Raises TemplateFault if one it needs does not exist."""
        if name not in self.sources:
            raise TemplateFault(
                f"The template templates/{name} does not exist.", mend="Write that template."
            )
        reached: set[str] = set()
        absent: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current in reached:
                continue
            reached.add(current)
            uses = self.uses[current]
            for other in uses.templates:
                if other not in self.sources:
                    raise TemplateFault(
                        f"templates/{current} needs templates/{other}, which does not exist.",
                        mend="Write that template, or take the reference out.",
                    )
            absent |= uses.optional - self.sources.keys()
            waiting += sorted((uses.templates | uses.optional) & self.sources.keys())
        shared = frozenset(item for each in reached for item in self.uses[each].shared)
        return Closure(frozenset(reached), frozenset(absent), shared)


def template_sources(folder: Path) -> Mapping[str, str]:
    """The sources of all templates below the folder. Raises TemplateFault or SettingsFault."""
    return {name: _source(name, body) for name, body in files_of(folder, "templates").items()}


def template_set(
    sources: Mapping[str, str], known: Mapping[str, str] = MappingProxyType({})
) -> TemplateSet:
    """The templates with what they use: as it is `known` from before, else parsed.

    Raises TemplateFault. `TemplateSet.to_remember` gives what is known then.
    """
    return TemplateSet(sources, {name: _uses(name, text, known) for name, text in sources.items()})


def _uses(name: str, source: str, known: Mapping[str, str]) -> Uses:
    text = known.get(_fingerprint(source))
    if text is not None:
        return Uses.from_text(text)
    # A build whose templates are as before does not wait for Jinja.
    from sitegen.parsing import uses_of  # noqa: PLC0415

    return uses_of(name, source)


def _fingerprint(source: str) -> str:
    return sha1(source.encode(), usedforsecurity=False).hexdigest()


def _source(name: str, body: bytes) -> str:
    try:
        return body.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise TemplateFault(
            f"templates/{name} is not UTF-8 (byte {error.start}).", mend="Save it as UTF-8."
        ) from error
