"""The preview from end to end: the site's thread, the watchers, and the web server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from sitegen.serve.answers import Answers
from sitegen.serve.app import application
from sitegen.serve.hints import hint_of_all
from sitegen.serve.pages import Pages
from sitegen.serve.preview import Preview
from sitegen.serve.tabs import Tabs

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from types import FrameType

    from starlette.applications import Starlette

    from sitegen.serve.app import Background
    from sitegen.serve.changes import Change
    from sitegen.settings import Settings
    from sitegen.site import Site


@dataclass(frozen=True, slots=True)
class Terms:
    """How the site is served.

    `hosts` are the names it answers to; `settings` reads the settings again; `clock` gives the
    present; `ready` is called when requests are answered, `say` with what changed for open tabs.
    """

    hosts: Sequence[str]
    settings: Callable[[], Settings]
    clock: Callable[[], datetime]
    watch: bool
    ready: Callable[[], None]
    say: Callable[[Sequence[Change]], None]


class Server(uvicorn.Server):
    """Says when it listens, and when it is told to end: it would wait for streams of events."""

    def __init__(
        self, config: uvicorn.Config, ready: Callable[[], None], end: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._ready, self._end = ready, end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._end()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ctrl-C and SIGTERM are how a preview ends: no interruption, and nothing to report."""
        self.force_exit = self.should_exit
        self.should_exit = True


def run(site: Site, drafts: Site | None, terms: Terms, listening: socket.socket) -> None:
    """Serve the site until a signal ends it. Raises SitegenError if it cannot begin.

    With `drafts`, the site with what is not published, that is served; what `site` lacks is marked.
    """
    with ThreadPoolExecutor(1, "site") as thread:
        preview = thread.submit(Preview, terms.settings, site, drafts).result()
        answers = Answers(preview, thread, terms.clock)
        tabs = Tabs(answers, terms.say)
        pages = Pages(answers, live=terms.watch or drafts is not None)
        background: list[Background] = [tabs.watch] if pages.live else []
        if terms.watch:
            background.append(partial(hint_of_all, tabs.hint, terms.settings))
        app = application(pages, tabs, terms.hosts, background)

        def end() -> None:
            answers.end()
            tabs.close_all()

        Server(_config(app), terms.ready, end).run([listening])
        thread.submit(preview.close).result()


def _config(app: Starlette) -> uvicorn.Config:
    """One that says nothing by itself."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=2,
    )
