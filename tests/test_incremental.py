"""After any sequence of edits an incremental build equals a build from nothing.

The edits are those of `tests/edits`, drawn by chance over a real database with the real sections;
what is compared is told in `tests/oracle.py`. More and longer runs: `make soak`. A failure shows
its edits; `SITEGEN_TEST_SHRINK=1` makes them few, which takes its time.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar

from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.built_site import BuiltSite
from tests.edits import KINDS
from tests.edits.first_rows import first_rows
from tests.edits.rows import take_everything_back
from tests.edits.templates import write_templates
from tests.hastened import hastened
from tests.oracle import BuiltTwice

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.lending import Lend

EXAMPLES = int(os.environ.get("SITEGEN_TEST_EXAMPLES", "3"))
STEPS = int(os.environ.get("SITEGEN_TEST_STEPS", str(len(KINDS))))
PATIENCE = 2  # edits of a site whose rows cannot be built, before it has its first ones again
SHRINK = "SITEGEN_TEST_SHRINK" in os.environ


class Edits(RuleBasedStateMachine):
    """Makes edits of every kind in an order drawn by chance, and those again in another.

    The first example is the same in every run: Hypothesis begins with the simplest values.
    """

    lend: Lend  # given by the test
    made: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.waiting: list[str] = []
        self.patience = PATIENCE
        folder = Path(tempfile.mkdtemp(prefix="sitegen-edits-"))
        self.stack.callback(shutil.rmtree, folder)
        site = BuiltSite(self.stack.enter_context(type(self).lend()), folder)
        self.stack.callback(site.engine.dispose)
        self.twice = BuiltTwice(site)

    def teardown(self) -> None:
        self.stack.close()

    @initialize()
    def begin(self) -> None:
        self.twice.site.add(*first_rows())
        self.twice.site.write("uploads/pic.png", "picture").set(media="uploads")
        write_templates(self.twice)
        self.twice.check()

    @rule(drawn=st.data())
    def edit(self, drawn: st.DataObject) -> None:
        if not self.waiting:
            order = Random(drawn.draw(st.integers(0, 2**32), "order"))  # noqa: S311 - a shuffle
            self.waiting = order.sample(sorted(KINDS), len(KINDS))
        kind = KINDS[self.waiting.pop()]
        values: dict[str, Any] = drawn.draw(
            st.fixed_dictionaries(dict(kind.arguments)), f"{kind.name}"
        )
        event(kind.name)
        kind.make(self.twice, values)
        self.made[kind.name] += 1
        self.patience = PATIENCE if self.twice.is_whole else self.patience - 1
        if self.patience < 0:
            take_everything_back(self.twice)


def run(lend: Lend, seeded: Callable[[Any], Any] = lambda machine: machine) -> Counter[str]:
    """Let the machine edit sites in databases; how often each kind of edit was made."""
    made = Counter[str]()
    bounds = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink) if SHRINK else (Phase.generate,),
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    machine = type("Edits", (Edits,), {"lend": staticmethod(lend), "made": made})
    with hastened():
        run_state_machine_as_test(seeded(machine), settings=bounds)
    return made


def test_after_any_edits_a_build_equals_one_from_nothing(lend: Lend) -> None:
    made = run(lend)
    assert len(KINDS) > STEPS or made.keys() == KINDS.keys()
