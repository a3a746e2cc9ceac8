"""Users: passwords stay behind, addresses become unique."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from sitegen.models import User
from tests.importing import (
    NOON,
    Site,
    dumped,
    user,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

HASH = {"password": "pbkdf2_sha256$1$x$y"}


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Site:
    return Site(engine, tmp_path)


def test_a_password_never_arrives(site: Site) -> None:
    report = site.take(user(1, "ada", last_login=NOON, groups=[3], **HASH))
    assert site.column("users", "password_hash") == ["!"]
    assert [(left.name, left.rows) for left in report.left_behind] == [
        ("users.user: groups", 1),
        ("users.user: last_login", 1),
        ("users.user: password", 1),
    ]


def test_a_password_that_is_here_stays(site: Site) -> None:
    with site.engine.begin() as connection:
        row = {"id": 1, "username": "ada", "email": "ada@example.org", "password_hash": "argon2"}
        connection.execute(insert(User), row)
    site.take(user(1, "ada", first_name="Ada", **HASH))
    (found,) = site.rows("users")
    assert (found["password_hash"], found["first_name"]) == ("argon2", "Ada")


def test_users_without_an_address_of_their_own_get_a_private_placeholder(site: Site) -> None:
    rows = [
        user(1, "ada", email="us@example.org", email_privacy=0),
        user(2, "ben", email="us@example.org", email_privacy=0),
        user(3, "cy", email=""),
        user(4, "di", email=None),
    ]
    said = "a placeholder that leads nowhere is taken"
    for _ in range(2):
        assert site.notes(*rows) == [
            f"users.user pk 2: email is also that of another user: {said}.",
            f"users.user pk 3, 4: email is empty: {said}.",
        ]
    assert [(row["email"], row["email_privacy"]) for row in site.rows("users")] == [
        ("us@example.org", 0),
        ("user-2@invalid", 2),
        ("user-3@invalid", 2),
        ("user-4@invalid", 2),
    ]


def test_an_address_that_somebody_here_has_is_not_taken_from_them(site: Site) -> None:
    site.take(user(5, "eve", email="us@example.org"))
    site.take(user(2, "ben", email="us@example.org"), dumped("users.user", 5, first_name="Eve"))
    assert site.column("users", "email") == ["user-2@invalid", "us@example.org"]


def test_users_may_exchange_addresses_and_names(site: Site) -> None:
    site.take(user(1, "ada"), user(2, "ben"))
    site.take(user(1, "ben"), user(2, "ada"))
    assert [(row["username"], row["email"]) for row in site.rows("users")] == [
        ("ben", "ben@example.org"),
        ("ada", "ada@example.org"),
    ]
