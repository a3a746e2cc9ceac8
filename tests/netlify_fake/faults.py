"""What goes wrong, and at which request."""

from __future__ import annotations

from dataclasses import dataclass

# Kinds that are no status: the connection breaks before or after the request did what it asks for,
# the request arrives twice, the answer is none of an API, or comes too late.
RESET, LOST, TWICE, GARBAGE, LATE = "reset", "lost", "twice", "garbage", "late"


@dataclass(slots=True)
class Fault:
    """At requests of one step, from the one of that number on, `times` times.

    `kind` is a status or one of the names above.
    """

    step: str
    kind: int | str
    number: int = 1
    times: int = 1

    def meets(self, step: str) -> bool:
        """Whether a request of this step, which comes now, goes wrong."""
        if step != self.step or self.times == 0:
            return False
        self.number -= 1
        if self.number > 0:
            return False
        self.times -= 1
        return True
