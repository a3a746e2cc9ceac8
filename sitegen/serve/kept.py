"""Files that were made once, and are right as long as nothing that they are made of changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sitegen.serve.moment import Generation
    from sitegen.serve.shown import Shown

    Name = tuple[str, datetime | None]  # what it is kept by, and the moment it was asked for at

KEPT = 600  # files; of more, those that were not asked for in the longest time are made again


@dataclass(frozen=True, slots=True)
class Kept:
    """A file, and when it was found to be right: in which generation, from when, until when."""

    shown: Shown
    generation: Generation | None
    since: datetime
    until: datetime | None

    def is_right(self, generation: Generation | None, now: datetime) -> bool:
        """Whether it need not be planned again to know that it is the same then."""
        is_in_time = self.since <= now and (self.until is None or now < self.until)
        return is_in_time and generation is not None and generation == self.generation


class KeptFiles:
    """The files that were asked for lately."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Name, Kept] = OrderedDict()

    def get(self, name: Name) -> Kept | None:
        """The file that is kept by this name."""
        if name in self._kept:
            self._kept.move_to_end(name)
        return self._kept.get(name)

    def keep(self, name: Name, kept: Kept) -> None:
        """Keep a file in place of the one before."""
        self._kept[name] = kept
        self._kept.move_to_end(name)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def forget(self, name: Name) -> None:
        """Keep no file by this name."""
        self._kept.pop(name, None)
