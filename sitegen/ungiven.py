"""What a template asks for and is not given: an error that says what it could have had."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import missing

MEND = (
    "Show one of these, or have the section select it if everybody may see it: "
    "a section selects public columns only."
)


class NotAmongThese(UndefinedError):
    """A name that a row, or another mapping of the context, does not have."""


class Ungiven(StrictUndefined):
    """Stands for what a template is not given; whatever is done with it raises."""

    __slots__ = ()

    def __init__(
        self,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[UndefinedError] = UndefinedError,
    ) -> None:
        if hint is None and isinstance(obj, Mapping):
            given = ", ".join(sorted(map(str, obj))) or "nothing"
            hint, exc = f"{name!r} is not given to the template, only {given}", NotAmongThese
        super().__init__(hint, obj, name, exc)
