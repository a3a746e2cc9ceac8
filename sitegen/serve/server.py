"""The preview from end to end: the site's thread, the watchers, and the web server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import uvicorn

from sitegen.serve.app import application
from sitegen.serve.hints import for_ever, hint_of_file, hint_of_files, hint_of_rows
from sitegen.serve.preview import Preview
from sitegen.serve.tabs import Tabs

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from types import FrameType

    from sitegen.serve.app import Background
    from sitegen.settings import Settings
    from sitegen.site import Site


@dataclass(frozen=True, slots=True)
class Terms:
    """How the site is served.

    `hosts` are the names it answers to; `settings` reads the settings again; `clock` gives the
    present; `ready` is called when requests are answered, `say` with each change.
    """

    hosts: Sequence[str]
    settings: Callable[[], Settings]
    clock: Callable[[], datetime]
    watch: bool
    ready: Callable[[], None]
    say: Callable[[str], None]


class Server(uvicorn.Server):
    """Ends the streams of events when it is told to end: it would wait for them."""

    def __init__(self, config: uvicorn.Config, tabs: Tabs, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._tabs, self._ready = tabs, ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End."""
        self._tabs.close_all()
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
        tabs = Tabs(preview, thread, terms.clock, terms.say)
        live = terms.watch or drafts is not None
        watching: list[Background] = [tabs.watch] if live else []
        hints = _hints(tabs, terms) if terms.watch else []
        app = application(tabs, terms.hosts, [*watching, *hints], live=live)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, lifespan="on",
            timeout_graceful_shutdown=2,
        )  # fmt: skip
        Server(config, tabs, terms.ready).run([listening])
        thread.submit(preview.close).result()


def _hints(tabs: Tabs, terms: Terms) -> list[Background]:
    settings = terms.settings()
    folders = [settings.templates, settings.assets]
    project = settings.root / "pyproject.toml"
    watchers = (
        partial(hint_of_rows, tabs.hint, settings.database_url),
        partial(hint_of_files, tabs.hint, folders),
        partial(hint_of_file, tabs.hint, project),
    )
    return [partial(for_ever, tabs.hint, watcher) for watcher in watchers]
