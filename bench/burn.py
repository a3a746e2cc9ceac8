"""A program that burns CPU where it is easily lost: below a fork server, and in an orphan.

    python burn.py SECONDS

Half of the seconds are burnt by a grandchild of the fork server, half by a process whose parent
ends without waiting for it.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time


def burn(seconds: float) -> None:
    """Use this much CPU, however long that takes."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def burn_in_grandchild(seconds: float) -> None:
    """What the fork server's child does: let a child of its own burn."""
    subprocess.run([sys.executable, __file__, "here", str(seconds)], check=True)


def orphan(seconds: float) -> None:
    """Burn in a process that loses its parent."""
    if os.fork() == 0:
        if os.fork() == 0:
            burn(seconds)
        os._exit(0)
    os.wait()


def main() -> None:
    """Run the command line."""
    seconds = float(sys.argv[-1])
    if sys.argv[1] == "here":
        burn(seconds)
        return
    orphan(seconds / 2)
    context = multiprocessing.get_context("forkserver")
    child = context.Process(target=burn_in_grandchild, args=(seconds / 2,))
    child.start()
    child.join()


if __name__ == "__main__":
    main()
