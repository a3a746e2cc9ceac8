"""The preview as a web application: pages, the stream of events, and the script that listens."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from sitegen.serve.asked import asked_by
from sitegen.serve.pages import SCRIPT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
    from typing import Any

    from starlette.requests import Request

    from sitegen.serve.pages import Pages
    from sitegen.serve.tabs import Tab, Tabs

    Background = Callable[[], Coroutine[Any, Any, None]]

EVENTS = "/_sitegen/events"
BREATH = 15  # seconds after which an idle stream sends a comment, so that nobody cuts it
RETRY = 500  # milliseconds until a browser asks again for a stream that ended


def application(
    pages: Pages, tabs: Tabs, hosts: Sequence[str], background: Sequence[Background]
) -> Starlette:
    """The application for requests to these host names.

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
        return await pages.response(request)

    async def events(request: Request) -> Response:
        return _events(request, tabs)

    routes = [
        Route(SCRIPT, _script),
        Route(EVENTS, events),
        Route("/{path:path}", page),
    ]
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return Starlette(routes=routes, middleware=[guard], lifespan=lifespan)


def _complain(task: asyncio.Task[None]) -> None:
    """What goes wrong behind the pages is our bug, and shows its traceback."""
    if not task.cancelled() and (error := task.exception()):
        raise error


async def _script(_request: Request) -> Response:
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return Response(_live_script(), headers=headers)


@cache
def _live_script() -> bytes:
    return Path(__file__).with_name("live.js").read_bytes()


def _events(request: Request, tabs: Tabs) -> Response:
    """The states of a page as server-sent events; which page is said in `url`."""
    url, _, query = request.query_params.get("url", "/").partition("?")
    try:
        asked = asked_by(url.encode(), query.encode())
    except ValueError as error:
        return PlainTextResponse(f"{error}\n", 400)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    if request.method == "HEAD":
        return Response(headers=headers, media_type="text/event-stream")
    told = _told(tabs.open(asked), tabs)
    return StreamingResponse(told, headers=headers, media_type="text/event-stream")


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
