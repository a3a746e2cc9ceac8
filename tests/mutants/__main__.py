"""`make mutants`: each mutant in turn, and after how many edits it was found out.

`python -m tests.mutants [WORDS]` takes those whose names hold one of the words.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.mutants.mutants import MUTANTS, NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.mutants.mutant import Mutant

SEEDS = (1, 2, 3)
ENGINE = os.environ.get("SITEGEN_TEST_ENGINE", "sqlite")
ENOUGH = 1800  # seconds for one trial


def verdict_on(mutant: Mutant) -> Mapping[str, Any]:
    """What the first trial that fails says, or that all of them passed; edits of all of them."""
    edits, seconds = 0, 0.0
    with tempfile.TemporaryDirectory(prefix="sitegen-mutant-") as folder:
        mutant.bear(Path(folder))
        for seed in SEEDS if mutant is not NONE else SEEDS[:1]:
            found = tried(Path(folder), seed)
            edits, seconds = edits + found["edits"], seconds + found["seconds"]
            if "why" in found:
                break
    return {**found, "edits": edits, "seconds": seconds}


def tried(folder: Path, seed: int) -> Mapping[str, Any]:
    """One trial in a process that imports the copy in the folder."""
    command = [sys.executable, "-m", "tests.mutants.trial", ENGINE, str(seed)]
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    trial = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=ENOUGH,
        check=False,
    )
    lines = [line for line in trial.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise RuntimeError(f"A trial broke off:\n{trial.stdout}{trial.stderr}")
    found: Mapping[str, Any] = json.loads(lines[0])
    return found


def row_of(mutant: Mutant, verdict: Mapping[str, Any]) -> str:
    made = f"{verdict['edits']:5} edits  {verdict['seconds']:6.1f} s"
    if "why" in verdict:
        fate = f"killed    {made}  by {verdict['edit']} ({verdict['why'][:60]})"
    else:
        fate = f"{'lives     ' if mutant is NONE else 'SURVIVED  '}{made}"
    return f"{mutant.name:45} {fate}"


def main(words: Sequence[str]) -> int:
    """Print the table; how many rows are not as they should be."""
    chosen = [
        mutant
        for mutant in (NONE, *MUTANTS)
        if not words or any(word in mutant.name for word in words)
    ]
    wrong = 0
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for mutant, verdict in zip(chosen, pool.map(verdict_on, chosen), strict=True):
            print(row_of(mutant, verdict), flush=True)
            wrong += ("why" in verdict) == (mutant is NONE)
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
