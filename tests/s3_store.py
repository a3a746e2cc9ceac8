"""A store of objects to deploy to: moto's server in a process of its own, and a door before it.

Everything that a deploy asks goes through the door (a proxy on loopback), which writes it down and
can keep it from the store, or its answer from the deploy.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI-the-secret"
ERROR = "<?xml version='1.0'?><Error><Code>{}</Code><Message>Said so.</Message>{}</Error>"


@dataclass(frozen=True)
class Asked:
    """A request as the door sees it: what for, and the path in the bucket, or empty."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    size: int

    def __str__(self) -> str:
        return f"{self.method} {self.path or 'list'}"


@dataclass(frozen=True)
class Answer:
    """What the door answers by itself."""

    status: int
    code: str
    more: str = ""


@dataclass(frozen=True)
class Page:
    """What something that is no store answers."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


RESET, LOST = "reset", "lost"  # before and after the store was asked
Fault = Answer | Page | str | threading.Event  # one that is waited for


@dataclass
class Store:
    """A bucket of its own in a store, and the door to it."""

    bucket: str
    client: Any
    port: int
    asked: list[Asked] = field(default_factory=list)
    # What is to happen at a request, by its number from 1; and after the store has done it.
    arrived: Callable[[int, Asked], Fault | None] = lambda number, asked: None
    acted: Callable[[int, Asked], None] = lambda number, asked: None
    lock: threading.RLock = field(default_factory=threading.RLock)
    busy: int = 0  # requests that are under way

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.port}",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def url(self, prefix: str = "") -> str:
        return f"s3://{self.bucket}/{prefix}".rstrip("/")

    def names(self) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return [each["Key"] for page in pages for each in page.get("Contents", ())]

    def objects(self, prefix: str = "") -> dict[str, bytes]:
        """What visitors get, by path."""
        found = (key for key in self.names() if key.startswith(prefix))
        ours = (key for key in found if not key.startswith(f"{prefix}.sitegen/"))
        return {key.removeprefix(prefix): self.body(key) for key in ours}

    def body(self, key: str) -> bytes:
        body: bytes = self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        return body

    def head(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.head_object(Bucket=self.bucket, Key=key)
        return found

    def put(self, key: str, body: bytes, **about: Any) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body, **about)

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)

    def forget(self) -> None:
        """Forget what was asked, and let everything pass again."""
        with self.lock:
            self.asked.clear()
            self.arrived = lambda number, asked: None
            self.acted = lambda number, asked: None

    def rest(self) -> None:
        """Let no more in, and wait until what is under way has ended."""
        with self.lock:
            self.arrived = lambda number, asked: RESET
        while self.busy:
            time.sleep(0.01)

    def said(self) -> list[str]:
        """What was asked, in words."""
        return [str(each) for each in self.asked]

    def sent(self) -> list[str]:
        """The paths of the files that were written, in order."""
        return [a.path for a in self.asked if a.method == "PUT" and ".sitegen/" not in a.path]


@dataclass
class Moto:
    """A server, the port of the door before it, and the buckets that were made in it, by name."""

    port: int
    client: Any
    door: int = 0
    stores: dict[str, Store] = field(default_factory=dict)

    def new_store(self) -> Store:
        """A new bucket."""
        bucket = f"bucket-{len(self.stores) + 1}"
        self.client.create_bucket(Bucket=bucket)
        self.stores[bucket] = Store(bucket, self.client, self.door)
        return self.stores[bucket]


@contextmanager
def running_moto() -> Iterator[Moto]:
    """A server and its door, as long as the block lasts."""
    with _running_server() as port, _Doors(("127.0.0.1", 0), _Door) as doors:
        moto = Moto(port, client_of(port), doors.server_port)
        doors.moto = moto
        thread = threading.Thread(target=doors.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield moto
        finally:
            doors.shutdown()
            thread.join()


@contextmanager
def _running_server() -> Iterator[int]:
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
    pipes: dict[str, Any] = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(command, **pipes) as server:
        try:
            assert server.stderr is not None
            lines = iter(server.stderr.readline, "")
            found = (re.search(r"http://127\.0\.0\.1:(\d+)", line) for line in lines)
            port = next(int(each[1]) for each in found if each)
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield port
        finally:
            server.kill()


class _Doors(ThreadingHTTPServer):
    daemon_threads, block_on_close = True, False
    request_queue_size = 64
    moto: Moto


def client_of(port: int) -> Any:
    """A client that asks the store itself."""
    import botocore.session  # noqa: PLC0415 - the tests of other things need not load it
    from botocore.config import Config  # noqa: PLC0415

    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET)
    config = Config(s3={"addressing_style": "path"})
    url = f"http://127.0.0.1:{port}"
    return session.create_client("s3", "us-east-1", endpoint_url=url, config=config)


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _moto(self) -> Moto:
        assert isinstance(self.server, _Doors)
        return self.server.moto

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = urlsplit(self.path)
        bucket, _, path = unquote(parts.path.removeprefix("/")).partition("/")
        store = self._moto.stores.get(bucket) or Store(bucket, None, 0)
        asked = Asked(self.command, path, parts.query, dict(self.headers), len(body))
        with store.lock:
            store.asked.append(asked)
            number = len(store.asked)
            fault = store.arrived(number, asked)
            store.busy += 1
        try:
            self._answer(store, number, asked, fault, body)
        finally:
            with store.lock:
                store.busy -= 1

    def _answer(
        self, store: Store, number: int, asked: Asked, fault: Fault | None, body: bytes
    ) -> None:
        if isinstance(fault, threading.Event):
            fault.wait(30)
            fault = None
        if isinstance(fault, Answer):
            self._say(fault.status, {}, ERROR.format(fault.code, fault.more).encode())
            return
        if isinstance(fault, Page):
            self._say(fault.status, fault.headers, fault.body)
            return
        if fault is not None and fault != LOST:
            self._cut()
            return
        try:
            status, headers, said = self._asked(body)
        except (OSError, HTTPException):  # the server has ended, and a deploy has not
            self._cut()
            return
        with store.lock:
            store.acted(number, asked)
        if fault == LOST:
            self._cut()
        else:
            self._say(status, headers, said)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass  # noqa: N815

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self._moto.port, timeout=30)
        try:
            connection.request(self.command, self.path, body, dict(self.headers))
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def _say(self, status: int, headers: Mapping[str, str], said: bytes) -> None:
        kept = {n: v for n, v in headers.items() if n.lower() not in ("connection", "server")}
        try:
            self.send_response_only(status)
            for name, value in {"Content-Length": str(len(said)), **kept}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)
        except (OSError, HTTPException):
            self.close_connection = True

    def _cut(self) -> None:
        self.close_connection = True

    def log_message(self, *said: object) -> None:
        """Nothing: what was asked is kept."""
