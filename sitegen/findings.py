"""What a build has to say of the whole site: warnings of every page, and links that lead nowhere.

Both are kept with each manifest entry and gathered anew by every build, so that the report does not
depend on which pages happened to be rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen import links
from sitegen.plan import Plan, Warned

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from pathlib import Path

    from sitegen.manifest import Manifest, Placement
    from sitegen.sources import Sources
    from sitegen.staging import Changes


def all_warnings(
    plan: Plan, sources: Sources, manifest: Manifest, changes: Changes, output: Path
) -> list[Warned]:
    """Everything a user should know of the site as it would be now, in a fixed order."""
    failed = {failure.path for failure in changes.failures}
    redirects = changes.redirects
    if redirects is None:
        file = output / "_redirects"
        redirects = file.read_text("utf-8") if file.is_file() else ""
    placements = changes.placements
    return [
        *plan.warnings,
        *sources.warnings,
        *page_warnings(plan, manifest, placements, failed),
        *link_warnings(plan, manifest, placements, failed, redirects),
    ]


def page_warnings(
    plan: Plan, manifest: Manifest, placements: Mapping[str, Placement], failed: Container[str]
) -> list[Warned]:
    """The warnings of every page of the site, in order of path."""
    found = {path: tuple(texts) for path, texts in manifest.warnings() if path in plan.files}
    found.update((path, placement.warnings) for path, placement in placements.items())
    return [
        Warned(path, plan.files[path].source, text)
        for path in sorted(found)
        if path not in failed
        for text in found[path]
    ]


def link_warnings(
    plan: Plan,
    manifest: Manifest,
    placements: Mapping[str, Placement],
    failed: Container[str],
    redirects: str,
) -> list[Warned]:
    """The internal links of all pages that neither a file nor a rule of `redirects` answers."""
    targets = manifest.targets()
    for placement in placements.values():
        for url in placement.links:
            targets.setdefault(url, -len(targets) - 1)
    paths = {path for path in plan.files if path not in failed}
    gone = links.broken(targets, paths, links.redirect_sources(redirects))
    if not gone:
        return []
    sources = {path: planned.source for path, planned in plan.files.items()}
    linking = _linking(plan, manifest, placements, failed, targets)
    return links.broken_links(linking, gone, sources)


def _linking(
    plan: Plan,
    manifest: Manifest,
    placements: Mapping[str, Placement],
    failed: Container[str],
    targets: Mapping[str, int],
) -> Iterable[tuple[str, Iterable[int]]]:
    """The numbers of the targets that every page links to, in order of path."""
    found: dict[str, Iterable[int]] = {
        path: numbers for path, numbers in manifest.links() if path in plan.files
    }
    for path, placement in placements.items():
        found[path] = [targets[url] for url in placement.links]
    return ((path, found[path]) for path in sorted(found) if path not in failed)
