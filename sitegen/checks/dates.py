"""Dates as feeds write them."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

W3C = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def is_w3c(text: str) -> bool:
    """Whether it is a W3C datetime, as sitemaps write them: a year, month, day or moment."""
    return bool(W3C.fullmatch(text)) and _exists(text)


def is_rfc3339(text: str) -> bool:
    """Whether it is a moment as Atom writes them."""
    return bool(RFC3339.fullmatch(text)) and _exists(text)


def is_rfc822(text: str) -> bool:
    """Whether it is a moment as RSS writes them."""
    try:
        parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return False
    return True


def _exists(text: str) -> bool:
    whole = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", whole))
    except ValueError:
        return False
    return True
