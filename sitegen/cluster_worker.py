"""What runs on the workers of a Dask cluster; imported only where Dask is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from distributed import WorkerPlugin, get_worker

from sitegen.code import code_fingerprint
from sitegen.errors import SitegenError
from sitegen.render import Renderer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from distributed import Worker

    from sitegen.messages import Failure
    from sitegen.page import Kit, Page, Rendered

# A worker has several threads, but docutils keeps its roles in one place for a whole process.
_turn = threading.Lock()


class KitPlugin(WorkerPlugin):
    """The kit of one build, which every worker has before it is given a batch."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def setup(self, worker: Worker) -> None:
        """Make ready to render on a worker, which may have joined in the midst of a build."""
        self.code = code_fingerprint()
        self.renderer = Renderer(self._kit)


def render_there(name: str, code: str, batch: Sequence[Page]) -> list[Rendered | Failure]:
    """A batch of pages with the kit of this name, in order, if the code here is the same."""
    worker = get_worker()
    kit = worker.plugins[name]
    if not isinstance(kit, KitPlugin) or kit.code != code:
        raise SitegenError(
            f"The worker {worker.address} joined with another sitegen.",
            mend="Install the same sitegen, Python and libraries on every worker as here.",
        )
    with _turn:
        return [kit.renderer.render(page) for page in batch]
