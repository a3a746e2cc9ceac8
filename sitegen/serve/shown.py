"""A file of the site as the preview shows it, and what differs from how it was."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sitegen.plan import changed_part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.page import Rendered
    from sitegen.plan import Planned
    from sitegen.sources import Sources


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of the site: its bytes, what it is made of, and why and how fast it was made.

    `parts` are the inputs that its key stands for, by name; `styles` the style sheets in them with
    their URLs. `seconds` is how long it took to render. `restyled` is there if nothing but style
    sheets differ from the file as it was: its key then, and the URLs that took the place of others.
    `is_draft` if the site has no such file without its drafts. `loads` are what it embeds.
    """

    planned: Planned
    body: bytes
    parts: Mapping[str, str]
    styles: Mapping[str, str]
    reason: str
    seconds: float
    is_draft: bool = False
    restyled: tuple[str, Mapping[str, str]] | None = None
    loads: tuple[str, ...] = ()

    def after(self, before: Shown) -> Shown:
        """The same file, which took the place of another one."""
        changed = _changed(before, self)
        reason = changed_part(before.planned.key, self.planned.key)
        reason = f"{reason} ({', '.join(changed)})" if changed else reason
        return replace(self, reason=reason, restyled=_restyled(before, self, changed))


def copied_file(planned: Planned, sources: Sources, seconds: float = 0) -> Shown:
    """A file that is published as it is."""
    original = sources.copies[planned]
    body = original if isinstance(original, bytes) else original.read_bytes()
    return Shown(planned, body, {}, {}, "copied", seconds)


def rendered_file(planned: Planned, sources: Sources, made: Rendered, seconds: float) -> Shown:
    """A file that was rendered."""
    inputs = sources.inputs
    shared = inputs.templates.closure(planned.template).shared
    styles = {
        name: str(inputs.shared[kind, name])
        for kind, name in sorted(shared)
        if kind == "asset" and name.endswith(".css")
    }
    parts = inputs.parts[planned.inputs]
    asked_for = "it was asked for"
    return Shown(planned, made.body, parts, styles, asked_for, seconds, loads=made.loads)


def _changed(before: Shown, now: Shown) -> list[str]:
    """The inputs that are others than before, by name."""
    names = before.parts.keys() | now.parts.keys()
    return sorted(name for name in names if before.parts.get(name) != now.parts.get(name))


def _restyled(
    before: Shown, now: Shown, changed: list[str]
) -> tuple[str, Mapping[str, str]] | None:
    """The key of the file before, and its style sheets' new URLs, if those are all that changed."""
    sheets = {f"asset {name}": name for name in before.styles.keys() & now.styles.keys()}
    is_same = before.planned.stamp == now.planned.stamp
    if not is_same or not changed or not sheets.keys() >= set(changed):
        return None
    urls = {before.styles[sheets[each]]: now.styles[sheets[each]] for each in changed}
    return before.planned.key, urls
