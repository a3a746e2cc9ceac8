"""The site in one snapshot at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sitegen.clock import Candidates
from sitegen.sources import plan_file

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from sitegen.messages import Failure
    from sitegen.plan import Planned
    from sitegen.reading import Reading
    from sitegen.site import AnyView, Site
    from sitegen.sources import Sources

    Generation = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What files are made from. `asked` is the moment that somebody asked for, if not the present.

    With drafts, `published` is the site without them. The generations of two moments are equal if
    all files are the same in them that no clock decides; it is None where it is not known.
    """

    reading: Reading
    sources: Sources
    site: Site
    published: Site | None
    generation: Generation | None
    asked: datetime | None

    def planned(self, path: str) -> Planned | Failure | None:
        """What is planned of a path."""
        plan = plan_file(self.reading, self.site, self.sources, path)
        failed = (failure for failure in plan.failures if failure.path == path)
        return next(failed, None) or plan.files.get(path)

    def is_draft(self, path: str) -> bool:
        """Whether the site has no such file without its drafts."""
        if self.published is None:
            return False
        return path not in plan_file(self.reading, self.published, self.sources, path).files

    def view_of(self, planned: Planned) -> AnyView:
        """The view of a file that is not copied."""
        return next(view for view in self.site.views if view.name == planned.view)

    def until(self, planned: Planned) -> datetime | None:
        """The first moment at which the file could be another one, all rows being equal."""
        if not planned.view or not self.view_of(planned).is_timely:
            return None
        return self.view_of(planned).changes_after(
            self.reading, Candidates(self.reading.connection)
        )

    def with_headers_of(self, path: str) -> Self:
        """The moment with nothing but `_headers`, as far as they concern the file at a path."""
        return replace(self, site=self.site.with_headers_of(path), published=None)
