"""How many requests and deploys a minute has room for."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

MINUTE = 60.0
EPOCH = 1_790_000_000  # what the clock of the fake shows when it starts


@dataclass(slots=True)
class Window:
    """A minute and what was asked in it."""

    room: int
    used: int = 0
    ends: float = 0.0

    def takes(self, now: float) -> bool:
        """Whether there is room for one more now, which then takes it."""
        if now >= self.ends:
            self.used, self.ends = 0, now + MINUTE
        self.used += 1
        return self.used <= self.room


@dataclass(slots=True)
class Limits:
    """Limits by a clock that goes on when somebody sleeps: 500 requests and 3 deploys a minute."""

    requests: int = 500
    deploys: int = 3
    now: float = 0.0
    slept: list[float] = field(default_factory=list)
    _windows: dict[str, Window] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds

    def full_until(self, step: str) -> float:
        """The Unix time at which there is room again for a request, or 0 if there is now."""
        with self._lock:
            requests = self._windows.setdefault("requests", Window(self.requests))
            deploys = self._windows.setdefault("deploys", Window(self.deploys))
            for window in [requests, deploys] if step == "create" else [requests]:
                if not window.takes(self.now):
                    return EPOCH + window.ends
        return 0.0
