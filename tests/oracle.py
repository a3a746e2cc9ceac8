"""An oracle for edits by chance: every build is held against a build from nothing.

More and longer runs: `SITEGEN_TEST_EXAMPLES=500 SITEGEN_TEST_STEPS=60 pytest -k incremental`. A
failure shows its steps; `SITEGEN_TEST_SHRINK=1` makes them few, which takes its time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test
from sqlalchemy import insert

from tests.built_site import NOW, BuiltSite

if TYPE_CHECKING:
    from collections.abc import Set

    from sitegen.build import BuildReport

EXAMPLES = int(os.environ.get("SITEGEN_TEST_EXAMPLES", "4"))
SHRINK = "SITEGEN_TEST_SHRINK" in os.environ
STEPS = int(os.environ.get("SITEGEN_TEST_STEPS", "10"))


class BuiltTwice(RuleBasedStateMachine):
    """A site to edit; a rule ends with `check`, which builds it twice and compares."""

    template: Path  # a migrated database to copy; given by the test

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sitegen-edits-"))
        file = shutil.copy(self.template, self.folder / "site.db")
        self.site = BuiltSite(f"sqlite:///{file}", self.folder)
        self.site.write("uploads/pic.png", "picture").set(media="uploads")
        self.now = NOW
        self.clean = False  # whether the last build was committed

    def teardown(self) -> None:
        self.site.engine.dispose()
        shutil.rmtree(self.folder)

    def put(self, model: type[Any], key: int, **values: Any) -> None:
        self.site.sql(f"DELETE FROM {model.__tablename__} WHERE id = :id", id=key)
        with self.site.engine.begin() as connection:
            taken = insert(model).prefix_with("OR IGNORE")  # another row may hold the path
            connection.execute(taken.values(id=key, **values))

    def from_nothing(self, **options: bool) -> tuple[dict[str, bytes], BuildReport]:
        """What a build into an empty folder gives, and says."""
        kept = self.site.settings
        fresh = self.folder / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        self.site.set(output=str(fresh / "out"), state=str(fresh / "state"), workers="1")
        report = self.site.build(self.now, **options)
        tree = self.site.tree() if report.committed else {}
        self.site.settings = kept
        return tree, report

    def check(self, rendered: int | None = None, **options: bool) -> None:
        """Build; hold the result against a build from nothing; build again: nothing is left."""
        before = self.site.tree()
        report = self.site.build(self.now, **options)
        tree, expected = self.from_nothing()
        self.compare(report, tree, expected)
        if not report.committed:
            assert self.site.tree() == before
        elif rendered is not None and self.clean:
            assert report.rendered == rendered
        self.clean = report.committed
        again = self.site.build(self.now)
        assert (again.failures, again.warnings) == (report.failures, report.warnings)
        assert not report.committed or (again.rendered, again.written, again.removed) == (0, 0, 0)

    def compare(
        self,
        report: BuildReport,
        tree: dict[str, bytes],
        expected: BuildReport,
        leave_out: Set[str] = frozenset(),
    ) -> None:
        assert report.failures == expected.failures
        assert report.warnings == expected.warnings
        assert report.committed == expected.committed
        if report.committed:
            mine = self.site.tree()
            paths = (mine.keys() | tree.keys()) - leave_out
            assert {path for path in paths if mine.get(path) != tree.get(path)} == set()


def run_machine(machine: type[BuiltTwice], template: Path) -> None:
    """Let the machine edit copies of a migrated database."""
    bounds = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    on_copies = type(machine.__name__, (machine,), {"template": template})
    run_state_machine_as_test(on_copies, settings=bounds)
