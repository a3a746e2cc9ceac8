"""The open tabs, what each of them shows, and when they have to be told something else.

A tab holds a stream of server-sent events while it can be seen. It says what it shows, and is told
at once, and whenever it changes, what it should show: a tab that slept has missed nothing.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sitegen.errors import DatabaseGone, SitegenError
from sitegen.serve.changes import Changes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.serve.answers import Answers, Found
    from sitegen.serve.asked import Asked
    from sitegen.serve.changes import Change

SOONEST, LATEST = 0.25, 5.0  # seconds until a database that is gone is tried again
IDLE = 5.0  # seconds after which keys are compared without a hint: time passes, hints get lost

State = dict[str, Any]  # what a tab is told, as JSON


@dataclass(eq=False, slots=True)
class Tab:
    """One stream of events. `states` are those that were not sent yet; None ends the stream."""

    asked: Asked
    states: asyncio.Queue[State | None] = field(default_factory=asyncio.Queue)
    told: State | None = None

    def tell(self, state: State) -> None:
        """Tell it what it should show, if it was not told yet."""
        if state != self.told:
            self.told = state
            self.states.put_nowait(state)


class Tabs:
    """All open tabs; `say` hears of what has changed for them."""

    def __init__(self, answers: Answers, say: Callable[[Sequence[Change]], None]) -> None:
        self._answers, self._say = answers, say
        self._open: set[Tab] = set()
        self._hinted = asyncio.Event()
        self._changes = Changes()

    def open(self, asked: Asked) -> Tab:
        """A tab that wants to be told what it should show."""
        tab = Tab(asked)
        self._open.add(tab)
        self.hint()
        return tab

    def close(self, tab: Tab) -> None:
        """Forget a tab."""
        self._open.discard(tab)

    def close_all(self) -> None:
        """End all streams."""
        for tab in self._open:
            tab.states.put_nowait(None)

    def hint(self) -> None:
        """Something may have changed."""
        self._hinted.set()

    async def watch(self) -> None:
        """Compare what tabs show with what they should show, after every hint, until cancelled."""
        wait = SOONEST
        while True:
            gone = await self.check()
            wait = min(2 * wait, LATEST) if gone else SOONEST
            try:
                await asyncio.wait_for(self._hinted.wait(), wait if gone else IDLE)
            except TimeoutError:
                continue
            finally:
                self._hinted.clear()

    async def check(self) -> bool:
        """Tell each tab what it should show now; whether the database is gone."""
        start = time.perf_counter()
        asked = list(dict.fromkeys(tab.asked for tab in self._open))
        if not asked:
            return False
        found = dict(zip(asked, await self._answers.of_all(asked), strict=True))
        for tab in self._open:
            if tab.asked in found:
                tab.tell(state_of(found[tab.asked], tab.told))
        self._say(self._changes.since(found, time.perf_counter() - start))
        return any(isinstance(each, DatabaseGone) for each in found.values())


def state_of(found: Found, told: State | None = None) -> State:
    """What a tab is told. While something is wrong it goes on showing what it shows."""
    shown_before = told["key"] if told else None
    if isinstance(found, DatabaseGone):
        return {"key": shown_before, "banner": str(found)}
    if isinstance(found, SitegenError):
        return {"key": shown_before, "failure": str(found)}
    if found.failure:
        return {"key": shown_before, "failure": found.failure.message}
    state: State = {"key": found.key}
    if found.shown:
        planned, shown = found.shown.planned, found.shown
        state["about"] = {
            "source": planned.source,
            "view": planned.view,
            "template": planned.template,
            "reason": shown.reason,
            "milliseconds": round(1000 * shown.seconds, 1),
            "draft": shown.is_draft,
        }
        if shown.restyled:
            key, urls = shown.restyled
            state["restyled"] = {"key": f"{found.status} {key}", "urls": urls}
    return state
