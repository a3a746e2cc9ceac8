"""What a command used, with all its descendants; and the proof that nothing of it is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
BURNT = 1.0  # CPU seconds
TOLERANCE = 0.15
LAST_LINES = 5


class MeterFault(Exception):
    """The measurement itself went wrong: its figures are not to be used."""


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU and wall seconds, the peak of memory in bytes, and the command's exit status."""

    cpu: float
    wall: float
    peak: int
    status: int


def measure(command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path) -> Usage:
    """Run a command in a folder; what it prints goes to the end of `log`.

    Raises MeterFault if it leaves processes behind.
    """
    reading, writing = os.pipe()
    with log.open("ab") as out, os.fdopen(reading, "rb") as result:
        meter = [sys.executable, str(HERE / "meter.py"), str(writing), *command]
        try:
            subprocess.run(
                meter, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, pass_fds=[writing], check=False,
            )  # fmt: skip
        finally:
            os.close(writing)
        text = result.read()
    if not text:
        raise MeterFault(f"{command[0]} was not measured: {last_words(log)}")
    return Usage(**json.loads(text))


def last_words(log: Path) -> str:
    """The end of what a command printed: the log itself is removed with the site."""
    return " / ".join(log.read_text("utf-8", "replace").splitlines()[-LAST_LINES:])


def prove(log: Path) -> float:
    """The CPU seconds measured of BURNT ones, burnt where they are easily lost.

    Raises MeterFault if they differ by more than the tolerance.
    """
    idle, busy = (_burn(seconds, log).cpu for seconds in (0.0, BURNT))
    if abs(busy - idle - BURNT) > TOLERANCE * BURNT:
        raise MeterFault(f"Of {BURNT} CPU seconds burnt, {busy - idle:.2f} were measured.")
    return busy - idle


def _burn(seconds: float, log: Path) -> Usage:
    command = [sys.executable, str(HERE / "burn.py"), str(seconds)]
    return measure(command, log.parent, os.environ, log)
