"""Python's garbage collector, kept from what stays as long as the process."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def loading() -> Iterator[None]:
    """Hold the collector off while modules are loaded, and have it pass over them from then on.

    There is hardly any garbage among them, and it would walk through them all many times: while
    they are loaded, while they are used, and once more when the process ends.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
