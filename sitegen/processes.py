"""What every worker process has to be: it ends with its parent and leaves Ctrl-C to it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading


def serve_parent() -> None:
    """Make this process end when its parent does, and ignore Ctrl-C: the parent ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
