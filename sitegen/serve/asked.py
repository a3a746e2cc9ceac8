"""What a visitor asks for, read from a URL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode

NOW = "now"  # the query's name for another moment


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asks for: a URL path, its query, and a moment other than the present."""

    url: str
    query: str = ""
    moment: datetime | None = None


def asked_by(path: bytes, query: bytes) -> Asked:
    """What a request asks for. Raises ValueError if it cannot be read."""
    try:
        url = path.decode("ascii")
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True)
    except UnicodeDecodeError:
        raise ValueError("The URL holds bytes that are not ASCII.") from None
    moments = [value for name, value in pairs if name == NOW]
    rest = urlencode([pair for pair in pairs if pair[0] != NOW])
    return Asked(url, rest, moment_of(moments[-1]) if moments and moments[-1] else None)


def moment_of(text: str) -> datetime:
    """A moment as people write it, in UTC unless it says otherwise. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"now={text!r} is no moment: write 2026-06-01T12:00.") from None
