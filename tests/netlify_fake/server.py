"""The fake's HTTP: a request is recorded, and goes wrong if it is told to, or does what it asks."""

from __future__ import annotations

import json
import re
import socket
import struct
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.netlify_fake.deploys import TELLING, Deploy, Deploys, Refused, file_json
from tests.netlify_fake.faults import GARBAGE, LATE, LOST, RESET, TWICE, Fault
from tests.netlify_fake.limits import EPOCH, Limits
from tests.processes import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

TOKEN = "nfp_a-token-that-nobody-may-see"  # noqa: S105 - of the fake
SITE = "5ite-1d"
TOO_LATE = 2.0  # seconds
PREFIX = "/api/v1"
T = TypeVar("T")
STEPS = {
    "site": ("GET", r"/sites/(?P<site>[^/]+)"),
    "files": ("GET", r"/sites/(?P<site>[^/]+)/files"),
    "deploys": ("GET", r"/sites/(?P<site>[^/]+)/deploys"),
    "create": ("POST", r"/sites/(?P<site>[^/]+)/deploys"),
    "restore": ("POST", r"/sites/(?P<site>[^/]+)/deploys/(?P<deploy>[^/]+)/restore"),
    "rollback": ("PUT", r"/sites/(?P<site>[^/]+)/rollback"),
    "deploy": ("GET", r"/deploys/(?P<deploy>[^/]+)"),
    "files of a deploy": ("GET", r"/deploys/(?P<deploy>[^/]+)/files"),
    "upload": ("PUT", r"/deploys/(?P<deploy>[^/]+)/files/(?P<path>.+)"),
    "cancel": ("POST", r"/deploys/(?P<deploy>[^/]+)/cancel"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came; the names of its headers are in title case, as in `User-Agent`."""

    step: str
    names: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered: JSON, or a text where no API is."""

    status: int
    json: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


class Dropped(Exception):
    """The connection breaks before the request did anything."""


@dataclass(slots=True)
class Fake:
    """The fake as tests see it. `arrived` and `acted` are told the number of each request."""

    deploys: Deploys = field(default_factory=Deploys)
    limits: Limits | None = None
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    arrived: Callable[[int], None] = lambda number: None
    acted: Callable[[int], None] = lambda number: None
    address: str = ""
    lock: Lock = field(default_factory=Lock)
    connections: set[int] = field(default_factory=set)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "NETLIFY_API_URL": self.address,
            "NETLIFY_AUTH_TOKEN": TOKEN,
            "NETLIFY_SITE_ID": SITE,
        }

    def steps(self) -> Counter[str]:
        """How often each step was asked for."""
        return Counter(each.step for each in self.asked)

    def forget(self) -> None:
        """Begin to count anew, and let nothing go wrong any more."""
        self.asked.clear()
        self.faults.clear()
        self.arrived = self.acted = lambda number: None

    def be_left(self) -> None:
        """Wait until nobody is connected, nor about to be: connections are taken in turn."""
        url = urlsplit(self.address)
        with suppress(ConnectionError), socket.create_connection((url.hostname, url.port)) as last:
            last.sendall(b"GET / HTTP/1.0\r\n\r\n")
            last.recv(1)
        wait_until(lambda: not self.connections)

    def answer(self, asked: Asked) -> tuple[Answer, int | str]:
        """The answer to a request, and what goes wrong with it; one request at a time."""
        with self.lock:
            self.asked.append(asked)
            number = len(self.asked)
            self.arrived(number)
            kind = next((fault.kind for fault in self.faults if fault.meets(asked.step)), "")
            if kind == RESET:
                raise Dropped
            answer = self._limited(asked) or self._failed(asked, kind) or self._done(asked)
            if kind == TWICE:
                answer = self._done(asked)
            self.acted(number)
            return answer, kind

    def _limited(self, asked: Asked) -> Answer | None:
        full_until = self.limits.full_until(asked.step) if self.limits else 0
        if not full_until:
            return None
        headers = {"X-RateLimit-Reset": str(int(full_until))}
        return Answer(429, {"code": 429, "message": "Too Many Requests"}, headers)

    def _failed(self, asked: Asked, kind: int | str) -> Answer | None:
        """A status that was told, with the words of a host that repeats what it was sent."""
        if not isinstance(kind, int):
            return None
        said = f"{HTTPStatus(kind).phrase} for {asked.headers.get('Authorization')}"
        return Answer(kind, {"code": kind, "message": said})

    def _done(self, asked: Asked) -> Answer:
        if asked.step not in ACTIONS:
            return Answer(404, headers={"Content-Type": "text/plain"}, text="Not Found\n")
        try:
            _check(asked)
            return ACTIONS[asked.step](self.deploys, asked)
        except Refused as refused:
            json = {"code": refused.status, "message": refused.message}
            return Answer(refused.status, json)


def _check(asked: Asked) -> None:
    if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
        raise Refused(401, "Access Denied")
    if not asked.headers.get("User-Agent", "").startswith("sitegen"):
        raise Refused(400, "no User-Agent")
    if asked.names.get("site", SITE) != SITE:
        raise Refused(404)


def _site(deploys: Deploys, asked: Asked) -> Answer:
    published = {"id": deploys.published, "locked": deploys.locked} if deploys.published else None
    url = "https://site.example"
    return Answer(200, {"id": SITE, "name": "site", "ssl_url": url, "published_deploy": published})


def _create(deploys: Deploys, asked: Asked) -> Answer:
    deploy = deploys.create(json.loads(asked.body), asked.query.get("title", ""))
    return Answer(200, _deploy_json(deploy))


def _upload(deploys: Deploys, asked: Asked) -> Answer:
    if asked.headers.get("Content-Type") != "application/octet-stream":
        raise Refused(400, "no application/octet-stream")
    path = unquote(asked.names["path"])
    return Answer(200, deploys.upload(asked.names["deploy"], path, asked.body))


def _files(deploys: Deploys, asked: Asked) -> Answer:
    """The files of a deploy, or those that visitors get."""
    deploy_id = asked.names.get("deploy") or deploys.published
    files = deploys.get(deploy_id).files if deploy_id else {}
    page, more = _page(deploys, asked, sorted(files.items()))
    return Answer(200, [file_json(*item, len(deploys.blobs[item[1]])) for item in page], more)


def _list(deploys: Deploys, asked: Asked) -> Answer:
    chosen = list(reversed(deploys.deploys.values()))
    if asked.query.get("production"):
        chosen = [deploy for deploy in chosen if not deploy.draft]
    if state := asked.query.get("state"):
        chosen = [deploy for deploy in chosen if deploy.state == state]
    page, more = _page(deploys, asked, chosen)
    return Answer(200, [_deploy_json(deploy) for deploy in page], more)


def _page(deploys: Deploys, asked: Asked, items: Sequence[T]) -> tuple[Sequence[T], dict[str, str]]:
    """What is on the page that is asked for, and the header that leads to the next one."""
    size = min(int(asked.query.get("per_page", deploys.lists)), deploys.lists)
    number = int(asked.query.get("page", 1))
    link = f'<https://elsewhere.example/?page={number + 1}>; rel="next"'
    more = {"Link": link} if len(items) > number * size else {}
    return items[(number - 1) * size : number * size], more


def _roll_back(deploys: Deploys, asked: Asked) -> Answer:
    deploys.roll_back()
    return Answer(204)


def _deploy_json(deploy: Deploy) -> Mapping[str, Any]:
    created = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=deploy.number)
    said = {
        "id": deploy.id,
        "site_id": SITE,
        "state": deploy.state,
        "title": deploy.title,
        "draft": deploy.draft,
        "error_message": deploy.error or None,
        "deploy_ssl_url": f"https://{deploy.id}--site.example",
        "created_at": created.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "published_at": None,
    }
    return {**said, "required": sorted(deploy.lacks)} if deploy.state in TELLING else said


ACTIONS: Mapping[str, Callable[[Deploys, Asked], Answer]] = {
    "site": _site,
    "files": _files,
    "deploys": _list,
    "create": _create,
    "restore": lambda deploys, asked: Answer(
        201, _deploy_json(deploys.restore(asked.names["deploy"]))
    ),
    "rollback": _roll_back,
    "deploy": lambda deploys, asked: Answer(200, _deploy_json(deploys.look(asked.names["deploy"]))),
    "files of a deploy": _files,
    "upload": _upload,
    "cancel": lambda deploys, asked: Answer(
        201, _deploy_json(deploys.cancel(asked.names["deploy"]))
    ),
}


class Server(ThreadingHTTPServer):
    """Its connections are known from when they are taken until they are closed."""

    fake: Fake

    def process_request(self, request: Any, client_address: Any) -> None:
        self.fake.connections.add(id(request))
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        self.fake.connections.discard(id(request))

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):  # clients may die
            super().handle_error(request, client_address)


@contextmanager
def running_fake(**about: Any) -> Iterator[Fake]:
    """A fake on a free port, with nothing deployed yet."""
    fake = Fake(**about)
    handler = type("OurHandler", (Handler,), {"fake": fake})
    with Server(("127.0.0.1", 0), handler) as server:
        server.fake = fake
        fake.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    fake: Fake
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        asked = self._asked()
        try:
            answer, kind = self.fake.answer(asked)
        except Dropped:
            self._break_off(reset=True)
            return
        if kind == LOST:
            self._break_off(reset=False)
            return
        if kind == LATE:
            time.sleep(TOO_LATE)
        with suppress(ConnectionError):
            self._send(answer, is_garbage=kind == GARBAGE)

    do_POST = do_PUT = do_GET  # noqa: N815

    def _asked(self) -> Asked:
        url = urlsplit(self.path.removeprefix(PREFIX))
        found = [
            (step, match.groupdict())
            for step, (method, pattern) in STEPS.items()
            if self.command == method and (match := re.fullmatch(pattern, url.path))
        ]
        step, names = found[0] if found and self.path.startswith(PREFIX) else ("nothing", {})
        query = dict(parse_qsl(url.query))
        headers = {name.title(): value for name, value in self.headers.items()}
        return Asked(step, names, query, headers, self._body())

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        chunks = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(chunks)

    def _break_off(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            linger = struct.pack("ii", 1, 0)  # on, for no time: what is on its way is lost
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def _send(self, answer: Answer, *, is_garbage: bool) -> None:
        body = (answer.text if answer.json is None else json.dumps(answer.json)).encode()
        if is_garbage:
            body = b"<html>A proxy says hello.</html>"
        limits = self.fake.limits
        self.send_response_only(answer.status)
        self.send_header("Date", formatdate(EPOCH + (limits.now if limits else 0), usegmt=True))
        self.send_header("Content-Length", str(len(body)))
        kind = {} if answer.json is None else {"Content-Type": "application/json"}
        for name, value in {**kind, **answer.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: all requests are recorded."""
