"""Where the preview renders single pages, with the functions of a build and in this process."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sitegen.batches import batched, rendered_pages
from sitegen.page import Page
from sitegen.workers import this_process

if TYPE_CHECKING:
    from sitegen.memo import Memo
    from sitegen.messages import Failure
    from sitegen.page import Kit, Rendered
    from sitegen.plan import Planned
    from sitegen.reading import Reading
    from sitegen.site import AnyView
    from sitegen.sources import Sources
    from sitegen.workers import Pool


class Press:
    """Renders one page after the other. `memo` knows what texts rendered to."""

    def __init__(self, memo: Memo) -> None:
        self._memo = memo
        self._pools: dict[str, tuple[Kit, Pool]] = {}

    def rendered(
        self, reading: Reading, sources: Sources, view: AnyView, planned: Planned
    ) -> Rendered | Failure:
        """The bytes of a page of the view, or what keeps it from being made."""
        with closing(view.contexts(reading, [planned.path])) as contents:
            content = next(each for each in contents if each.path == planned.path)
        page = Page(planned.path, planned.template, planned.source, content.context)
        _, batches = batched([page], 1, self._memo, remember=True)
        (result,) = rendered_pages(batches, self._memo, self._pool(planned.template, sources))
        self._memo.trim(0)
        return result

    def _pool(self, template: str, sources: Sources) -> Pool:
        """What renders pages of this template; it is made anew when what they share has changed."""
        kit = sources.kit()
        known = self._pools.get(template)
        if known is None or known[0] != kit:
            known = self._pools[template] = kit, this_process(kit)
        return known[1]
