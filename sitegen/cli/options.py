"""Options that several commands share."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from sitegen.errors import SettingsFault

now_option = click.option(
    "--now",
    metavar="ISO8601",
    help="The moment the site is built for, UTC; default: the clock, or SOURCE_DATE_EPOCH.",
)


def moment(text: str | None) -> datetime:
    """The moment a site is built for: the one place where a clock is read."""
    if text is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        return _from_epoch(epoch) if epoch else datetime.now(UTC)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingsFault(
            f"--now {text!r} is not a moment.", mend="Write it like 2026-06-01T12:00:00Z."
        ) from error
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _from_epoch(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingsFault(
            f"SOURCE_DATE_EPOCH is {text!r}, which is not a number of seconds since 1970.",
            mend="Unset it, or give --now.",
        ) from error
