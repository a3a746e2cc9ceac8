"""Netlify's HTTP API: requests that are repeated while that may help, and what went wrong in words.

Documented at https://open-api.netlify.com. An answer that passes by itself is asked for again; one
that says no is not. The token is in the headers of the client, and nowhere else.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TypeVar
from weakref import finalize

import httpx

from sitegen.deploy.connections import Connections
from sitegen.deploy.netlify_faults import refusal, unreachable, unreadable
from sitegen.deploy.patience import PASSING, Patience, wait_told_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from sitegen.deploy.netlify_faults import ApiFault

PER_PAGE = 100  # the most that a list gives at once
T = TypeVar("T")
Failure = httpx.Response | httpx.RequestError


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: a path below the API, and either JSON or bytes, which are opened each time.

    `passing` are the statuses after which it is asked again.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    body: Callable[[], BinaryIO] | None = None
    passing: frozenset[int] = PASSING

    @property
    def name(self) -> str:
        """What a message calls it."""
        return f"{self.method} {self.path}"


class Reply(NamedTuple):
    """What was answered: JSON, and whether there is another page of it."""

    json: Any
    has_next: bool = False


def nothing() -> None:
    """For requests that may as well be made twice: whether one was heard does not matter."""


class Api:
    """The API as one user may use it."""

    def __init__(self, client: httpx.Client, patience: Patience) -> None:
        self._client, self.patience = client, patience
        finalize(self, client.close)  # a target has no end of its own
        self._given_up, self._connections = threading.Event(), Connections()
        self.sleep = patience.sleep or self._given_up.wait

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Meanwhile no request is tried again, so that those of other threads end soon."""
        self._given_up.set()
        try:
            yield
        finally:
            self._given_up.clear()

    def end(self) -> None:
        """End every request that waits for its answer, and each that is made from now on."""
        self._given_up.set()
        self._connections.cut()

    def ask(
        self,
        request: Request,
        read: Callable[[Any], T],
        heard: Callable[[], T | None] = nothing,
    ) -> T:
        """What `read` makes of the answer to a request, which is repeated while that may help.

        Before it is repeated, `heard` can give what a lost answer was about. Raises ApiFault.
        """
        found = self._answer(request, heard)
        return read(found.json) if isinstance(found, Reply) else found

    def pages(self, path: str, query: Mapping[str, str]) -> Iterator[Any]:
        """What all pages of a list give, whether or not they say that another one follows."""
        number, before = 1, None
        while True:
            asked = {**query, "page": str(number), "per_page": str(PER_PAGE)}
            request = Request("GET", path, asked)
            items, has_next = self._answer(request, nothing)
            if not isinstance(items, list):
                raise unreadable(request.name, HTTPStatus.OK)
            if items == before:  # a list that has no pages
                return
            yield from items
            if not (has_next or len(items) == PER_PAGE):
                return
            number, before = number + 1, items

    def _answer(self, request: Request, heard: Callable[[], T | None]) -> Reply | T:
        waited, tries = 0.0, 1
        while not isinstance(failure := self._tried(request), Reply):
            wait = self._wait(request, failure, tries)
            waited, tries = waited + wait, tries + 1
            if wait == 0 or waited > self.patience.waiting:
                cause = failure if isinstance(failure, Exception) else None
                raise self._fault(request, failure) from cause
            self.patience.waits.begin_again(self._fault(request, failure).message, wait)
            self.sleep(wait)
            if not _is_limit(failure) and (found := heard()) is not None:
                return found
        return failure

    def _tried(self, request: Request) -> Reply | Failure:
        opened: AbstractContextManager[BinaryIO | None]
        opened = request.body() if request.body else nullcontext()
        kind = {"Content-Type": "application/octet-stream"} if request.body else {}
        try:
            with opened as body:
                answer = self._client.request(
                    request.method,
                    request.path,
                    params=request.query or None,
                    json=request.json,
                    content=body,
                    headers=kind,
                    extensions={"trace": self._connections.trace},
                )
        except httpx.RequestError as error:
            return error
        return self._reply(request, answer) if answer.is_success else answer

    def _reply(self, request: Request, answer: httpx.Response) -> Reply:
        try:
            return Reply(answer.json() if answer.content else None, "next" in answer.links)
        except (ValueError, RecursionError) as error:
            raise unreadable(request.name, answer.status_code) from error

    def _wait(self, request: Request, failure: Failure, tries: int) -> float:
        """The seconds until a request is tried again, or 0 if it is not."""
        if tries >= self.patience.tries or self._given_up.is_set():
            return 0
        backoff = self.patience.backoff(tries)
        if isinstance(failure, httpx.RequestError):
            return backoff
        told = wait_told_by(failure)
        # All threads are told the same moment, and should not come back in the same one.
        wait = told + self.patience.jitter() if told else backoff
        return wait if failure.status_code in request.passing else 0

    def _fault(self, request: Request, failure: Failure) -> ApiFault:
        if isinstance(failure, httpx.RequestError):
            return unreachable(str(self._client.base_url), failure)
        token = self._client.headers["Authorization"].removeprefix("Bearer ")
        return refusal(request.name, failure, token)


def _is_limit(failure: Failure) -> bool:
    """Whether the request was not heard, for certain."""
    if isinstance(failure, httpx.RequestError):
        return False
    return failure.status_code == HTTPStatus.TOO_MANY_REQUESTS
