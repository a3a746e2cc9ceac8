"""check(): everything that is wrong with the built site, told from top to bottom."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from sitegen.checks.anchors import lost_pointers
from sitegen.checks.external import Manners, unreachable
from sitegen.checks.finding import Finding, gathered
from sitegen.checks.inspection import is_read
from sitegen.checks.pool import inspections
from sitegen.checks.published import fault_of, read_published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sitegen.checks.inspection import Inspection
    from sitegen.checks.published import Published
    from sitegen.settings import Settings


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found. `files` were read, `links` to other hosts were asked."""

    findings: tuple[Finding, ...]
    files: int
    asked: int
    seconds: float


def check(
    settings: Settings,
    manners: Manners | None = None,
    progress: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> CheckReport:
    """What is wrong with the output as it lies there; with `manners`, other hosts are asked, too.

    `progress` is told what is done, how many of it, and how many there are. Raises SettingsFault
    if there is no output, or the state does not know it.
    """
    started = time.perf_counter()
    site = read_published(settings)
    paths = [path for path in sorted(site.paths) if is_read(path)]
    found: list[Inspection] = []
    for inspection in inspections(site, paths, settings.workers):
        found.append(inspection)
        progress("Checking", len(found), len(paths))
    anchors = {each.path: each.anchors for each in found if each.anchors is not None}
    outward = _outward(found) if manners else {}
    lost = lost_pointers(chain.from_iterable(each.pointers for each in found), anchors)
    findings = chain(
        _unreadable(site),
        chain.from_iterable(each.findings for each in found),
        lost,
        _unanswered(outward, manners, progress) if manners else (),
    )
    return CheckReport(
        tuple(gathered(findings)),
        len(paths),
        len(outward),
        round(time.perf_counter() - started, 3),
    )


def _unreadable(site: Published) -> Iterator[Finding]:
    """Files that the manifest names, that nobody looks into here, and that cannot be read."""
    for path in sorted(site.paths):
        if not is_read(path) and (said := fault_of(site.folder / path)):
            yield Finding(path, 0, 0, "files", said, "Build again.")


def _outward(found: Iterable[Inspection]) -> dict[str, list[Finding]]:
    """Every URL of another host, with the places that link to it; their messages are to come."""
    urls: dict[str, list[Finding]] = {}
    for each in found:
        for url, (line, column) in each.outward:
            urls.setdefault(url, []).append(
                Finding(each.path, line, column + 1, "external", "", "")
            )
    return urls


def _unanswered(
    outward: Mapping[str, list[Finding]],
    manners: Manners,
    progress: Callable[[str, int, int], None],
) -> Iterator[Finding]:
    """The places that link to what does not answer."""
    total = len(outward)
    faults = unreachable(outward, manners, lambda done: progress("Asking", done, total))
    for url, fault in faults.items():
        for place in outward[url]:
            yield Finding(
                place.path,
                place.line,
                place.column,
                "external",
                f"links to {url}, which {fault}.",
                "Mend the link, or remove it.",
            )
