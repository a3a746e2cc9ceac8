"""Time as an input: what the moment of a build decides, and when that changes."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from hashlib import sha1
from heapq import heapify, heappop, heappush
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sitegen.clock import Candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sitegen.reading import Reading
    from sitegen.settings import Settings
    from sitegen.site import AnyView
    from sitegen.views import Stamp

NOTHING_KNOWN: Mapping[str, int] = MappingProxyType({})


def site_facts(settings: Settings, now: datetime) -> Mapping[str, Any]:
    """The facts about the site that templates can see as `site`."""
    return {
        "name": settings.name,
        "base_url": settings.base_url,
        "description": settings.description,
        "language": settings.language,
        "media_url": settings.media_url,
        "year": now.astimezone(UTC).year,
    }


def stale_after(
    reading: Reading, views: Sequence[AnyView], answers: Mapping[str, int] = NOTHING_KNOWN
) -> datetime | None:
    """The first moment to come at which the same rows would give another site.

    Each view says when it could change; whether it does is found out by asking it. `answers` are
    those of views, by name, that are known at this moment already. At the latest the new year
    changes every page.
    """
    candidates = Candidates(reading.connection)
    queue = [
        (moment, place)
        for place, view in enumerate(views)
        if (moment := view.changes_after(reading, candidates))
    ]
    heapify(queue)
    present = {place: answers[v.name] for place, v in enumerate(views) if v.name in answers}
    new_year = _new_year(reading.now)
    while queue and (new_year is None or queue[0][0] < new_year):
        moment, place = heappop(queue)
        view = views[place]
        if place not in present:
            present[place] = answer_of(view.stamps(reading))
        then = reading.at(moment)
        if answer_of(view.stamps(then)) != present[place]:
            return moment
        later = view.changes_after(then, candidates)
        if later is not None and later > moment:
            heappush(queue, (later, place))
    return new_year


def answer_of(stamps: Iterable[Stamp]) -> int:
    """One number for all that a view says: equal, whatever the order, if all its stamps are."""
    return sum(map(_number_of, stamps))


def answering(stamps: Iterable[Stamp], name: str, answers: dict[str, int]) -> Iterator[Stamp]:
    """The stamps of a view, with its answer added to `answers` when all of them are read."""
    answer = 0
    for stamp in stamps:
        answer += _number_of(stamp)
        yield stamp
    answers[name] = answer


def _number_of(stamp: Stamp) -> int:
    text = "\0".join((stamp.path, stamp.digest, stamp.template))
    return int.from_bytes(sha1(text.encode(errors="surrogatepass"), usedforsecurity=False).digest())


def _new_year(now: datetime) -> datetime | None:
    year = now.astimezone(UTC).year
    return datetime(year + 1, 1, 1, tzinfo=UTC) if year < MAXYEAR else None
