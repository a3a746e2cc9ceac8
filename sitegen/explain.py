"""Why a page is what it is: answered by the plan itself, so it cannot differ from a build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Table
from sqlalchemy.sql import visitors

from sitegen import urls
from sitegen.build import migrated_snapshot
from sitegen.code import markup_fingerprint
from sitegen.errors import SettingsFault
from sitegen.files import disk_faults
from sitegen.hosting.rules import HEADERS
from sitegen.inputs import in_words
from sitegen.manifest import open_manifest, state_faults
from sitegen.memo import open_memo
from sitegen.plan import INPUTS_CHANGED, InPlace
from sitegen.reading import Reading
from sitegen.sources import plan_site, read_project, read_sources
from sitegen.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from sitegen.manifest import Manifest
    from sitegen.plan import Plan, Planned
    from sitegen.settings import Settings
    from sitegen.site import Site
    from sitegen.sources import Sources

EMBEDDED = "what pages embed, which is known when they are rendered: the policy permits no more"
Verdict = Literal["current", "stale", "orphan", "failed"]


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a page besides its rows: a template, shared content, the settings or the code.

    It is `absent` if it is looked for and does not exist. What the page was made with and does
    without now is `changed` and has no fingerprint.
    """

    kind: str
    name: str
    fingerprint: str
    absent: bool
    changed: bool

    def __str__(self) -> str:
        return in_words(f"{self.kind} {self.name}".rstrip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a build would do with a path, why, and what the page is made of.

    `view`, `tables`, `template` and `inputs` are empty for a file that is copied, and for one that
    fails or that nothing makes any more. `follows` is what it changes with besides, which a build
    knows only when all pages are rendered; the verdict is told without it.
    """

    path: str
    verdict: Verdict
    reason: str = ""
    would_render: bool = False
    source: str = ""
    view: str = ""
    tables: tuple[str, ...] = ()
    template: str = ""
    inputs: tuple[Part, ...] = ()
    failures: tuple[str, ...] = ()
    follows: str = ""


def routes(settings: Settings, site: Site, now: datetime) -> list[dict[str, str]]:
    """Every path of the site, in order, with its view and template."""
    plan, _, _ = planned_site(settings, site, now)
    return [
        {"path": path, "view": planned.view or "copy", "template": planned.template}
        for path, planned in sorted(plan.files.items())
    ]


def rows_of_paths(settings: Settings, site: Site, now: datetime) -> dict[str, str]:
    """The row, file or view that makes each path of the site, in words for a message."""
    plan, _, _ = planned_site(settings, site, now)
    return {path: planned.source for path, planned in plan.files.items()}


def explain(settings: Settings, site: Site, now: datetime, asked: str) -> Explanation:
    """What a build would do with the page of this path or URL, and why.

    Raises SettingsFault if the site has no such page.
    """
    plan, sources, recorded = planned_site(settings, site, now)
    path = _path(asked, plan, settings.base_url)
    failures = [failure for failure in plan.failures if failure.path == path]
    if failures:
        messages = tuple(failure.message for failure in failures)
        source = failures[0].source
        return Explanation(path=path, verdict="failed", source=source, failures=messages)
    if path in plan.orphans:
        return Explanation(path=path, verdict="orphan", reason="nothing makes it any more")
    planned, reason = plan.files[path], plan.stale.get(path, "")
    inputs = tuple(_parts(planned, sources, recorded.get(path, {})) if planned.view else ())
    return Explanation(
        path=path,
        verdict="stale" if reason else "current",
        reason=_named(reason, [str(part) for part in inputs if part.changed]),
        would_render=bool(reason and planned.view),
        source=planned.source,
        view=planned.view,
        tables=tuple(_tables(planned.view, site)),
        template=planned.template,
        inputs=inputs,
        follows=EMBEDDED if path == HEADERS else "",
    )


def planned_site(
    settings: Settings, site: Site, now: datetime
) -> tuple[Plan, Sources, Mapping[str, Mapping[str, str]]]:
    """The plan as a build would make it, and the recorded inputs of what is stale.

    Nothing of the state is changed. Raises SettingsFault if it or the output cannot be read.
    """
    state, place = settings.state.resolve(), settings.output.resolve()
    project = read_project(settings)
    with (
        disk_faults(),
        state_faults(state),
        open_manifest(state, to_read=True) as manifest,
        open_memo(state, markup_fingerprint(), to_read=True) as memo,
        migrated_snapshot(settings) as connection,
    ):
        reading = Reading(connection, now)
        sources = read_sources(reading, project, site, memo)
        tree = Tree(place, manifest)
        plan = plan_site(reading, site, sources, InPlace(tree.recorded(), tree.fault))
        return plan, sources, _recorded(plan.stale, manifest)


def _recorded(stale: Iterable[str], manifest: Manifest) -> Mapping[str, Mapping[str, str]]:
    entries = {path: manifest.entry(path) for path in stale}
    return {
        path: manifest.inputs(entry.key.partition("-")[0])
        for path, entry in entries.items()
        if entry
    }


def _path(asked: str, plan: Plan, base_url: str) -> str:
    """The path meant by a path or URL. Raises SettingsFault if there is no such page."""
    if "://" in asked and _host_of(asked) != _host_of(base_url):
        raise SettingsFault(
            f"{asked} is on another host than this site, which is {base_url}.",
            mend="Name a page of this site.",
        )
    known = plan.files.keys() | set(plan.orphans) | {failure.path for failure in plan.failures}
    url = asked.partition("//")[2].partition("/")[2] if "://" in asked else asked
    for path in (asked, *urls.paths_of(url.partition("#")[0].partition("?")[0])):
        if path in known:
            return path
    raise SettingsFault(
        f"The site has no page at {asked}.", mend="`sitegen routes` lists all of them."
    )


def _host_of(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _parts(planned: Planned, sources: Sources, before: Mapping[str, str]) -> Iterator[Part]:
    """The inputs of a page, held against those it was made with as far as they are known."""
    now = sources.inputs.parts[planned.key.partition("-")[0]]
    unused = before.keys() - now.keys()
    for each in (*now, *sorted(unused)):
        kind, _, name = each.partition(" ")
        found = now.get(each)
        changed = bool(before) and before.get(each) != found
        yield Part(kind, name, found or "", absent=found == "", changed=changed)


def _named(reason: str, changed: list[str]) -> str:
    """The plan's reason, with those inputs that changed in place of all that may have."""
    if not changed:
        return reason
    *others, last = changed
    names = f"{', '.join(others)} and {last}" if others else last
    return reason.replace(INPUTS_CHANGED, f"{names} changed")


def _tables(name: str, site: Site) -> list[str]:
    """The tables whose rows a view shows or is decided by."""
    views = (view for view in site.views if view.name == name)
    statements = (statement for view in views for statement in view.statements.values())
    nodes = (node for statement in statements for node in visitors.iterate(statement))
    return sorted({node.name for node in nodes if isinstance(node, Table)})
