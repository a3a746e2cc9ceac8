"""One text for one plain value, for hashing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any


def canonical(value: Any) -> str:
    """One text for a plain value; two values that print differently have two texts."""
    return json.dumps(value, default=_spelled, separators=(",", ":"))


def _spelled(value: Any) -> Any:
    """What JSON has no word for, under the name of its type."""
    if isinstance(value, Enum):
        return {"": type(value).__name__, "value": value.value}
    if isinstance(value, date | datetime):
        return {"": type(value).__name__, "value": value.isoformat()}
    if is_dataclass(value) and not isinstance(value, type):
        values = {field.name: getattr(value, field.name) for field in fields(value)}
        return {"": type(value).__name__, **values}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not a plain value: {value!r}")
