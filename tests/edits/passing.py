"""Time passes: by chance, to the very moment at which something ends, to the one foretold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from sqlalchemy import select

from sitegen.models import Job, OccurringRule, RecurringRule
from tests.edits import values
from tests.edits.kind import Kind
from tests.edits.values import TICK
from tests.oracle import EVERYTHING

if TYPE_CHECKING:
    from datetime import datetime

    from tests.oracle import Built, BuiltTwice


def let_it_be(twice: BuiltTwice, moment: datetime) -> Built:
    """Build at another moment, which may be one that has been."""
    is_other_year = moment.year != twice.now.year
    twice.now = moment
    return twice.check(*([EVERYTHING] if is_other_year else []))


def come_to_the_end(twice: BuiltTwice, of: str, number: int) -> None:
    """To the last moment before something ends or begins, and to the first after it.

    If a page shows it, it was foretold.
    """
    column: Any = ENDS[of]
    with twice.site.engine.connect() as connection:
        moments = list(connection.scalars(select(column).where(column.is_not(None))))
    if moments:
        moment = sorted(moments)[number % len(moments)]
        before = let_it_be(twice, moment - TICK)
        after = let_it_be(twice, moment)
        if before.report.committed and (after.rendered or after.report.removed):
            assert before.report.stale_after == moment
    else:
        twice.check()


def wait_until_the_site_is_out_of_date(twice: BuiltTwice, part: float) -> None:
    """Nothing changes before the moment that was foretold, and something does at it."""
    before = twice.check()
    until = before.report.stale_after
    if until is None:
        assert not before.report.committed
        return
    twice.now += (until - twice.now) * part
    between = twice.check()
    assert (between.rendered, between.report.removed) == (set(), 0)
    assert between.tree == before.tree
    assert between.report.stale_after == until
    twice.now = until - TICK
    last = twice.build()
    assert (last.rendered, last.report.removed, last.report.stale_after) == (set(), 0, until)
    is_new_year = until.year != twice.now.year
    twice.now = until
    after = twice.check(*([EVERYTHING] if is_new_year else []))
    assert after.rendered or after.report.removed


ENDS = {
    "jobs.expires": Job.expires,
    "jobs.created": Job.created,
    "occurring_rules.dt_start": OccurringRule.dt_start,
    "occurring_rules.dt_end": OccurringRule.dt_end,
    "recurring_rules.finish": RecurringRule.finish,
}
KINDS = (
    Kind(let_it_be, {"moment": values.moments}),
    Kind(come_to_the_end, {"of": st.sampled_from(list(ENDS)), "number": values.numbers}),
    Kind(wait_until_the_site_is_out_of_date, {"part": st.floats(0, 0.99)}),
)
