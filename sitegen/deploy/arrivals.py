"""Arrivals: how much of what a target lacked it has by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sitegen.deploy.target import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.deploy.target import Progress

NOTHING = Amount(0, 0)


@dataclass(slots=True)
class Arrivals:
    """The files that have arrived, of `total`; whoever wants to know is told of each."""

    total: Amount
    progress: Progress
    arrived: Amount = field(default=NOTHING)

    def add(self, size: int) -> None:
        """Count a file of so many bytes."""
        self._tell(Amount(self.arrived.files + 1, self.arrived.size + size))

    def end(self) -> None:
        """Count whatever has not been counted: nothing is lacking any more."""
        if self.arrived != self.total:
            self._tell(self.total)

    def _tell(self, arrived: Amount) -> None:
        self.arrived = arrived
        self.progress(arrived, self.total)


def arrivals(sizes: Iterable[int], progress: Progress) -> Arrivals:
    """Those of files of these sizes, none of which has arrived yet."""
    lacking = list(sizes)
    found = Arrivals(Amount(len(lacking), sum(lacking)), progress)
    if lacking:
        progress(NOTHING, found.total)
    return found
