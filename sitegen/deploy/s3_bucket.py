"""A bucket, below a prefix: one method for each thing that the store is asked for.

Documented at https://docs.aws.amazon.com/AmazonS3/latest/API/. The client signs a request and reads
the answer; it is not left to repeat one, so that it is borne with as any other host is, and given
up at once when the rest is. A path is relative to the prefix; a key is what the store calls it.
"""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from sitegen.deploy.patience import PASSING, Patience
from sitegen.deploy.s3_faults import StoreFault, refusal, senseless, unreachable, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sitegen.deploy.s3_faults import Place

OURS = ".sitegen/"  # no page has a name that starts with a dot
UNHEARD = (HTTPClientError, NoConnection, ResponseParserError)
LEAVING = 3.0  # seconds
CONFLICT = "ConditionalRequestConflict"  # of two writes at the same moment; the same may pass later
# What reading an answer ends with that lacks what every store tells, or has it otherwise.
SENSELESS = (KeyError, ValueError, RecursionError)
MET = HTTPStatus.PRECONDITION_FAILED


class Listed(NamedTuple):
    """An object as a list tells of it."""

    size: int
    etag: str


class Read(NamedTuple):
    """The bytes of an object, its ETag, and since when it is so."""

    body: bytes
    etag: str
    modified: datetime


class Told(NamedTuple):
    """What an object tells about itself: its headers, and the metadata of whoever put it there."""

    size: int
    etag: str
    headers: Mapping[str, str]
    metadata: Mapping[str, str]


class Written(NamedTuple):
    """An object that was written: its ETag, and when, as the store says."""

    etag: str
    modified: datetime | None


class Conflict(StoreFault):
    """An object is not as a write asked for."""


class Leave:
    """The seconds that an interrupted deploy takes to end, all that it still does together."""

    def __init__(self) -> None:
        self._until: float | None = None

    def left(self) -> float:
        """What is left of them, from the first question on."""
        if self._until is None:
            self._until = time.monotonic() + LEAVING
        return max(0.0, self._until - time.monotonic())

    def begin_anew(self) -> None:
        """Let the next question be the first."""
        self._until = None


@dataclass(frozen=True, slots=True)
class Bucket:
    """The objects below a prefix, which is empty or ends with `/`. All methods may raise
    StoreFault.
    """

    client: Any
    place: Place
    patience: Patience
    leave: Leave = field(default_factory=Leave)
    _given_up: threading.Event = field(default_factory=threading.Event)

    def key(self, path: str) -> str:
        """What the store calls a path."""
        return self.place.prefix + path

    def listed(self) -> dict[str, Listed]:
        """Every object but our own notes, by path, in as many requests as it has thousands."""
        found, tokens = dict[str, Listed](), list[str]()
        while True:
            more: dict[str, Any] = {"ContinuationToken": tokens[-1]} if tokens else {}
            answer = self._asked("list_objects_v2", Prefix=self.place.prefix, **more)
            with self._as_a_store():
                for each in answer.get("Contents", ()):
                    path = each["Key"].removeprefix(self.place.prefix)
                    found[path] = Listed(each["Size"], _etag(each))
                if not answer["IsTruncated"]:
                    return {path: each for path, each in found.items() if not path.startswith(OURS)}
                token = answer["NextContinuationToken"]
            if token in tokens:
                raise senseless(self.place)
            tokens.append(token)

    def read(self, path: str) -> Read | None:
        """An object, if there is one."""
        try:
            answer = self._asked("get_object", Key=self.key(path), body=True)
        except StoreFault as fault:
            if fault.is_missing:
                return None
            raise
        with self._as_a_store():
            return Read(answer["Body"], _etag(answer), answer["LastModified"])

    def told(self, path: str) -> Told | None:
        """What an object tells about itself, if there is one."""
        try:
            answer = self._asked("head_object", Key=self.key(path))
        except StoreFault as fault:
            if fault.is_missing:
                return None
            raise
        with self._as_a_store():
            return Told(answer["ContentLength"], _etag(answer), answer, answer.get("Metadata", {}))

    def put(self, path: str, body: bytes | BinaryIO, **about: Any) -> Written:
        """Write an object at once, and for good."""
        answer = self._asked("put_object", Key=self.key(path), Body=body, **about)
        headers = answer["ResponseMetadata"]["HTTPHeaders"]
        date = headers.get("date")
        with self._as_a_store():
            return Written(_etag(answer), parsedate_to_datetime(date) if date else None)

    def put_if(self, path: str, body: bytes, etag: str | None, **about: Any) -> Written:
        """Write an object if it still has this ETag, or is not there at all. Raises Conflict.

        Of a write whose answer is lost it is not known whether it was heard: it is asked again, and
        what is there then may be what was written.
        """
        condition = {"IfMatch": f'"{etag}"'} if etag else {"IfNoneMatch": "*"}
        try:
            return self.put(path, body, **condition, **about)
        except StoreFault as fault:
            # There may be no object any more to have this ETag.
            is_gone = bool(etag) and fault.is_missing
            if not is_gone and fault.status not in (MET, HTTPStatus.CONFLICT):
                raise
            now = self.read(path)
            if now and now.body == body:
                return Written(now.etag, now.modified)
            raise Conflict(fault.message, mend=fault.mend, status=fault.status) from fault

    def remove(self, path: str) -> None:
        """Remove an object; that there is none does not matter."""
        self._asked("delete_object", Key=self.key(path))

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Meanwhile no request is tried again, so that those of other threads end soon."""
        self._given_up.set()
        try:
            yield
        finally:
            self._given_up.clear()

    @contextmanager
    def _as_a_store(self) -> Iterator[None]:
        """An answer is read meanwhile. Raises StoreFault for one that no store gives."""
        try:
            yield
        except SENSELESS as error:
            raise senseless(self.place) from error

    def _asked(self, operation: str, *, body: bool = False, **about: Any) -> dict[str, Any]:
        """What the store answers; with `body` its bytes are read, which may go wrong as well."""
        waited, tries = 0.0, 1
        while True:
            if not isinstance(sent := about.get("Body", b""), bytes):
                sent.seek(0)
            try:
                answer = getattr(self.client, operation)(Bucket=self.place.bucket, **about)
                return {**answer, "Body": answer["Body"].read()} if body else dict(answer)
            except (BotoCoreError, ClientError, ResponseParserError) as error:
                wait = self._wait(error, tries)
                waited, tries = waited + wait, tries + 1
                why = self._fault(operation, about.get("Key", ""), error)
                if wait == 0 or waited > self.patience.waiting:
                    raise why from error
            except SENSELESS as error:
                raise senseless(self.place) from error
            self.patience.waits.begin_again(why.message, wait)
            (self.patience.sleep or self._given_up.wait)(wait)

    def _wait(self, error: Exception, tries: int) -> float:
        """The seconds until a request is tried again, or 0 if it is not."""
        if tries >= self.patience.tries or self._given_up.is_set():
            return 0
        if isinstance(error, ClientError):
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            code = error.response.get("Error", {}).get("Code")
            passes = (status in PASSING and code != "NotImplemented") or code == CONFLICT
        else:
            passes = isinstance(error, UNHEARD)
        return self.patience.backoff(tries) if passes else 0

    def _fault(self, operation: str, key: str, error: Exception) -> StoreFault:
        if isinstance(error, ClientError):
            return refusal(self.place, operation, key, error.response)
        if isinstance(error, ResponseParserError):
            return senseless(self.place)
        if isinstance(error, UNHEARD):
            return unreachable(self.place, error)
        return unusable(self.place, error)


def _etag(answer: Mapping[str, Any]) -> str:
    """Without its quotes; empty if a store does not tell it."""
    return str(answer.get("ETag", "")).strip('"')
