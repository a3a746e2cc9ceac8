"""Shared content: the boxes, menus and assets that templates name, as the values they will see."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sitegen import markup
from sitegen.errors import MarkupFault, TemplateFault
from sitegen.messages import Warned, located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

    from sitegen.assets import Asset
    from sitegen.memo import Memo
    from sitegen.site import Shared
    from sitegen.templates import TemplateSet

Values = dict[tuple[str, str], Any]
MENDS = MappingProxyType(
    {
        "box": "Add a row to boxes with that label, or take it out of the template.",
        "menu": "Add a row to menus with that alias, and items, or take it out of the template.",
    }
)


def load_shared(
    connection: Connection, shared: Mapping[str, Shared], templates: TemplateSet
) -> tuple[Values, list[Warned]]:
    """The value of each name that any template gives to one of these functions.

    A name that the database does not have gets the stand-in of its kind, and a warning unless the
    templates ask in an `if` whether it is there.
    """
    values: Values = {}
    warned: list[Warned] = []
    for function, kind in shared.items():
        users = _users(templates, function)
        found = kind.load(connection, users) if users else {}
        for name, template in sorted(users.items()):
            values[function, name] = found.get(name, kind.missing)
            if name not in found and not _is_optional(templates, function, name):
                source = f"templates/{template}"
                message = f'{source} shows {function}("{name}"), which the database does not have.'
                warned.append(Warned("", source, f"{message} {MENDS[function]}"))
    return values, warned


def asset_urls(assets: Mapping[str, Asset], templates: TemplateSet) -> Values:
    """The published URL of each asset that any template names. Raises TemplateFault."""
    users = _users(templates, "asset")
    for name, template in sorted(users.items()):
        if name not in assets:
            raise TemplateFault(
                f'templates/{template} names asset("{name}"), which is not in the assets folder.',
                mend="Add the file, or mend the name.",
            )
    return {("asset", name): assets[name].url for name in users}


def _users(templates: TemplateSet, function: str) -> dict[str, str]:
    """Each name given to the function, and the first template that names it."""
    users: dict[str, str] = {}
    for template, uses in sorted(templates.uses.items()):
        for used, name in uses.shared:
            if used == function:
                users.setdefault(name, template)
    return users


def _is_optional(templates: TemplateSet, function: str, name: str) -> bool:
    """Whether every template that names the content asks for it first."""
    users = [uses for uses in templates.uses.values() if (function, name) in uses.shared]
    return all((function, name) in uses.asked for uses in users)


def with_html(
    values: Mapping[tuple[str, str], Any], memo: Memo, *, remember: bool
) -> tuple[Values, list[Warned]]:
    """The values with their markup rendered, and the warnings that gave.

    What the memo knows already is used only if told to `remember`.
    """
    texts = [value for value in values.values() if isinstance(value, markup.Text)]
    known = dict(memo.find(texts)) if remember else {}
    missing = [text for text in texts if text not in known]
    known.update(made := {text: _fragment(text) for text in missing})
    memo.keep(made.items())
    shown = {k: known[v] if isinstance(v, markup.Text) else v for k, v in values.items()}
    return shown, list(_warnings(shown))


def _fragment(text: markup.Text) -> markup.Fragment:
    try:
        return markup.render(text)
    except MarkupFault as error:
        source = text.prefix.replace("box-", "boxes ", 1)
        raise MarkupFault(located(source, error.message), mend=error.mend) from error


def _warnings(values: Mapping[tuple[str, str], Any]) -> Iterable[Warned]:
    for (_, name), value in sorted(values.items(), key=lambda item: item[0]):
        if isinstance(value, markup.Fragment):
            for warning in value.warnings:
                source = f"boxes {name}"
                yield Warned("", source, located(source, warning))
