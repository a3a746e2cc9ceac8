"""What to make, as a person writes it: `pages=100000,jobs=20000,seed=7`."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields

from sitegen.errors import SettingsFault

EXAMPLE = "Write it like pages=1000,jobs=200,releases=50,events=100,seed=1."
MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Spec:
    """How many rows of each kind to make; the same seed gives the same rows."""

    pages: int = 0
    jobs: int = 0
    releases: int = 0
    events: int = 0
    seed: int = 1


def read_spec(written: str) -> Spec:
    """What the text asks for. Raises SettingsFault for one that cannot be read."""
    numbers: dict[str, int] = {}
    for part in written.split(","):
        key, equals, value = (word.strip() for word in part.partition("="))
        _check_key(key, part, taken=key in numbers)
        numbers[key] = _number(key, value if equals else "")
    return Spec(**numbers)


def _check_key(key: str, part: str, *, taken: bool) -> None:
    known = [field.name for field in fields(Spec)]
    if key not in known:
        close = difflib.get_close_matches(key, known, 1)
        hint = f"Did you mean {close[0]}?" if close else EXAMPLE
        raise SettingsFault(f"{part.strip()!r} asks for nothing that can be made.", mend=hint)
    if taken:
        raise SettingsFault(f"{key} is asked for twice.", mend="Ask for it once.")


def _number(key: str, value: str) -> int:
    if value.startswith("-") and value[1:].isdecimal():
        raise SettingsFault(f"{key}={value}: that must not be negative.", mend=EXAMPLE)
    if not value.isdecimal():
        raise SettingsFault(f"{key}={value}: that is not a whole number.", mend=EXAMPLE)
    number = int(value)
    if key != "seed" and number > MOST:
        raise SettingsFault(f"{key}={value} is too many.", mend=f"Ask for {MOST} at most.")
    return number
