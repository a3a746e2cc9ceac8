"""A site under `sitegen serve`, and who talks to it."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from queue import Empty, Queue
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.processes import PATIENCE, started

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping

    from tests.built_site import BuiltSite

READY = re.compile(r"The site is at http://127\.0\.0\.1:(\d+)/ ")
QUIET = 0.7  # seconds in which nothing is told that should not be told


class Reply(NamedTuple):
    """What a request got."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(frozen=True)
class Served:
    """A running preview."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Ask for a path as it is, without following where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=given)
        found = connection.getresponse()
        body = found.read()
        connection.close()
        return Reply(found.status, {k.lower(): v for k, v in found.getheaders()}, body)

    @contextmanager
    def tab(self, url: str) -> Iterator[Tab]:
        """An open tab that has been told what it shows."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", f"/_sitegen/events?url={url}")
        wire = connection.sock
        tab = Tab(Queue(), {})
        stream = connection.getresponse()
        reading = threading.Thread(target=tab.read, args=(stream,), daemon=True)
        reading.start()
        tab.shown.update(tab.hear())
        try:
            yield tab
        finally:
            wire.shutdown(socket.SHUT_RDWR)  # whoever reads from it ends
            reading.join()
            connection.close()


@dataclass(frozen=True)
class Tab:
    """A stream of events."""

    states: Queue[dict[str, Any]]
    shown: dict[str, Any]  # the state that it began with

    def read(self, stream: http.client.HTTPResponse) -> None:
        try:
            for line in stream:
                if line.startswith(b"data: "):
                    self.states.put(json.loads(line.removeprefix(b"data: ")))
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # the tab was closed

    def hear(self) -> dict[str, Any]:
        """The next state that it is told."""
        return self.states.get(timeout=PATIENCE)

    def hears_nothing(self) -> bool:
        try:
            self.states.get(timeout=QUIET)
        except Empty:
            return True
        return False


@contextmanager
def serving(site: BuiltSite, *flags: str) -> Iterator[Served]:
    """Serve the site on some port until the test is done with it."""
    moment = () if "--now" in flags else ("--now", "2026-06-01T12:00:00Z")
    with started(site, "serve", "--port", "0", *moment, *flags) as process:
        assert process.stdout
        line = process.stdout.readline()
        match = READY.match(line)
        assert match, line + (process.stderr.read() if process.stderr else "")
        yield Served(int(match[1]), process)
