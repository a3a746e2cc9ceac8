"""Requests to a bucket a few at a time: when one fails, or is interrupted, no other is begun."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from sitegen.deploy.s3_bucket import Bucket

AT_A_TIME = 16
T = TypeVar("T")


def in_parallel(
    bucket: Bucket, do: Callable[[str], T], paths: Iterable[str]
) -> Generator[tuple[str, T], None, None]:
    """Each path with what came of it, as soon as that is done. Raises what `do` raises."""
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        asked = {threads.submit(do, path): path for path in paths}
        try:
            for done in as_completed(asked):
                yield asked[done], done.result()
        except BaseException:
            with bucket.given_up():
                threads.shutdown(cancel_futures=True)
            raise
