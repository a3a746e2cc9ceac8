"""Whatever is asked, the preview answers as a host does, and never with a file outside the site."""

from __future__ import annotations

import os
import shutil
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.built_site import BuiltSite, page
from tests.processes import PATIENCE
from tests.served_site import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.served_site import Served

EXAMPLES = 20 * int(os.environ.get("SITEGEN_TEST_EXAMPLES", "15"))
ALLOWED = {200, 301, 302, 304, 400, 404, 405}
OUTSIDE = "what lies outside the site"
NAMES = ["about", "..", ".", "%2e%2e", "%2f", "%00", "%ff", "%", "%zz", "\\", "*", ":a", "é", "~"]
NAMES += ["pyproject.toml", "site.db", "templates", "secret.txt", "_redirects", "_sitegen"]
NAMES += ["live.js", "index.html", "assets", "events", " ", ";", "a" * 300, "%C3%A9", "|", "'"]
SEGMENTS = st.sampled_from(NAMES) | st.text("abc./%:?#[]@!$&'()*+,;=", max_size=8)
PATHS = st.lists(SEGMENTS, max_size=6).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.sampled_from(
    ["", "?", "?now=", "?now=2026-13-01", "?now=9999-12-31T23:59-14", "?a=%ff"]
)
QUERIES |= st.text("now=&%0123456789-T:", max_size=20).map(lambda text: f"?{text}")
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "BREW", "get"])
HEADERS = st.lists(
    st.sampled_from(
        [
            "If-None-Match: *",
            'If-None-Match: "x", W/"y"',
            "Range: bytes=0-1",
            "Accept: text/event-stream",
            "Cookie: \xff=1",
            "Host: evil.example",
            "Content-Length: 0",
            "If-Modified-Since: never",
            "X: " + "y" * 5000,
        ]
    ),
    max_size=3,
    unique=True,
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> Iterator[tuple[Served, BuiltSite]]:
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'site.db')}"
    site = BuiltSite(url, folder).add(page("about"))
    site.write("secret.txt", OUTSIDE)
    with serving(site, "--watch") as served:
        yield served, site
    site.engine.dispose()


def status_and_body(port: int, request: bytes) -> tuple[int, bytes]:
    """What the server sends; of a stream of events only its beginning."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
        wire.sendall(request)
        got = wire.recv(65536)
        while b"text/event-stream" not in got and (more := wire.recv(65536)):
            got += more
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), body


@settings(max_examples=EXAMPLES, deadline=None)
@given(path=PATHS, query=QUERIES, method=METHODS, headers=HEADERS)
def test_every_request_gets_an_answer_of_a_host(
    served: tuple[Served, BuiltSite], path: str, query: str, method: str, headers: list[str]
) -> None:
    host = [] if "Host: evil.example" in headers else ["Host: localhost"]
    lines = [f"{method} {path}{query} HTTP/1.1", *host, "Connection: close", *headers, "", ""]
    status, body = status_and_body(served[0].port, "\r\n".join(lines).encode("latin-1"))
    assert status in ALLOWED
    assert OUTSIDE.encode() not in body
    assert b"Traceback" not in body
    assert served[0].process.poll() is None
