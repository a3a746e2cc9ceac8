"""What a run was made on, and with which versions."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.tool import Tool

OURS = ("docutils", "jinja2", "markdown-it-py", "pygments", "sqlalchemy")


def machine() -> dict[str, str]:
    """The machine and the moment, each fact under its name."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "CPU": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 1e9:.1f} GB",
        "load before": f"{os.getloadavg()[0]:.2f}",
        "Python": platform.python_version(),
    }


def versions(tools: Iterable[Tool]) -> dict[str, str]:
    """The versions of the tools, and of the libraries that sitegen renders with."""
    return {**{each.name: each.version for each in tools}, **{name: version(name) for name in OURS}}


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"
