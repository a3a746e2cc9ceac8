"""What a build has to say of the whole site: warnings of every page, and links that lead nowhere.

Both are kept with each manifest entry and gathered anew by every build, so that the report does not
depend on which pages happened to be rendered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen import links
from sitegen.messages import Warned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sitegen.manifest import Manifest, Placement
    from sitegen.plan import Plan
    from sitegen.staging import Changes, Staging


@dataclass(frozen=True, slots=True)
class Prospect:
    """The site as it would be after this build: what is recorded, changed by what was made."""

    plan: Plan
    manifest: Manifest
    placements: Mapping[str, Placement]
    paths: frozenset[str]
    redirects: str

    def warnings(self) -> Iterator[Warned]:
        """The warnings of every page, in order of path."""
        found = {path: tuple(texts) for path, texts in self.manifest.warnings()}
        found.update((path, each.warnings) for path, each in self.placements.items())
        for path in sorted(found.keys() & self.paths):
            source = self.plan.files[path].source
            yield from (Warned(path, source, text) for text in found[path])

    def broken_links(self, elsewhere: tuple[str, ...]) -> list[Warned]:
        """The internal links of all pages that no file and no redirect answers.

        URL paths that start with one of `elsewhere` are another server's.
        """
        targets = self._targets()
        rules = links.redirect_sources(self.redirects)
        # A page that failed is reported as such; links to it are not broken besides.
        gone = links.broken(targets, self.plan.files, rules, elsewhere)
        if not gone:
            return []
        sources = {path: planned.source for path, planned in self.plan.files.items()}
        return links.broken_links(self._linking(targets), gone, sources)

    def _targets(self) -> dict[str, int]:
        """Every URL linked to, by number; those that the manifest has no number for are below 0."""
        targets = self.manifest.targets()
        for placement in self.placements.values():
            for url in placement.links:
                targets.setdefault(url, -len(targets) - 1)
        return targets

    def _linking(self, targets: Mapping[str, int]) -> Iterator[tuple[str, Iterable[int]]]:
        """The numbers of the targets that every page links to, in order of path."""
        found: dict[str, Iterable[int]] = dict(self.manifest.links())
        for path, placement in self.placements.items():
            found[path] = [targets[url] for url in placement.links]
        return ((path, found[path]) for path in sorted(found.keys() & self.paths))


def prospect(plan: Plan, changes: Changes, staging: Staging) -> Prospect:
    """The site as these changes would leave it."""
    failed = {failure.path for failure in changes.failures}
    paths = frozenset(path for path in plan.files if path not in failed)
    redirects = "" if "_redirects" in failed else changes.redirects
    if redirects is None:
        file = staging.output / "_redirects"
        redirects = file.read_text("utf-8") if file.is_file() else ""
    return Prospect(plan, staging.manifest, changes.placements, paths, redirects)


def all_warnings(
    planned: Iterable[Warned], found: Prospect, elsewhere: tuple[str, ...]
) -> list[Warned]:
    """Everything a user should know of the site as it would be, in a fixed order."""
    return [*planned, *found.warnings(), *found.broken_links(elsewhere)]
