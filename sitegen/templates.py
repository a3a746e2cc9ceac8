"""Templates as inputs: their sources, and for each the closure of everything it can show.

The closure of a template is found by reading, not by running: the templates it extends, includes
and imports, and the literal names it gives to `box`, `menu` and `asset`. It fails closed: a name
that is computed, an alias of one of these functions or a computed include is an error at its line,
for then nobody could say which pages an edit reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from sitegen.errors import SettingsFault, TemplateFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SHARED = ("asset", "box", "menu")  # functions that take one literal name


@dataclass(frozen=True, slots=True)
class Uses:
    """What one template names: other templates, those it can do without, and shared content.

    Content that it has `asked` for in an `if` is content that it can do without.
    """

    templates: frozenset[str]
    optional: frozenset[str]
    shared: frozenset[tuple[str, str]]
    asked: frozenset[tuple[str, str]]


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
        return "" if source is None else sha1(source.encode(), usedforsecurity=False).hexdigest()

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


def read_templates(folder: Path) -> TemplateSet:
    """All templates below the folder, each parsed. Raises TemplateFault or SettingsFault."""
    if not folder.is_dir():
        raise SettingsFault(
            f"There is no templates folder at {folder}.",
            mend="Run sitegen in the project's folder, or set templates.",
        )
    files = sorted(file for file in folder.rglob("*") if _is_template(file, folder))
    sources = {file.relative_to(folder).as_posix(): _source(file) for file in files}
    environment = Environment(autoescape=True)  # for parsing alone; render.py has the real one
    return TemplateSet(
        sources, {name: _uses(environment, name, source) for name, source in sources.items()}
    )


def _is_template(file: Path, folder: Path) -> bool:
    """Editors leave hidden files and backups beside templates."""
    parts = file.relative_to(folder).parts
    return file.is_file() and not any(part.startswith(".") or part.endswith("~") for part in parts)


def _source(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise TemplateFault(
            f"{file} is not UTF-8 (byte {error.start}).", mend="Save it as UTF-8."
        ) from error


def _uses(environment: Environment, name: str, source: str) -> Uses:
    try:
        tree = environment.parse(source, name)
    except TemplateSyntaxError as error:
        raise TemplateFault(
            f"templates/{name}:{error.lineno}: {error.message}", mend="Mend the template."
        ) from error
    references = list(_references(tree, name))
    return Uses(
        frozenset(other for other, optional in references if not optional),
        frozenset(other for other, optional in references if optional),
        frozenset(_shared(tree, name)),
        frozenset(
            use
            for condition in _found(tree, nodes.If, nodes.CondExpr)
            for use in _shared(nodes.Output([condition.test]), name)
        ),
    )


def _references(tree: nodes.Template, name: str) -> Iterator[tuple[str, bool]]:
    """Each template named, and whether the template can do without it."""
    for node in _found(tree, nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
        optional = isinstance(node, nodes.Include) and node.ignore_missing
        named = node.template
        several = isinstance(named, nodes.List | nodes.Tuple)
        for item in named.items if isinstance(named, nodes.List | nodes.Tuple) else [named]:
            if not isinstance(item, nodes.Const) or not isinstance(item.value, str):
                raise TemplateFault(
                    f"templates/{name}:{node.lineno}: the name of a template is computed here.",
                    mend="Write the name as a literal string.",
                )
            yield item.value, optional or several


def _shared(tree: nodes.Node, name: str) -> Iterator[tuple[str, str]]:
    """Each use of shared content: (function, name)."""
    calls: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in SHARED:
            calls.add(id(call.node))
            yield call.node.name, _literal(call, name)
    for node in _found(tree, nodes.Name, nodes.NSRef):
        if node.name in SHARED and id(node) not in calls:
            raise TemplateFault(
                f"templates/{name}:{node.lineno}: {node.name} is used other than by calling it.",
                mend=f'Call it directly with a literal name, as in {node.name}("name").',
            )


def _found(tree: nodes.Node, *kinds: type[nodes.Node]) -> Iterator[Any]:
    """Every node of these kinds."""
    return tree.find_all(kinds)


def _literal(call: nodes.Call, name: str) -> str:
    args = call.args
    plain = len(args) == 1 and not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    if plain and isinstance(args[0], nodes.Const) and isinstance(args[0].value, str):
        return args[0].value
    function = call.node.name if isinstance(call.node, nodes.Name) else ""
    raise TemplateFault(
        f"templates/{name}:{call.lineno}: the name given to {function} is computed here.",
        mend=f'Give it one literal name, as in {function}("name").',
    )
