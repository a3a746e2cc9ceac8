"""A real browser, and a server that answers as the host of a site does.

Looked for in this order: the program at $CHROME_PATH, an installed Chromium or Chrome. Without one
a test is skipped, but fails where $CI is set.
"""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

PROGRAM = "CHROME_PATH"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
NO_BROWSER = (
    "The tests of pages in a browser need Chromium. Install your system's chromium, or set "
    f"{PROGRAM} to the program of a Chromium or Chrome."
)
# No name is looked up, so nothing leaves the machine, whatever a page asks for.
ARGUMENTS = ("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-gpu")


def find_chromium() -> str:
    """The program to start; where there is none the test that asks is skipped, or fails in CI."""
    found = os.environ.get(PROGRAM) or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_BROWSER)
    return found


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """Start the browser; it ends with the test session, and with a session that is killed."""
    program = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def served(folder: Path, *, with_headers: bool = True) -> Iterator[str]:
    """Serve a site as its host does, under the rules of its `_headers`; gives the base URL."""
    rules = _rules(folder / "_headers") if with_headers else []

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

        def end_headers(self) -> None:
            path = self.path.partition("?")[0]
            for pattern, name, value in rules:
                if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1])):
                    self.send_header(name, value)
            super().end_headers()

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _rules(file: Path) -> list[tuple[str, str, str]]:
    """The rules of a `_headers` file: (pattern, name, value). All that match apply."""
    rules, pattern = [], ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            rules.append((pattern, name, value))
        elif line:
            pattern = line
    return rules
