"""The day that all seeds are made for, so that they are the same whenever they are sown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

DEMO_DAY = datetime(2026, 6, 1, tzinfo=UTC)


def days_ago(days: float) -> datetime:
    """The moment so many days before the demonstration's day."""
    return DEMO_DAY - timedelta(days=days)
