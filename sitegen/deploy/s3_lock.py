"""The lock of a bucket: an object that is there while a deploy is at work, and says whose it is.

It is made only if there is none, which the store decides. One that a killed deploy left behind is
taken over by the next deploy from the same state: what the lock says of itself was noted there
before, and the state is locked as well, so whoever wrote it is dead. Nobody else can know that. Who
takes it over makes it say something new, if it is still as it was read: of two with copies of one
state, one has it.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from hashlib import sha1
from secrets import token_hex
from threading import Thread
from typing import TYPE_CHECKING, Any

from sitegen.deploy.s3_bucket import OURS, Conflict
from sitegen.deploy.s3_faults import StoreFault
from sitegen.deploy.s3_record import ABOUT
from sitegen.errors import LockHeld
from sitegen.files import disk_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from sitegen.deploy.s3_bucket import Bucket, Read

LOCK = f"{OURS}lock"


class Lock:
    """The lock of one bucket, as deploys from one state take it."""

    def __init__(self, bucket: Bucket, state: Path) -> None:
        self._bucket = bucket
        place = f"{bucket.place.host} {bucket.place.url}"
        name = sha1(place.encode(), usedforsecurity=False).hexdigest()
        self._note = state / f"deploying-{name[:12]}"

    @property
    def is_left(self) -> bool:
        """Whether a deploy from this state was killed while it held the lock, or had it made."""
        return self._note.is_file()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises LockHeld, StoreFault."""
        token = self._taken()
        self._bucket.leave.begin_anew()
        try:
            yield
        except BaseException:
            leaving = Thread(target=self._leave, args=(token,), daemon=True)
            leaving.start()
            leaving.join(self._bucket.leave.left())
            raise
        with suppress(StoreFault):  # the next deploy from this state does it
            self._give_back(token)

    def _taken(self) -> str:
        left, token = self._left(), token_hex(8)
        # Killed before the lock is written, or after: one of these tokens is what it says.
        self._write_note(token, *([_token_of(left)] if left else []))
        said = {"token": token, "host": socket.gethostname(), "process": os.getpid()}
        etag = left.etag if left else None
        try:
            self._bucket.put_if(LOCK, json.dumps(said).encode(), etag, **ABOUT)
        except Conflict as conflict:
            self._note.unlink(missing_ok=True)
            raise self._refusal() from conflict
        return token

    def _left(self) -> Read | None:
        """The lock, if a deploy from this state left it behind."""
        noted = self._noted()
        held = self._bucket.read(LOCK) if noted else None
        return held if held and _token_of(held) in noted else None

    def _noted(self) -> Sequence[str]:
        with suppress(FileNotFoundError), disk_faults():
            return self._note.read_text().split() if self._note.is_file() else []
        return []

    def _write_note(self, *tokens: str) -> None:
        with disk_faults():
            self._note.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._note.with_name(f"{self._note.name}.new")
            unfinished.write_text("\n".join(tokens))
            os.replace(unfinished, self._note)

    def _refusal(self) -> LockHeld:
        url, held = self._bucket.place.url, self._bucket.read(LOCK)
        if held is None:
            return LockHeld(
                f"Another deploy to {url} was at work a moment ago.", mend="Deploy again."
            )
        said = _said(held)
        process, host = said.get("process"), said.get("host")
        is_ours = isinstance(process, int) and isinstance(host, str)
        who = f"Process {process} on {host}" if is_ours else "Somebody"
        return LockHeld(
            f"{who} is at work with {url} since {held.modified:%Y-%m-%d %H:%M} UTC.",
            mend=f"Wait for that deploy to end. If it is dead, remove {url}/{LOCK}, and deploy "
            "again.",
        )

    def _leave(self, token: str) -> None:
        """Take the lock away if that is soon done."""
        with suppress(StoreFault, OSError), self._bucket.given_up():
            self._give_back(token)

    def _give_back(self, token: str) -> None:
        """Take the lock away, if it is still ours: somebody may have done so, and have another."""
        held = self._bucket.read(LOCK)
        if held and _token_of(held) == token:
            self._bucket.remove(LOCK)
        self._note.unlink(missing_ok=True)


def _token_of(held: Read) -> str:
    return str(_said(held).get("token", ""))


def _said(held: Read) -> Mapping[str, Any]:
    with suppress(ValueError, RecursionError):
        said = json.loads(held.body)
        return said if isinstance(said, dict) else {}
    return {}
