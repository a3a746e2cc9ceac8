"""The moment until which a site is true is foretold: nothing changes before it, something at it.

That any build at any moment is right is held by `test_incremental.py`, where time passes, too.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.built_site import BuiltSite
from tests.edits import values
from tests.edits.first_rows import first_rows
from tests.edits.rows import rows_of
from tests.edits.tables import change, free_key, inserted
from tests.edits.values import TICK
from tests.hastened import hastened
from tests.oracle import BuiltTwice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.edits.rows import Row
    from tests.lending import Lend

EXAMPLES = int(os.environ.get("SITEGEN_TEST_EXAMPLES", "3"))
MOMENTS = 3  # one after the other, each foretold at the one before

more_rows = st.lists(st.one_of(rows_of("jobs"), rows_of("events")), max_size=6)
parts = st.lists(st.floats(0, 0.999), min_size=MOMENTS, max_size=MOMENTS)


def test_nothing_changes_before_the_moment_that_is_foretold_and_something_at_it(lend: Lend) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(rows=more_rows, moment=values.moments, parts=parts)
    def holds(rows: Sequence[Row], moment: object, parts: Sequence[float]) -> None:
        with lend() as url, tempfile.TemporaryDirectory(prefix="sitegen-time-") as folder:
            twice = BuiltTwice(BuiltSite(url, Path(folder)))
            twice.now = moment
            twice.site.add(*first_rows())
            for model, columns in rows:
                change(twice, inserted(model, free_key(twice, model), columns))
            follow(twice, parts)
            twice.site.engine.dispose()

    with hastened():
        holds()


def follow(twice: BuiltTwice, parts: Sequence[float]) -> None:
    """From each moment to the next that it foretells, looking in part of the way between."""
    for part in parts:
        built, keys = twice.from_nothing(), keys_of(twice)
        start, until = twice.now, built.report.stale_after
        assert until is not None
        twice.now = start + (until - start) * part
        between = twice.from_nothing()
        assert between.tree == built.tree
        assert between.report.stale_after == until
        twice.now = until - TICK
        assert keys_of(twice) == keys
        twice.now = until
        assert keys_of(twice) != keys


def keys_of(twice: BuiltTwice) -> dict[str, str]:
    """The key of every path: what is shown, rows and site facts, as a hash."""
    return {path: planned.key for path, planned in twice.plan().files.items()}
