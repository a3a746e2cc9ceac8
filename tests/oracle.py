"""An oracle for edits by chance: every build is held against a build from nothing.

The tree must be equal byte for byte, and so must warnings, failures and whether it was committed;
and nothing is rendered but what an edit shows in. What that is, is told without the plan: files
whose bytes are others than before. What may be made anew for nothing besides is in `unshown.py`,
or named by the edit itself.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any, TypeVar

from sitegen import explain
from sitegen.build import BuildReport, Options, build
from sitegen.sections import SITE
from tests.built_site import NOW, BuiltSite
from tests.hastened import rendered_paths
from tests.unshown import given_unshown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sitegen.plan import Plan

EVERYTHING = "*"
Name = TypeVar("Name")


@dataclass(frozen=True)
class Built:
    """What a build said, the paths that it rendered, and the tree that it left."""

    report: BuildReport
    rendered: frozenset[str]
    tree: Mapping[str, bytes]


@dataclass
class BuiltTwice:
    """A site to edit. An edit ends with `check`, which builds it twice and compares.

    `known` is the tree of the last build that was committed, `given` what it was given and
    may not show, `reach` what edits since then may make anew for nothing, as patterns of paths.
    """

    site: BuiltSite
    now: datetime = NOW
    known: Mapping[str, bytes] = field(default_factory=dict)
    given: Mapping[Any, object] = field(default_factory=dict)
    reach: set[str] = field(default_factory=lambda: {EVERYTHING})
    is_whole: bool = False  # whether the last build was committed

    @property
    def folder(self) -> Path:
        return self.site.folder

    def build(self, progress: Callable[[int, int], None] | None = None, **options: bool) -> Built:
        """Build the site as it is now."""
        more = (progress,) if progress else ()
        with rendered_paths() as paths:
            report = build(self.site.settings, SITE, self.now, Options(**options), *more)
        return Built(report, frozenset(paths), whole_tree(self.site.output))

    def from_nothing(self, **options: bool) -> Built:
        """What a build into an empty folder gives, and says."""
        kept = self.site.settings
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        self.site.set(output=str(fresh / "out"), state=str(fresh / "state"), workers="1")
        built = self.build(**options)
        self.site.settings = kept
        return built

    def check(self, *reach: str, foretold: bool = True, **options: bool) -> Built:
        """Build, and hold what comes of it against a build from nothing."""
        self.reach.update(reach)
        before = whole_tree(self.site.output)
        plan = self.plan()
        built = self.build(**options)
        expected = self.from_nothing()
        compare(built, expected)
        if foretold and not options:
            check_foretold(plan, built)
        self.is_whole = built.report.committed
        if built.report.committed:
            self.check_rendered(built, before, plan)
        else:
            assert built.tree == before
        return built

    def plan(self) -> Plan:
        """What `sitegen explain` answers from."""
        plan, _, _ = explain.planned_site(self.site.settings, SITE, self.now)
        return plan

    def check_rendered(self, built: Built, before: Mapping[str, bytes], plan: Plan) -> None:
        """Nothing was rendered but what is another than before, or was not as we left it."""
        given = given_unshown(self.site.engine, plan)
        for patterns, _, _ in differing(self.given, given):
            self.reach.update(patterns)
        allowed = differing(self.known, built.tree) | differing(before, built.tree)
        idle = {path for path in built.rendered - allowed if not _is_among(path, self.reach)}
        assert not idle, f"rendered for nothing: {sorted(idle)}"
        self.known, self.given = built.tree, given
        self.reach.clear()


def whole_tree(output: Path) -> dict[str, bytes]:
    """All files with their bytes, links with what they lead to, and folders that hold nothing."""
    tree: dict[str, bytes] = {}
    for place in output.rglob("*"):
        name = place.relative_to(output).as_posix()
        if place.is_symlink():
            tree[f"{name} ->"] = bytes(place.readlink())
        elif place.is_file():
            tree[name] = place.read_bytes()
        elif not any(place.iterdir()):
            tree[f"{name}/"] = b""
    return tree


def compare(built: Built, expected: Built, leave_out: Iterable[str] = ()) -> None:
    """Hold a build against one from nothing; paths that failed may be left out of it.

    Failures and whether it was committed make the exit code.
    """
    assert built.report.failures == expected.report.failures
    assert built.report.warnings == expected.report.warnings
    assert built.report.committed == expected.report.committed
    if built.report.committed:
        assert built.report.stale_after == expected.report.stale_after
        different = differing(built.tree, expected.tree) - set(leave_out)
        assert not different, f"not as from nothing: {sorted(different)}"


def check_foretold(plan: Plan, built: Built) -> None:
    """What `sitegen explain` said before the build is what the build did."""
    failed = {failure.path for failure in built.report.failures}
    pages = {path for path in plan.stale if plan.files[path].view}
    assert built.rendered - failed == pages - failed
    if built.report.committed:
        assert built.report.removed == len(plan.orphans)


def differing(one: Mapping[Name, object], other: Mapping[Name, object]) -> set[Name]:
    """The names that are not in both, or not the same."""
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _is_among(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
