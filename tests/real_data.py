"""Where real content is looked for: it is no part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "SITEGEN_TEST_DATA"
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


def folder() -> Path:
    """The folder that the environment names, else the one beside the repository."""
    return Path(os.environ.get(VARIABLE) or BESIDE)


def missing(pattern: str) -> str:
    """Why a test that needs these dumps is skipped."""
    return f"no {pattern} in {folder()}: {VARIABLE} can name another folder of dumps"
