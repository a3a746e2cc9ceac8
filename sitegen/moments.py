"""Time as an input: what the moment of a build decides, and when that changes."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sitegen.settings import Settings


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


def stale_after(now: datetime) -> datetime | None:
    """The first moment after `now` at which the same rows would give another site."""
    year = now.astimezone(UTC).year
    return datetime(year + 1, 1, 1, tzinfo=UTC) if year < MAXYEAR else None
