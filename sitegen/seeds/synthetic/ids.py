"""The ids of synthetic rows, far above those of anything that people made or imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FIRST = 1_000_001
USERS = 200


def user_id(chance: Random) -> int:
    """The id of some synthetic account."""
    return FIRST + int(chance.random() * USERS)
