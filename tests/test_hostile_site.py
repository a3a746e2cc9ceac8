"""What strangers write does nothing in a real browser, on pages as a host serves them.

The attacks of `hostile/attacks.toml` stand in jobs and in events, and the browser visits all pages
of a site, under the headers that the build wrote.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.urls import url_of
from tests.built_site import page
from tests.chromium import served
from tests.hostile import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

    from tests.built_site import BuiltSite

PROBE = Path(__file__).with_name("hostile").joinpath("probe.js").read_text("utf-8")
FRAME = """() => ({
  children: [...document.body.children].map((node) => node.tagName + "." + node.className).join(),
  ...Object.fromEntries(["header.site-header", "footer.site-footer"].map((part) =>
    [part, document.querySelector(part).textContent.replace(/\\s+/g, " ").trim()])),
})"""


class Visitor:
    """A tab of the browser that keeps what happens on the pages it visits."""

    def __init__(self, tab: Page, base_url: str) -> None:
        self._tab, self._base_url = tab, base_url
        self._pictures: set[str] = set()
        self.heard: list[str] = []
        tab.on("dialog", self._hear_dialog)
        tab.on("console", self._hear_console)
        tab.on("request", self._hear_request)
        tab.on("pageerror", lambda error: self._hear(f"error: {error}"))
        tab.on("download", lambda download: self._hear(f"download: {download.url}"))
        tab.on("popup", lambda popup: self._hear(f"window: {popup.url}"))
        tab.on("worker", lambda worker: self._hear(f"worker: {worker.url}"))

    def visit(self, path: str, own: object = None) -> list[str]:
        """Everything that is wrong with a page: what was heard, and what the probe finds on it."""
        self.heard = []
        self._pictures = set()
        url = self._base_url + url_of(path)
        self._tab.goto(url, wait_until="load")
        findings = self._tab.evaluate(PROBE, own) if own else []
        self._hear_if(self._tab.url != url, f"the page is now {self._tab.url}")
        return [f"{path}: {finding}" for finding in [*self.heard, *findings]]

    def frame(self, path: str) -> object:
        """What the frame of a page is."""
        self.visit(path)
        return self._tab.evaluate(FRAME)

    def _hear(self, what: str) -> None:
        self.heard.append(what)

    def _hear_if(self, happened: bool, what: str) -> None:
        if happened:
            self._hear(what)

    def _hear_dialog(self, dialog: Dialog) -> None:
        self._hear(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _hear_console(self, message: ConsoleMessage) -> None:
        # A picture that is not there is no harm: any other may be.
        lost = message.text.startswith("Failed to load resource")
        if not (lost and message.location["url"] in self._pictures):
            self._hear(f"console: {message.text}")

    def _hear_request(self, request: Request) -> None:
        if request.resource_type == "image":
            self._pictures.add(request.url)
            fits = request.url.startswith((self._base_url, "https://"))
        else:
            fits = request.url.startswith(self._base_url)
        self._hear_if(not fits, f"{request.resource_type} from {request.url}")


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab with a profile of its own."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


STAFF = """
<script>alert("a script")</script>
<img src="/gone.png" onerror="alert('a handler')">
<p id="styled" style="color: rgb(1, 2, 3)">x</p>
<iframe src="https://video.example/embed"></iframe>
<form action="https://elsewhere.example/"><button>Send</button></form>
"""


@pytest.mark.parametrize("of", ["jobs", "events"])
def test_what_strangers_write_does_nothing(of: str, sqlite_site: BuiltSite, tab: Page) -> None:
    with sqlite_site.engine.begin() as connection:
        {"jobs": rows.add_jobs, "events": rows.add_events}[of](connection)
    assert sqlite_site.build().committed
    with served(sqlite_site.output) as base_url:
        visitor = Visitor(tab, base_url)
        own = visitor.frame("404.html")
        paths = [path for path in sqlite_site.tree() if path.startswith(("index", of))]
        assert len(paths) > len(rows.texts()) // 3
        assert [found for path in paths for found in visitor.visit(path, own)] == []


def test_an_attack_that_works_is_heard(sqlite_site: BuiltSite, tab: Page) -> None:
    sqlite_site.add(page("about", STAFF, "html")).build()
    with served(sqlite_site.output, with_headers=False) as base_url:
        heard = Visitor(tab, base_url).visit("about/index.html")
    assert [line for line in heard if "dialog" in line] == [
        "about/index.html: dialog: a script",
        "about/index.html: dialog: a handler",
    ]
    assert colour(tab) == "rgb(1, 2, 3)"


def test_inline_scripts_and_styles_of_staff_do_nothing(sqlite_site: BuiltSite, tab: Page) -> None:
    sqlite_site.add(page("about", STAFF, "html")).build()
    with served(sqlite_site.output) as base_url:
        visitor = Visitor(tab, base_url)
        visitor.visit("about/index.html")
        with tab.expect_console_message(lambda message: "form-action" in message.text):
            tab.evaluate("() => document.querySelector('form').requestSubmit()")
        assert tab.url == f"{base_url}/about/"
    assert not [line for line in visitor.heard if "dialog" in line]
    for directive in ("script-src 'self'", "style-src 'self'", "form-action 'none'"):
        reported = [line for line in visitor.heard if directive in line]
        assert reported, f"{directive} in {visitor.heard}"
    assert colour(tab) != "rgb(1, 2, 3)"


def test_what_staff_embed_is_asked_for(sqlite_site: BuiltSite, tab: Page) -> None:
    sqlite_site.add(page("about", STAFF, "html")).build()
    with served(sqlite_site.output) as base_url:
        visitor = Visitor(tab, base_url)
        visitor.visit("about/index.html")
    assert "document from https://video.example/embed" in visitor.heard


def colour(tab: Page) -> object:
    return tab.evaluate("() => getComputedStyle(document.querySelector('#styled')).color")
