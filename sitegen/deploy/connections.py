"""The open connections of an HTTP client, which one thread can cut while others wait for them."""

from __future__ import annotations

import socket
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENED = ("connect_tcp.complete", "start_tls.complete")


class Connections:
    """Connections, known as soon as they are open.

    `trace` is to be the extension of that name of every request (see HTTPX on its extensions).
    """

    def __init__(self) -> None:
        self._sockets = WeakSet[socket.socket]()
        self._lock = Lock()
        self._are_cut = False

    def trace(self, event: str, about: Mapping[str, Any]) -> None:
        """Learn of a connection that was opened."""
        if event.endswith(OPENED):
            opened: socket.socket = about["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets.add(opened)
                if self._are_cut:
                    _cut(opened)

    def cut(self) -> None:
        """Cut all that are open, and from now on each that is opened: who waits for one goes on."""
        with self._lock:
            self._are_cut = True
            for each in self._sockets:
                _cut(each)


def _cut(opened: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        # Not the method of a TLS socket, which would take the other thread's session from it.
        socket.socket.shutdown(opened, socket.SHUT_RDWR)
