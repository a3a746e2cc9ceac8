"""Where templates run: what has no text that is the same in every process cannot become text.

A method, whose `()` was forgotten, and an iterator would show their place in memory, and there are
many ways from a value to its text: `~`, `%`, `string`, `join`, `format` and more. So the values
themselves refuse, whichever way it is.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import Undefined
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner

from sitegen.markup.fragment import Heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LAZY = (
    *("batch", "items", "map", "reject", "rejectattr", "reverse"),
    *("select", "selectattr", "slice", "unique"),
)
OF_DICTS = frozenset(dir(dict))
CALLED = (Undefined, Macro)  # raises its own error; is text that is the same everywhere


class Textless:
    """What cannot become text."""

    __slots__ = ()

    def __repr__(self) -> NoReturn:
        """Raise TypeError."""
        raise unshowable(self)

    __str__ = __repr__


class Method(Textless):
    """Something that templates may call."""

    __slots__ = ("call",)

    def __init__(self, call: Any) -> None:
        self.call = call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it."""
        return self.call(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        """Give what it has, such as the block that a block stands in place of."""
        return getattr(self.call, name)


class TextlessCycler(Textless, Cycler):
    """A cycler of Jinja."""


class TextlessJoiner(Textless, Joiner):
    """A joiner of Jinja."""


class SandboxContext(Context):
    """What a template can name."""

    def super(
        self, name: str, current: Callable[[Context], Iterator[str]]
    ) -> BlockReference | Undefined:
        """The block that this one stands in place of."""
        found: BlockReference | Undefined = _closed(super().super(name, current))
        return found


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for templates that see values and change nothing."""

    context_class = SandboxContext

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.filters.update({name: _eager(self.filters[name]) for name in LAZY})
        given: dict[str, Any] = self.globals
        given.update(cycler=TextlessCycler, joiner=TextlessJoiner, range=Method(given["range"]))
        del self.globals["lipsum"], self.filters["random"]  # rendering is a function

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The attribute, or the item of that name."""
        # Rows are dicts: to look for an attribute first would take longer than all else here.
        if type(obj) is dict and attribute in obj and attribute not in OF_DICTS:
            return obj[attribute]
        # Long pages have hundreds of headings, of which nothing else is asked.
        if type(obj) is Heading and attribute in Heading.__slots__:
            return getattr(obj, attribute)
        return _closed(super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The item, or the attribute of that name."""
        return _closed(super().getitem(obj, argument))


def unshowable(value: object) -> TypeError:
    """What is raised for a value that no page can show."""
    if isinstance(value, Method):
        kind = type(value.call).__name__
        return TypeError(f"a {kind} cannot be shown; perhaps its () is forgotten")
    return TypeError(f"a {type(value).__name__} cannot be shown")


def _closed(value: Any) -> Any:
    return Method(value) if callable(value) and not isinstance(value, CALLED) else value


def _eager(lazy: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, giving a list in place of an iterator."""

    @wraps(lazy)
    def eager(*args: Any, **kwargs: Any) -> Any:
        found = lazy(*args, **kwargs)
        return found if isinstance(found, str) else list(found)

    return eager
