"""What visitors get, asked for in the site's thread."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sitegen.errors import DatabaseGone, SettingsFault, SitegenError
from sitegen.serve.host import answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor
    from datetime import datetime

    from sitegen.serve.asked import Asked
    from sitegen.serve.host import Answer
    from sitegen.serve.preview import Preview

    Found = Answer | SitegenError

KEPT = 100  # answers to which a page that fails goes back


class Answers:
    """What visitors get. `thread` is that in which the preview was made, `clock` the present."""

    def __init__(self, preview: Preview, thread: Executor, clock: Callable[[], datetime]) -> None:
        self._preview, self._thread, self._clock = preview, thread, clock
        self._good: OrderedDict[Asked, Answer] = OrderedDict()
        self._has_ended = False

    async def of(self, asked: Asked) -> Answer:
        """What the host would answer now. Raises SitegenError."""
        (found,) = await self.of_all([asked])
        if isinstance(found, SitegenError):
            raise found
        return found

    async def of_all(self, asked: Sequence[Asked]) -> list[Found]:
        """What the host would answer now; the answers of one moment are of one snapshot."""
        work = partial(self._found, asked)
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def last(self, asked: Asked) -> Answer | None:
        """The answer as it was when it was last without fault, if it is still known."""
        return self._good.get(asked)

    def end(self) -> None:
        """Answer nobody any more: who waits is told so at once."""
        self._has_ended = True

    def _found(self, asked: Sequence[Asked]) -> list[Found]:
        by_moment: dict[datetime | None, list[Asked]] = defaultdict(list)
        for each in asked:
            by_moment[each.moment].append(each)
        found: dict[Asked, Found] = {}
        for moment, group in by_moment.items():
            self._find(moment, group, found)
        return [found[each] for each in asked]

    def _find(self, moment: datetime | None, group: list[Asked], found: dict[Asked, Found]) -> None:
        """Find the answers of one moment. A snapshot in which one of them failed is used up."""
        rest = group
        while rest:
            look = None
            try:
                self._require_going_on()
                with _disk_faults(), self._preview.at(moment or self._clock(), moment) as look:
                    while rest:
                        found[rest[0]] = answer(look, rest[0].url, rest[0].query)
                        self._keep(rest[0], found[rest[0]])
                        rest = rest[1:]
            except SitegenError as error:
                concerns_all = look is None or isinstance(error, DatabaseGone)
                failed = len(rest) if concerns_all else 1
                found.update(dict.fromkeys(rest[:failed], error))
                rest = rest[failed:]

    def _require_going_on(self) -> None:
        if self._has_ended:
            raise DatabaseGone("The preview has ended.", mend="Begin it again.")

    def _keep(self, asked: Asked, found: Found) -> None:
        if isinstance(found, SitegenError) or not found.shown:
            return
        self._good[asked] = found
        self._good.move_to_end(asked)
        if len(self._good) > KEPT:
            self._good.popitem(last=False)


@contextmanager
def _disk_faults() -> Iterator[None]:
    """Turn what the disk says into SettingsFault."""
    try:
        yield
    except OSError as error:
        message = f"The disk says: {error.strerror} ({error.filename})."
        raise SettingsFault(message, mend="See what is wrong there.") from error


def is_sound(found: Found) -> bool:
    """Whether it is an answer, and nothing kept its page from being made."""
    return not isinstance(found, SitegenError) and found.failure is None


def key_of(found: Found) -> str:
    """What tells whether two of them are the same."""
    return str(found) if isinstance(found, SitegenError) else found.key
