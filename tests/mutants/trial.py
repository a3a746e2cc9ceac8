"""One trial: the state machine against the sitegen that this process imports, up to a failure.

`python -m tests.mutants.trial ENGINE SEED` prints a line of JSON: after how many edits and seconds
it failed, in which edit, and why; nothing of these if it did not.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
import traceback
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from hypothesis import seed

import sitegen
from tests import test_incremental
from tests.conftest import migrate
from tests.edits.kind import Kind
from tests.lending import copied
from tests.postgres import running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.lending import Lend
    from tests.oracle import BuiltTwice


@contextmanager
def lender(engine: str) -> Iterator[Lend]:
    """Lends empty databases of an engine."""
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="sitegen-trial-") as folder:
            file = Path(folder) / "migrated.db"
            migrate(f"sqlite:///{file}")
            yield lambda: copied(file)
    else:
        with running_server() as server:
            migrate(server.create("migrated"))
            yield lambda: server.lent("lent", "migrated")


def watching(verdict: dict[str, Any], *, aloud: bool) -> Callable[..., None]:
    """In place of `Kind.make`: count edits, and end at the first failure.

    Hypothesis would run the edits once more to be sure, and what a process has leaked once, a
    second run does not show.
    """
    make, start = Kind.make, time.monotonic()

    def watched(kind: Kind, twice: BuiltTwice, values: Mapping[str, Any]) -> None:
        verdict["edits"] += 1
        begun = time.process_time()
        try:
            make(kind, twice, values)
        except BaseException as error:
            why = (str(error) or repr(error)).splitlines()[0]
            traceback.print_exc()
            finish({**verdict, "edit": kind.name, "why": why}, start)
            os._exit(1)
        if aloud:
            spent = time.process_time() - begun
            print(f"{verdict['edits']:4} {spent:5.2f} s  {kind.name}: {values}", flush=True)

    return watched


def finish(verdict: Mapping[str, Any], start: float) -> None:
    print(json.dumps({**verdict, "seconds": round(time.monotonic() - start, 1)}), flush=True)


def main(engine: str, number: int, *, aloud: bool) -> None:
    # Else what is installed would be tried in place of the copy.
    assert Path(sitegen.__file__).is_relative_to(Path.cwd())
    warnings.simplefilter("error")
    verdict: dict[str, Any] = {"edits": 0}
    with lender(engine) as lent, patch.object(Kind, "make", watching(verdict, aloud=aloud)):
        start = time.monotonic()
        test_incremental.run(lent, seeded=seed(number))
        finish(verdict, start)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), aloud="--aloud" in sys.argv)
