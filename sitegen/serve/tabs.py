"""The open tabs, what each of them shows, and when they have to be told something else.

A tab holds a stream of server-sent events while it can be seen. It says what it shows, and is told
at once, and whenever it changes, what it should show: a tab that slept has missed nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sitegen.errors import DatabaseFault, SettingsFault, SitegenError
from sitegen.serve.host import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from sitegen.serve.host import Answer
    from sitegen.serve.preview import Preview

    Found = Answer | SitegenError

SOONEST, LATEST = 0.25, 5.0  # seconds until a database that is gone is tried again
KEPT = 100  # answers to which a page that fails goes back
SOUND = ("200 ", "404 ", "moved ")  # how the key of an answer begins that is no fault
IDLE = 5.0  # seconds after which keys are compared without a hint: time passes, hints get lost


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asks for: a URL path, its query, and a moment other than the present."""

    url: str
    query: str = ""
    moment: datetime | None = None


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
    """All open tabs. `clock` gives the present, `say` tells the terminal what has changed."""

    def __init__(
        self,
        preview: Preview,
        thread: Executor,
        clock: Callable[[], datetime],
        say: Callable[[str], None],
    ) -> None:
        self._preview, self._thread = preview, thread
        self._clock, self._say = clock, say
        self._open: set[Tab] = set()
        self._hinted = asyncio.Event()
        self._last_seen: dict[Asked, str] = {}
        self._good: OrderedDict[Asked, Answer] = OrderedDict()

    async def answer(self, asked: Asked) -> Answer:
        """What the host would answer now. Raises SitegenError."""
        (found,) = await self._there(partial(self._answers, [asked], with_headers=True))
        if isinstance(found, SitegenError):
            raise found
        return found

    def last(self, asked: Asked) -> Answer | None:
        """The answer as it was when it was last without fault, if it is still known."""
        return self._good.get(asked)

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
        answers = await self._there(partial(self._answers, asked, with_headers=False))
        found = dict(zip(asked, answers, strict=True))
        for tab in self._open:
            if tab.asked in found:
                tab.tell(state_of(found[tab.asked], tab.told))
        self._tell_terminal(found, time.perf_counter() - start)
        return any(isinstance(each, DatabaseFault) for each in found.values())

    async def _there(self, work: Callable[[], list[Found]]) -> list[Found]:
        """What comes of work in the site's thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _answers(self, asked: Sequence[Asked], *, with_headers: bool) -> list[Found]:
        """The answers; those of one moment are of one snapshot."""
        by_moment: dict[datetime | None, list[Asked]] = defaultdict(list)
        for each in asked:
            by_moment[each.moment].append(each)
        found: dict[Asked, Found] = {}
        for moment, group in by_moment.items():
            try:
                with self._preview.at(moment or self._clock(), moment) as look:
                    for each in group:
                        query = each.query
                        found[each] = answer(look, each.url, query, with_headers=with_headers)
            except SitegenError as error:
                found.update(dict.fromkeys(group, error))
            except OSError as error:
                message = f"The disk says: {error.strerror} ({error.filename})."
                fault = SettingsFault(message, mend="See what is wrong there.")
                found.update(dict.fromkeys(group, fault))
        for each, this in found.items():
            if with_headers and not isinstance(this, SitegenError) and this.shown:
                self._keep(each, this)
        return [found[each] for each in asked]

    def _keep(self, asked: Asked, good: Answer) -> None:
        self._good[asked] = good
        self._good.move_to_end(asked)
        if len(self._good) > KEPT:
            self._good.popitem(last=False)

    def _tell_terminal(self, found: Mapping[Asked, Found], seconds: float) -> None:
        changed: dict[str, list[str]] = defaultdict(list)
        for asked, each in found.items():
            key = str(each) if isinstance(each, SitegenError) else each.key
            before = self._last_seen.get(asked)
            self._last_seen[asked] = key
            if before not in (None, key):
                changed[_what(each, before)].append(asked.url)
        for url in self._last_seen.keys() - found.keys():
            del self._last_seen[url]
        for what, urls in changed.items():
            others = f" and {len(urls) - 1} more" if len(urls) > 1 else ""
            self._say(f"{what}: {urls[0]}{others}, {1000 * seconds:.0f} ms")


def _what(found: Found, before: str) -> str:
    """What has changed, in words; `before` tells how it was."""
    if isinstance(found, SitegenError):
        return str(found)
    if found.failure:
        return found.failure.message
    if not before.startswith(SOUND):
        return "mended"
    return found.shown.reason if found.shown else "nothing is there any more"


def state_of(found: Found, told: State | None = None) -> State:
    """What a tab is told. While something is wrong it goes on showing what it shows."""
    shown_before = told["key"] if told else None
    if isinstance(found, DatabaseFault):
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
