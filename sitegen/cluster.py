"""Pages rendered by a Dask cluster: the kit goes to each worker once, then batches of pages.

A batch whose worker dies is rendered by another one. Other code could give other bytes under the
same keys, so every worker must have the very same.
"""

from __future__ import annotations

import asyncio
import threading
import uuid
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from sitegen.code import code_fingerprint
from sitegen.errors import SettingsFault, SitegenError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from distributed import Client

    from sitegen.messages import Failure
    from sitegen.page import Kit, Page, Rendered

    Render = Callable[[Sequence[Page]], Future[list[Rendered | Failure]]]

CONNECTING = 5  # seconds in which a scheduler must answer
DESERTED = 30  # seconds without any worker after which a build gives up
LOOKING = 1  # seconds between looks at who is there


@contextmanager
def open_cluster(address: str, kit: Kit) -> Iterator[tuple[Render, int]]:
    """What renders a batch of pages on a cluster, and how many workers it has.

    Raises SettingsFault if there is no such cluster or its workers have other code, SitegenError
    if it is lost on the way.
    """
    with _connected(address) as client:
        code, name = code_fingerprint(), f"sitegen-{uuid.uuid4()}"
        count = _checked_workers(client, address, code)
        with _kit_there(client, kit, name), _executor(client, address) as executor:
            from sitegen.cluster_worker import render_there  # noqa: PLC0415 - it needs the extra

            yield lambda batch: executor.submit(render_there, name, code, batch), count


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler, which says nothing by itself. Raises SettingsFault."""
    try:
        import dask  # noqa: PLC0415 - an extra

        with dask.config.set({"logging": {"distributed": "critical"}}):
            from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise SettingsFault(
            f"--workers {address} needs Dask, which is not installed.",
            mend="Install sitegen with its extra, in a clone: pip install '.[dask]'.",
        ) from error
    try:
        asyncio.run(_greet(address))
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except Exception as error:  # what is no scheduler may answer anything
        raise SettingsFault(
            f"No Dask scheduler answers at {address}.",
            mend="Start one with `dask scheduler`, or render here with --workers auto.",
        ) from error
    try:
        yield client
    finally:
        with suppress(OSError):  # it is lost
            client.close(CONNECTING)


async def _greet(address: str) -> None:
    """Raise an exception of any kind if nobody there speaks as a scheduler does.

    A client would ask again and again, and wait without end for a stranger who says nothing.
    """
    from distributed.comm.core import connect  # noqa: PLC0415 - an extra

    comm = await asyncio.wait_for(connect(address, timeout=CONNECTING), CONNECTING)
    comm.abort()


def _checked_workers(client: Client, address: str, code: str) -> int:
    """How many workers there are. Raises SettingsFault if none, or if one has other code."""

    def code_there() -> str:  # sent as it is: workers may have another sitegen, or none
        from sitegen.code import code_fingerprint  # noqa: PLC0415

        return code_fingerprint()

    found: dict[str, Any] = client.run(code_there, on_error="return")
    if not found:
        raise SettingsFault(
            f"The Dask scheduler at {address} has no workers.",
            mend=f"Start some with `dask worker {address}`.",
        )
    others = sorted(worker for worker, theirs in found.items() if theirs != code)
    if others:
        raise SettingsFault(
            f"{len(others)} of {len(found)} workers have another sitegen than this one, such as "
            f"{others[0]}.",
            mend="Install the same sitegen, Python and libraries on every worker as here.",
        )
    return len(found)


@contextmanager
def _kit_there(client: Client, kit: Kit, name: str) -> Iterator[None]:
    """The kit on every worker, on those too that join later, until it is no longer needed."""
    from sitegen.cluster_worker import KitPlugin  # noqa: PLC0415 - it needs the extra

    client.register_plugin(KitPlugin(kit), name)
    try:
        yield
    finally:
        if client.status == "running":
            client.unregister_worker_plugin(name)


@contextmanager
def _executor(client: Client, address: str) -> Iterator[Executor]:
    """What runs calls on the workers. Raises SitegenError if there are none any more."""
    from distributed import KilledWorker  # noqa: PLC0415 - an extra

    executor: Executor = client.get_executor(pure=False)
    ended = threading.Event()
    watch = threading.Thread(target=_give_up, args=(client, executor, ended), daemon=True)
    watch.start()
    try:
        yield executor
    except (CancelledError, KilledWorker) as error:
        raise SitegenError(
            f"The workers of {address} were lost while they rendered pages.",
            mend="Build again; with --workers auto pages are rendered here.",
        ) from error
    finally:
        ended.set()
        watch.join()
        executor.shutdown(wait=False)


def _give_up(client: Client, executor: Executor, ended: threading.Event) -> None:
    """Cancel what is still to be done when no worker has been there for a while."""
    without = 0
    while without < DESERTED:
        if ended.wait(LOOKING):
            return
        try:
            is_deserted = not client.scheduler_info()["workers"]
        except (OSError, ValueError):
            is_deserted = True
        without = without + LOOKING if is_deserted else 0
    executor.shutdown(wait=False)
