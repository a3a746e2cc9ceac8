"""The answers to requests for pages: as the host gives them, or what is wrong in their place."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from html import escape
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from sitegen.errors import DatabaseGone, SitegenError
from sitegen.hosting import content_security
from sitegen.serve.asked import asked_by
from sitegen.serve.host import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from sitegen.serve.answers import Answers
    from sitegen.serve.asked import Asked

SCRIPT = "/_sitegen/live.js"
LISTENING = "connect-src 'self'"
HTML = MappingProxyType({"Content-Type": "text/html; charset=utf-8"})
NOT_KEPT = MappingProxyType({"Cache-Control": "no-store"})
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


@dataclass(frozen=True, slots=True)
class Pages:
    """What visitors are sent. If pages are `live` they hold the script that hears of changes."""

    answers: Answers
    live: bool

    async def response(self, request: Request) -> Response:
        """The response to a request for any path of the site."""
        try:
            asked = asked_by(request.scope["raw_path"], request.scope["query_string"])
        except ValueError as error:
            return PlainTextResponse(f"{error}\n", HTTPStatus.BAD_REQUEST)
        try:
            found = await self.answers.of(asked)
        except DatabaseGone as error:
            return self._in_place_of(asked, str(error), HTTPStatus.SERVICE_UNAVAILABLE)
        except SitegenError as error:
            return self._in_place_of(asked, str(error), HTTPStatus.INTERNAL_SERVER_ERROR)
        if found.failure:
            return self._in_place_of(asked, found.failure.message, found.status)
        return self._found(found, request.headers.get("if-none-match", ""))

    def _found(self, found: Answer, known: str) -> Response:
        body = self._body(found)
        tag = f'"{sha1(body, usedforsecurity=False).hexdigest()}"'
        if tag in known and found.status == HTTPStatus.OK:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
        headers = {"Cache-Control": "no-cache", **self._headers(found), "ETag": tag}
        return Response(body, found.status, _sendable(headers))

    def _in_place_of(self, asked: Asked, message: str, status: int) -> Response:
        """The last good page, over which the script lays what is wrong; without one, that alone."""
        last = self.answers.last(asked) if self.live else None
        page = last or Answer(status, "", HTML, PROBLEM.format(escape(message)).encode())
        headers = _sendable({**self._headers(page), **NOT_KEPT})
        return Response(self._body(page), max(status, page.status), headers)

    def _headers(self, page: Answer) -> Mapping[str, str]:
        """Those of the host. Pages of the site fetch nothing, but the script that listens does."""
        policy = page.headers.get(content_security.NAME)
        if not (self.live and policy):
            return page.headers
        return {**page.headers, content_security.NAME: f"{policy}; {LISTENING}"}

    def _body(self, page: Answer) -> bytes:
        is_html = page.headers.get("Content-Type", "").startswith("text/html")
        return with_script(page.body, page.key) if self.live and is_html else page.body


def with_script(body: bytes, key: str) -> bytes:
    """The page with the script that listens, before the end of its body: nothing else differs."""
    tag = f'<script src="{SCRIPT}" data-key="{escape(key)}" defer></script>'.encode()
    place = body.lower().rfind(b"</body")
    place = place if place >= 0 else len(body)
    return body[:place] + tag + body[place:]


def _sendable(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers without signs that none may hold: a row may ask for any type of content."""
    return {
        name: value.encode("latin-1", "ignore").decode("latin-1") for name, value in headers.items()
    }
