"""Time as an input: what the moment of a build decides, and when that changes."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from sitegen.clock import Candidates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from sitegen.settings import Settings
    from sitegen.site import AnyView
    from sitegen.views import Stamp


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


def stale_after(connection: Connection, views: Sequence[AnyView], now: datetime) -> datetime | None:
    """The first moment after `now` at which the same rows would give another site.

    Each view says when it could change; whether it does is found out by asking it. At the latest
    the new year changes every page.
    """
    candidates = Candidates(connection)
    queue = [
        (moment, place)
        for place, view in enumerate(views)
        if (moment := view.changes_after(connection, now, candidates))
    ]
    heapify(queue)
    present: dict[int, set[Stamp]] = {}
    new_year = _new_year(now)
    while queue and (new_year is None or queue[0][0] < new_year):
        moment, place = heappop(queue)
        view = views[place]
        if place not in present:
            present[place] = set(view.stamps(connection, now))
        if set(view.stamps(connection, moment)) != present[place]:
            return moment
        later = view.changes_after(connection, moment, candidates)
        if later is not None and later > moment:
            heappush(queue, (later, place))
    return new_year


def _new_year(now: datetime) -> datetime | None:
    year = now.astimezone(UTC).year
    return datetime(year + 1, 1, 1, tzinfo=UTC) if year < MAXYEAR else None
