"""Accounts that created the other rows; one in ten is private in one way or another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sitegen.models import Base, User
from sitegen.seeds.moments import days_ago
from sitegen.seeds.synthetic.bulk import Bulk
from sitegen.seeds.synthetic.ids import FIRST, USERS

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    "id", "username", "email", "password_hash", "first_name", "last_name", "is_active",
    "bio", "bio_markup_type", "search_visibility", "email_privacy", "public_profile", "created",
    "updated",
)  # fmt: skip
GIVEN = ("Ada", "Björk", "Chen", "Dalia", "Emeka", "Fatma", "Grace", "Hugo", "Inês", "Jun")
FAMILY = ("Abara", "Byrne", "Castro", "Dąbrowski", "Eriksen", "Fujita", "García", "Haddad")


def users() -> Bulk:
    """The accounts, the same for every seed."""
    return Bulk(Base.metadata.tables[User.__tablename__], COLUMNS, _rows())


def _rows() -> Iterator[tuple[Any, ...]]:
    for place in range(USERS):
        given, family = GIVEN[place % len(GIVEN)], FAMILY[place % len(FAMILY)]
        yield (
            FIRST + place,
            f"member-{place}",
            f"member-{place}@private.example.org",
            "!",
            given,
            family,
            place % 30 != 7,
            f"{given} likes *maps* and long lists." if place % 3 == 0 else "",
            "markdown",
            0 if place % 30 == 17 else 1,
            place % 3,
            place % 30 != 27,
            days_ago(4000 - place),
            days_ago(400 - place),
        )
