"""E-mail addresses: unique and never empty here, neither of it in Django."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sitegen.models import User

if TYPE_CHECKING:
    from sitegen.importers.keys import Keys
    from sitegen.importers.report import Findings

NEVER_SHOWN = 2


def settle_addresses(keys: Keys, findings: Findings) -> None:
    """Give users without an address of their own a placeholder, which is never published.

    Of users who share an address, one that is stored here and does not change keeps it, else the
    one with the lowest key.
    """
    rows = keys.rows[User.__tablename__]
    stored = keys.connection.execute(select(User.id, User.email))
    owners = {email: pk for pk, email in stored if pk not in rows or "email" not in rows[pk].values}
    for pk, row in sorted(rows.items()):
        if "email" not in row.values:
            continue
        email = str(row.values["email"] or "")
        if email and owners.setdefault(email, pk) == pk:
            continue
        row.values.update(email=f"user-{pk}@invalid", email_privacy=NEVER_SHOWN)
        why = "is also that of another user" if email else "is empty"
        findings.note(
            "users.user", pk, "email", f"{why}: a placeholder that leads nowhere is taken"
        )
