"""`--external`: how other hosts are asked, tried with a server on loopback."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from sitegen.checks.external import Manners, unreachable
from tests.checked_site import found, page, publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = Manners(timeout=2, retries=2, backoff=0.01, pause=0)


@dataclass
class Host:
    """A host, what it answers, and what it was asked."""

    url: str = ""
    answers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    at_once: list[int] = field(default_factory=lambda: [0, 0])

    def answer(self, method: str, path: str) -> int:
        self.asked.append((method, path))
        statuses = self.answers.get((method, path), [200])
        return statuses.pop(0) if len(statuses) > 1 else statuses[0]


@contextmanager
def host_of(host: Host) -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            host.at_once[0] += 1
            host.at_once[1] = max(host.at_once)
            status = host.answer(self.command, self.path)
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", "/" if self.path == "/moved" else self.path)
            if status == 429:
                self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            host.at_once[0] -= 1  # before the answer goes out: the next question may come then
            self.end_headers()

        do_GET = do_HEAD = reply  # noqa: N815 - the names are the library's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        host.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield host
        server.shutdown()
        thread.join()


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that answers 200 to everything until told otherwise."""
    with host_of(Host()) as running:
        yield running


def ask(host: Host, *paths: str, **answers: list[int]) -> dict[str, str]:
    """The faults of paths of the host; it answers `HEAD=` and `GET=` to all of them."""
    for path in paths:
        host.answers.update({(method, path): list(each) for method, each in answers.items()})
    return unreachable([host.url + path for path in paths], QUICK)


def test_a_page_that_is_there_is_asked_once_with_head(host: Host) -> None:
    assert ask(host, "/a", "/a") == {}
    assert host.asked == [("HEAD", "/a")]


def test_a_page_that_is_gone_is_asked_again_with_get(host: Host) -> None:
    assert ask(host, "/a", HEAD=[404], GET=[404]) == {f"{host.url}/a": "answers 404 Not Found"}
    assert host.asked == [("HEAD", "/a"), ("GET", "/a")]


def test_a_host_that_does_not_like_head_is_no_finding(host: Host) -> None:
    assert ask(host, "/a", HEAD=[405]) == {}


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_host_that_does_not_tell_strangers_is_no_finding(host: Host, status: int) -> None:
    assert ask(host, "/a", HEAD=[status], GET=[status]) == {}


def test_a_busy_host_is_asked_again(host: Host) -> None:
    assert ask(host, "/a", HEAD=[503, 503, 200]) == {}
    assert host.asked == [("HEAD", "/a")] * 3


def test_a_host_that_stays_broken_is_a_finding(host: Host) -> None:
    found = ask(host, "/a", HEAD=[500], GET=[500])
    assert found == {f"{host.url}/a": "answers 500 Internal Server Error"}


def test_redirects_are_followed(host: Host) -> None:
    assert ask(host, "/moved", HEAD=[301]) == {}
    assert host.asked == [("HEAD", "/moved"), ("HEAD", "/")]


def test_redirects_without_end_are_a_finding(host: Host) -> None:
    assert ask(host, "/round", HEAD=[302]) == {f"{host.url}/round": "is redirected without end"}


def test_a_host_is_asked_one_question_at_a_time(host: Host) -> None:
    assert ask(host, *(f"/{number}" for number in range(30))) == {}
    assert host.at_once[1] == 1


def test_several_hosts_are_asked_at_once(host: Host) -> None:
    with host_of(Host()) as other:
        meeting = threading.Barrier(2, timeout=10)
        for each in (host, other):
            each.answer = lambda *_: 200 if meeting.wait() is not None else 0  # type: ignore[method-assign]
        assert unreachable([host.url, other.url], QUICK) == {}


def test_a_host_that_refuses_connections_is_a_finding(host: Host) -> None:
    with host_of(Host()) as gone:
        url = gone.url
    assert unreachable([url], QUICK) == {url: "names a host that refuses connections"}


def test_a_host_that_is_too_slow_is_a_finding(host: Host) -> None:
    ended = threading.Event()
    host.answer = lambda *_: 200 + ended.wait(5)  # type: ignore[method-assign]
    slow = Manners(timeout=0.1, retries=0, pause=0)
    assert unreachable([host.url], slow) == {host.url: "does not answer in time"}
    ended.set()


def test_other_hosts_are_asked_only_when_told_to(host: Host, tmp_path: Path) -> None:
    host.answers[("HEAD", "/gone")] = host.answers[("GET", "/gone")] = [404]
    links = f'<p><a href="{host.url}/gone#x">1</a> <a href="{host.url}/there">2</a></p>'
    unasked = (
        f'<link rel="preconnect" href="{host.url}/never">',
        f'<form action="{host.url}/never"><button>Go</button></form>',
    )
    settings = publish(
        tmp_path,
        {
            "a/index.html": page(links, unasked[0]),
            "b/index.html": page(links + unasked[1]),
        },
    )
    blocked = (
        "b/index.html:0:0 policy: the Content-Security-Policy lets no form send to "
        f"{host.url}/never. Link to a page with that form instead."
    )
    assert found(settings) == [blocked]
    assert host.asked == []
    assert found(settings, QUICK) == [
        f"a/index.html:5:4 external: links to {host.url}/gone, which answers 404 Not Found. "
        "Mend the link, or remove it. +b/index.html",
        blocked,
    ]
    assert Counter(host.asked) == Counter([("HEAD", "/gone"), ("GET", "/gone"), ("HEAD", "/there")])
