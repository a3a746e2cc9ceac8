"""What a template uses, read from its syntax tree.

It fails closed: a name that is computed, an alias of a function that gives shared content or a
computed include is an error at its line, for then nobody could say which pages an edit reaches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from sitegen.errors import TemplateFault
from sitegen.uses import SHARED, Uses

if TYPE_CHECKING:
    from collections.abc import Iterator


def uses_of(name: str, source: str) -> Uses:
    """What the template uses. Raises TemplateFault, which names its line."""
    try:
        return _uses(name, source)
    except RecursionError as error:
        raise TemplateFault(
            f"templates/{name}: its expressions or blocks are nested too deeply.",
            mend="Take some levels away.",
        ) from error


def _uses(name: str, source: str) -> Uses:
    # For parsing alone; render.py has the real one.
    environment = Environment(autoescape=True)
    try:
        tree = environment.parse(source, name)
    except TemplateSyntaxError as error:
        raise TemplateFault(
            f"templates/{name}:{error.lineno}: {(error.message or 'syntax error').rstrip('.')}.",
            mend="Mend the template.",
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
