"""kill -9 of a deploy to a bucket at every request: every object is old or new, no page lacks what
it needs, and the next run does what is left to do and no more.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import DeployRefused, LockHeld
from tests.s3_sites import NEW, OLD, Deploys, asset, release, running_runner
from tests.s3_store import RESET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.s3_sites import Runner
    from tests.s3_store import Asked, Fault, Store

LOCK = ".sitegen/lock"


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with running_runner() as runner:
        yield runner


def killed(runner: Runner, here: Deploys, number: int, moment: str) -> bool:
    """Whether a deploy in a process of its own was killed at the request of that number.

    That is before the request did anything, or after it did and before it was answered.
    """
    store = here.store
    store.forget()
    with store.lock:
        process = runner.begin(here)

        def kill() -> None:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

        def arrived(now: int, asked: Asked) -> Fault | None:
            if now > number or (now == number and moment == "arrived"):
                kill()
                return RESET
            return None

        def acted(now: int, asked: Asked) -> None:
            if now == number and moment == "acted":
                kill()

        store.arrived, store.acted = arrived, acted
    code = runner.ended()
    store.rest()
    assert code in (0, -signal.SIGKILL)
    return code != 0


def visitors_get(store: Store, prefix: str) -> dict[str, bytes]:
    """All objects: each is old or new, and what is new has what it needs."""
    found = store.objects(prefix)
    assert all(body in (OLD.get(path), NEW.get(path)) for path, body in found.items())
    if found["index.html"] == NEW["index.html"]:
        assert {asset(b"new"), "new/index.html"} <= found.keys()
    else:
        assert {asset(b"old"), "gone/index.html"} <= found.keys()
    if "sitemap.xml" in found:
        assert found["index.html"] == NEW["index.html"]
    return found


def lacking(found: dict[str, bytes]) -> set[str]:
    return {path for path, body in NEW.items() if found.get(path) != body}


def test_the_next_run_does_what_is_left(runner: Runner, store: Store, tmp_path: Path) -> None:
    for number in count(3):  # what only reads comes first
        here = Deploys(store, tmp_path / str(number), str(number))
        here.deploy(OLD)
        release(here.folder / "site", NEW)
        if not killed(runner, here, number, "acted"):
            break
        store.forget()
        prefix = f"{number}/"
        there = Deploys(store, tmp_path / "elsewhere", here.url.rpartition("/")[2])
        found = visitors_get(store, prefix)
        if f"{prefix}{LOCK}" in store.names() and lacking(found):
            with pytest.raises(LockHeld):
                there.deploy(NEW)
        outcome = here.deploy(NEW)
        assert {path.removeprefix(prefix) for path in store.sent()} == lacking(found)
        assert outcome.uploaded == len(lacking(found))
        assert store.objects(prefix) == NEW
        assert f"{prefix}{LOCK}" not in store.names()
        assert not list((here.folder / "state").iterdir())
    assert number > 15


def test_a_second_kill_changes_nothing(runner: Runner, store: Store, tmp_path: Path) -> None:
    for first, second in ((7, 8), (9, 6), (11, 9)):
        prefix = f"{first}/"
        here = Deploys(store, tmp_path / str(first), str(first))
        here.deploy(OLD)
        release(here.folder / "site", NEW)
        assert killed(runner, here, first, "acted")
        assert killed(runner, here, second, "acted")
        store.forget()
        found = visitors_get(store, prefix)
        assert here.deploy(NEW).uploaded == len(lacking(found))
        assert store.objects(prefix) == NEW


def test_another_site_can_be_deployed_after_a_kill(
    runner: Runner, store: Store, tmp_path: Path
) -> None:
    here = Deploys(store, tmp_path / "here")
    here.deploy(OLD)
    release(here.folder / "site", NEW)
    assert killed(runner, here, 9, "acted")
    found = store.objects()
    assert found.keys() - OLD.keys()
    here.deploy(OLD)
    assert set(store.sent()) == {path for path in OLD if found.get(path) != OLD[path]}
    assert store.objects() == OLD


def test_after_a_kill_others_can_go_on_when_the_lock_is_taken_away(
    runner: Runner, store: Store, tmp_path: Path
) -> None:
    here, there = (Deploys(store, tmp_path / name) for name in ("here", "there"))
    here.deploy(OLD)
    release(here.folder / "site", NEW)
    assert killed(runner, here, 9, "acted")
    with pytest.raises(LockHeld) as caught:
        there.deploy(NEW)
    assert f"remove {here.url}/{LOCK}, and deploy again." in str(caught.value)
    store.remove(LOCK)
    found = store.objects()
    assert there.deploy(NEW).uploaded == len(lacking(found))
    assert here.deploy(NEW).uploaded == 0
    assert store.objects() == NEW
    assert LOCK not in store.names()


def test_what_others_put_under_a_name_that_was_begun_is_theirs(
    runner: Runner, store: Store, tmp_path: Path
) -> None:
    here = Deploys(store, tmp_path / "here")
    here.deploy(OLD)
    release(here.folder / "site", NEW)
    assert killed(runner, here, 6, "arrived")  # when it has recorded what it has in mind
    assert "new/index.html" not in store.names()
    store.put("new/index.html", b"theirs")
    here.deploy(OLD)
    assert store.objects() == {**OLD, "new/index.html": b"theirs"}
    with pytest.raises(DeployRefused, match=r"did not put there: new/index\.html"):
        here.deploy(NEW)


def test_headers_that_were_sent_before_a_kill_are_not_sent_again(
    runner: Runner, store: Store, tmp_path: Path
) -> None:
    pages = {f"{number}/index.html": b"same" for number in range(20)}
    here = Deploys(store, tmp_path / "here")
    here.deploy(pages)
    new = {**pages, "_headers": b"/*\n  Content-Language: en\n"}
    release(here.folder / "site", new)
    assert killed(runner, here, 12, "acted")
    left = {path for path in new if not has_language(store, path)}
    assert 0 < len(left) < 20
    assert here.deploy(new).uploaded == len(left)
    assert set(store.sent()) == left
    assert all(has_language(store, path) for path in new)


def has_language(store: Store, path: str) -> bool:
    return path in store.names() and store.head(path).get("ContentLanguage") == "en"
