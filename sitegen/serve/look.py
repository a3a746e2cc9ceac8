"""The files of the site at one moment, each made when it is looked at."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sitegen.hosting.content_security import with_policy
from sitegen.hosting.rules import HEADERS
from sitegen.messages import Failure
from sitegen.serve.kept import Kept
from sitegen.serve.shown import Shown, copied_file, rendered_file

if TYPE_CHECKING:
    from sitegen.plan import Planned
    from sitegen.serve.kept import KeptFiles
    from sitegen.serve.moment import Moment
    from sitegen.serve.press import Press


@dataclass(frozen=True, slots=True)
class Look:
    """Gives files as a build at this moment would write them.

    A file is planned anew unless it is known to be right, and rendered if its key is another one.
    """

    moment: Moment
    press: Press
    kept: KeptFiles

    def file(self, path: str) -> Shown | Failure | None:
        """The file at a path, what is wrong with it, or None if the site has none."""
        return self._found(path, path)

    def headers(self, path: str) -> str:
        """The text of `_headers` as far as it concerns the file at a path."""
        alone = replace(self, moment=self.moment.with_headers_of(path))
        found = alone._found(HEADERS, f"{HEADERS} of {path}")
        shown = self.file(path)
        loads = shown.loads if isinstance(shown, Shown) else ()
        return with_policy(found.body.decode(), loads) if isinstance(found, Shown) else ""

    def _found(self, path: str, name: str) -> Shown | Failure | None:
        moment, kept_by = self.moment, (name, self.moment.asked)
        kept = self.kept.get(kept_by)
        if kept and kept.is_right(moment.generation, moment.reading.now):
            return kept.shown
        planned = moment.planned(path)
        if planned is None:
            self.kept.forget(kept_by)
        if planned is None or isinstance(planned, Failure):
            return planned
        shown = self._shown(planned, kept.shown if kept else None)
        if isinstance(shown, Shown):
            until = moment.until(planned)
            self.kept.keep(kept_by, Kept(shown, moment.generation, moment.reading.now, until))
        return shown

    def _shown(self, planned: Planned, before: Shown | None) -> Shown | Failure:
        # Whether it is a draft is in no key: no page shows it.
        is_draft = bool(planned.view) and self.moment.is_draft(planned.path)
        if before and before.planned.key == planned.key:
            return replace(before, is_draft=is_draft)
        made = self._made(planned)
        if isinstance(made, Failure) or not planned.view:
            return made
        made = replace(made, is_draft=is_draft)
        return made.after(before) if before else made

    def _made(self, planned: Planned) -> Shown | Failure:
        start, moment = time.perf_counter(), self.moment
        if not planned.view:
            return copied_file(planned, moment.sources)
        view = moment.view_of(planned)
        made = self.press.rendered(moment.reading, moment.sources, view, planned)
        if isinstance(made, Failure):
            return made
        return rendered_file(planned, moment.sources, made, time.perf_counter() - start)
