"""Patience with a host that fails for a moment: how often it is asked again, and after how long."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Tell = Callable[[str], object]

LONGEST = 30.0  # seconds of a wait that the host does not ask for
# Answers that pass by themselves: the same request may be met with another one later.
PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)})


def silent(_said: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Waits:
    """Waits for a host, which are told: of those that threads do at the same time the first."""

    tell: Tell = silent
    _until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def begin(self, why: str, seconds: float) -> None:
        """Tell what is waited for, and be silent for so long."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return
            self._until = now + seconds
        self.tell(why)

    def begin_again(self, why: str, seconds: float) -> None:
        """Tell why a request is tried again, and when."""
        self.begin(f"{why} Trying again in {max(1, round(seconds))} s.", seconds)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a host is borne with; times are seconds.

    One request is tried `tries` times, of `timeout` each, of which a connection takes `connecting`
    at most, and waits between them for `waiting` in all. What takes the host its time is asked for
    every `interval`: until a deploy is finished, for `finishing`; and until visitors get what is
    finished, for `showing`. `jitter` gives a number from 0 to 1. Without `sleep` a wait ends early
    when the rest is given up. All `waits` are told.
    """

    tries: int = 6
    timeout: float = 60
    connecting: float = 10
    waiting: float = 300
    interval: float = 1
    finishing: float = 1200
    showing: float = 30
    jitter: Callable[[], float] = random.random
    sleep: Callable[[float], object] | None = None
    waits: Waits = field(default_factory=Waits)

    def backoff(self, tries: int) -> float:
        """The wait after that many tries: twice as long as the one before, less up to its half."""
        return min(LONGEST, 2.0 ** (tries - 1)) * (1 - self.jitter() / 2)


def wait_told_by(answer: httpx.Response) -> float:
    """The wait that an answer asks for: `Retry-After`, or until `X-RateLimit-Reset`; 0 if none.

    The moment of the latter (Unix time) is seen from the `Date` of the answer, so that no clock of
    ours has to be right.
    """
    with suppress(ValueError):
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    if answer.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        with suppress(ValueError):
            sent = parsedate_to_datetime(answer.headers.get("Date", ""))
            reset = float(answer.headers.get("X-RateLimit-Reset", ""))
            return max(1.0, reset - sent.timestamp())
    return 0.0
