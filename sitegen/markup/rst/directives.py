"""Directives of our own: code by our classes, and what becomes of those that are none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import Directive, directives

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPTION = re.compile(r":[^\s:][^:]*:(\s|$)")


class Code(Directive):
    """A block of code, with docutils' and Sphinx's options; the translator highlights it."""

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "class": directives.class_option,
        "name": directives.unchanged,
        "number-lines": directives.unchanged,
        "caption": directives.unchanged,
        "dedent": directives.unchanged,
        "emphasize-lines": directives.unchanged,
        "force": directives.flag,
        "lineno-start": int,
        "linenos": directives.flag,
    }

    def run(self) -> Sequence[nodes.Node]:
        """Return one block that knows its language."""
        code = "\n".join(self.content)
        block = nodes.literal_block(code, code, classes=self.options.get("class", []))
        block["language"] = "".join(self.arguments).lower()
        block["caption"] = self.options.get("caption", "")
        block["first-line"] = self._first_line()
        self.add_name(block)
        return [block]

    def _first_line(self) -> int | None:
        if "number-lines" in self.options:
            number = self.options["number-lines"] or "1"
            return int(number) if re.fullmatch(r"-?\d{1,6}", number) else 1
        return self.options.get("lineno-start", 1 if "linenos" in self.options else None)


class Off(Directive):
    """A directive that would make a page depend on more than its text, or never end."""

    has_content = True
    mends: ClassVar = {
        "date": "it reads the clock; write the date",
        "include": "it reads a file; put its text here",
        # docutils adds notes to the tree that it walks through, and walks for ever.
        "target-notes": "it may never end; write the notes",
    }

    def run(self) -> Sequence[nodes.Node]:
        """Warn, and leave nothing."""
        why = self.mends[self.name.lower()]
        raise self.warning(f"the directive '{self.name}' is off: {why}.")


class Unknown(Directive):
    """A directive that nobody knows: its body is shown as if it stood in the text."""

    has_content = True

    def run(self) -> Sequence[nodes.Node]:
        """Parse the body, and of the rest an argument that is text and not a lone name."""
        self.reporter.warning(f"unknown directive '{self.name}'.", line=self.lineno)
        has_argument = self.content_offset < self.lineno and bool(self.content)
        body = int(has_argument)
        while body < len(self.content) and _OPTION.match(self.content[body]):
            body += 1
        parent, shown = nodes.Element(), self.content[body:]
        if has_argument and ":" in self.name:  # Sphinx describes code so: `.. c:function:: f(x)`
            parent += nodes.paragraph("", "", nodes.literal("", self.content[0]))
        elif has_argument and len(self.content[0].split()) > 1:
            shown = self.content[:1] + shown
        self.state.nested_parse(shown, self.content_offset, parent)
        return parent.children


DIRECTIVES = {
    "code": Code,
    "code-block": Code,
    "date": Off,
    "footer": Unknown,
    "header": Unknown,
    "include": Off,
    "sourcecode": Code,
    "target-notes": Off,
}
