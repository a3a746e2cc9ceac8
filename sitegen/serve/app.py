"""The preview as a web application: pages, the stream of events, and the script that listens."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from hashlib import sha1
from html import escape
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.errors import SitegenError
from sitegen.serve.tabs import Asked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
    from typing import Any

    from starlette.requests import Request

    from sitegen.serve.host import Answer
    from sitegen.serve.tabs import Tab, Tabs

    Background = Callable[[], Coroutine[Any, Any, None]]

LIVE = "/_sitegen/"
NOW = "now"  # the query's name for another moment
BREATH = 15  # seconds after which an idle stream sends a comment, so that nobody cuts it
NOT_KEPT = MappingProxyType({"Cache-Control": "no-store"})
RETRY = 500  # milliseconds until a browser asks again for a stream that ended
PROBLEM = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>This page cannot be made</title>
<body>
<h1>This page cannot be made</h1>
<pre>{}</pre>
</body>
</html>
"""


def application(
    tabs: Tabs, hosts: Sequence[str], background: Sequence[Background], *, live: bool
) -> Starlette:
    """The application for requests to these host names; `live` pages hear of changes.

    What is in `background` runs as long as the application does.
    """

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(each()) for each in background]
        for task in tasks:
            task.add_done_callback(_complain)
        yield
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def page(request: Request) -> Response:
        return await _page(request, tabs, live=live)

    async def events(request: Request) -> Response:
        return await _events(request, tabs)

    routes = [
        Route(f"{LIVE}live.js", _script),
        Route(f"{LIVE}events", events),
        Route("/{path:path}", page),
    ]
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return Starlette(routes=routes, middleware=[guard], lifespan=lifespan)


def _complain(task: asyncio.Task[None]) -> None:
    """What goes wrong behind the pages is our bug, and shows its traceback."""
    if not task.cancelled() and (error := task.exception()):
        raise error


async def _page(request: Request, tabs: Tabs, *, live: bool) -> Response:
    try:
        asked = asked_by(request.scope["raw_path"], request.scope["query_string"])
    except ValueError as error:
        return PlainTextResponse(f"{error}\n", 400)
    try:
        found = await tabs.answer(asked)
    except SitegenError as error:
        return _in_place_of(tabs, asked, str(error), "", live=live)
    if found.failure:
        return _in_place_of(tabs, asked, found.failure.message, found.key, live=live)
    return _as_response(request, found, live=live)


def _in_place_of(tabs: Tabs, asked: Asked, message: str, key: str, *, live: bool) -> Response:
    """The last good page, over which the script lays what is wrong; without one, that alone."""
    last = tabs.last(asked) if live else None
    if last and last.headers.get("Content-Type", "").startswith("text/html"):
        return _html(last.body, last.key, last.headers, live=live)
    if last:
        return Response(last.body, last.status, _sendable({**last.headers, **NOT_KEPT}))
    return _html(PROBLEM.format(escape(message)).encode(), key, {}, live=live)


def _as_response(request: Request, found: Answer, *, live: bool) -> Response:
    headers = {"Cache-Control": "no-cache", **found.headers}
    if headers.get("Content-Type", "").startswith("text/html"):
        body = with_script(found.body, found.key) if live else found.body
    else:
        body = found.body
    tag = f'"{sha1(body, usedforsecurity=False).hexdigest()}"'
    headers["ETag"] = tag
    is_known = tag in request.headers.get("if-none-match", "")
    if is_known and found.status == HTTPStatus.OK:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
    return Response(body, found.status, _sendable(headers))


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without signs that none may hold: a row may ask for any type of content."""
    return {
        name: value.encode("latin-1", "ignore").decode("latin-1") for name, value in headers.items()
    }


def _html(body: bytes, key: str, headers: Mapping[str, str], *, live: bool) -> Response:
    shown = with_script(body, key) if live else body
    given = {"Content-Type": "text/html; charset=utf-8", **headers, **NOT_KEPT}
    return Response(shown, HTTPStatus.OK, _sendable(given))


def with_script(body: bytes, key: str) -> bytes:
    """The page with the script that listens, before the end of its body: nothing else differs."""
    tag = f'<script src="{LIVE}live.js" data-key="{escape(key)}" defer></script>'.encode()
    start, end, rest = body.rpartition(b"</body>")
    return start + tag + end + rest if end else body + tag


def asked_by(path: bytes, query: bytes) -> Asked:
    """What a request asks for. Raises ValueError if it cannot be read."""
    try:
        url = path.decode("ascii")
        pairs = parse_qsl(query.decode("ascii"), keep_blank_values=True)
    except UnicodeDecodeError:
        raise ValueError("The URL holds bytes that are not ASCII.") from None
    moments = [value for name, value in pairs if name == NOW]
    rest = urlencode([pair for pair in pairs if pair[0] != NOW])
    return Asked(url, rest, moment_of(moments[-1]) if moments and moments[-1] else None)


def moment_of(text: str) -> datetime:
    """A moment as people write it, in UTC unless it says otherwise. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"now={text!r} is no moment: write 2026-06-01T12:00.") from None


async def _script(_request: Request) -> Response:
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return Response(_live_script(), headers=headers)


@cache
def _live_script() -> bytes:
    return Path(__file__).with_name("live.js").read_bytes()


async def _events(request: Request, tabs: Tabs) -> Response:
    """The states of a page as server-sent events; which page is said in `url`."""
    url, _, query = request.query_params.get("url", "/").partition("?")
    try:
        asked = asked_by(url.encode(), query.encode())
    except ValueError as error:
        return PlainTextResponse(f"{error}\n", 400)
    tab = tabs.open(asked)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(tab, tabs), headers=headers, media_type="text/event-stream")


async def _told(tab: Tab, tabs: Tabs) -> AsyncIterator[bytes]:
    try:
        yield f"retry: {RETRY}\n\n".encode()
        while True:
            try:
                state = await asyncio.wait_for(tab.states.get(), BREATH)
            except TimeoutError:
                yield b": still here\n\n"
                continue
            if state is None:
                return
            yield f"data: {json.dumps(state)}\n\n".encode()
    finally:
        tabs.close(tab)
