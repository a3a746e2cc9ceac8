"""What has changed for the pages in open tabs since they were last compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.serve.answers import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.serve.answers import Found
    from sitegen.serve.asked import Asked


@dataclass(frozen=True, slots=True)
class Change:
    """What an open tab shows `now`, and showed `before`; it took `seconds` to find all of them."""

    asked: Asked
    before: Found
    now: Found
    seconds: float


class Changes:
    """Tells what differs from one comparison to the next."""

    def __init__(self) -> None:
        self._seen: Mapping[Asked, Found] = {}

    def since(self, found: Mapping[Asked, Found], seconds: float) -> list[Change]:
        """What differs from what was found before, for those that were found then, too."""
        seen, self._seen = self._seen, found
        both = [asked for asked in found if asked in seen]
        return [
            Change(asked, seen[asked], found[asked], seconds)
            for asked in both
            if key_of(seen[asked]) != key_of(found[asked])
        ]
