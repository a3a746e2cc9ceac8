"""Versions of Python, as the names of releases tell them: `Python 3.15.0rc1`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

NAME = re.compile(
    r"Python (?P<numbers>[0-9]+(?:\.[0-9]+)*)(?:(?P<phase>a|b|c|rc)(?P<count>[0-9]+))?"
)
PHASES = {"a": 0, "b": 1, "c": 2, "rc": 2}
FINAL = (3, 0)


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """A version; they compare as they follow each other: 3.9.1, 3.10.0a1, 3.10.0rc1, 3.10.0.

    `numbers` are filled up with zeros to four. The version of a name that tells none is empty and
    comes before all others.
    """

    numbers: tuple[int, ...] = ()
    phase: tuple[int, int] = FINAL
    text: str = field(default="", compare=False)
    series: str = field(default="", compare=False)


def version_of(name: str) -> Version:
    """The version in the name of a release, with its series: `3.15` for 3.15.0rc1."""
    found = NAME.match(name)
    if found is None:
        return Version()
    numbers = tuple(int(number) for number in found["numbers"].split("."))
    return Version(
        numbers + (0,) * (4 - len(numbers)),
        (PHASES[found["phase"]], int(found["count"])) if found["phase"] else FINAL,
        found[0].removeprefix("Python "),
        ".".join(str(number) for number in numbers[:2]) if len(numbers) > 1 else "",
    )
