"""The age of what was built: until when it is up to date, and whether a later build came to nought.

The manifest knows both since the last build.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sitegen.manifest import open_manifest, state_faults

if TYPE_CHECKING:
    from pathlib import Path


class Age(NamedTuple):
    """How old a built site is.

    `stale_after` is the first moment at which the same rows give another site, if that is known.
    `refused` says why the last build left the site as it was, or is empty.
    """

    stale_after: datetime | None
    refused: str


def age_of(state: Path) -> Age:
    """The age of the site that a state folder is of. Raises SettingsFault."""
    folder = state.resolve()
    with state_faults(folder), open_manifest(folder, to_read=True) as manifest:
        stale_after = manifest.about("stale_after")
        moment = datetime.fromisoformat(stale_after) if stale_after else None
        return Age(moment, manifest.about("refused"))
