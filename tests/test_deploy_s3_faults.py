"""A store that fails, denies or does not answer: what is said, and what the next run does."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.s3_bucket import Bucket
from sitegen.deploy.s3_client import client_of, place_of
from sitegen.errors import DeployFault, DeployRefused, LockHeld, SettingsFault
from tests.s3_sites import NEW, OLD, Deploys, deploy, patient, release, target
from tests.s3_store import KEY, LOST, RESET, SECRET, Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.s3_store import Asked, Fault, Store

RECORD, LOCK = ".sitegen/deploy.json", ".sitegen/lock"
STEPS = [
    *(f"GET {RECORD}", "GET list", f"PUT {LOCK}", f"PUT {RECORD}"),
    *("PUT index.html", "DELETE gone/index.html", f"DELETE {LOCK}"),
]
BROKEN, SLOW = Answer(500, "InternalError"), Answer(503, "SlowDown")
DENIED = Answer(403, "AccessDenied")
EVER = 1_000


@pytest.fixture
def here(store: Store, tmp_path: Path) -> Deploys:
    """A machine whose site is out already."""
    here = Deploys(store, tmp_path / "here")
    here.deploy(OLD)
    release(here.folder / "site", NEW)
    store.forget()
    return here


def failing(step: str, fault: Fault, times: int) -> Callable[[int, Asked], Fault | None]:
    """A fault that a step has so many times."""
    left = [times]

    def arrived(number: int, asked: Asked) -> Fault | None:
        if str(asked) != step or left[0] == 0:
            return None
        left[0] -= 1
        return fault

    return arrived


@pytest.mark.parametrize("fault", [RESET, LOST, BROKEN, SLOW], ids=str)
@pytest.mark.parametrize("step", STEPS)
def test_what_passes_is_borne_with(here: Deploys, store: Store, step: str, fault: Fault) -> None:
    store.arrived = failing(step, fault, 1)
    outcome = deploy(here.target, release(here.folder / "site", NEW))
    assert store.objects() == NEW
    assert outcome.uploaded == 7
    assert LOCK not in store.names()


@pytest.mark.parametrize("fault", [RESET, BROKEN, DENIED], ids=str)
@pytest.mark.parametrize("step", STEPS[:-1])
def test_what_stays_ends_the_deploy_and_the_next_one_does_the_rest(
    here: Deploys, store: Store, step: str, fault: Fault
) -> None:
    new = release(here.folder / "site", NEW)
    store.arrived = failing(step, fault, EVER)
    with pytest.raises(DeployFault) as caught:
        deploy(here.target, new)
    assert SECRET not in str(caught.value)
    assert LOCK not in store.names()
    found = store.objects()
    store.forget()
    deploy(here.target, new)
    assert set(store.sent()) == {path for path in NEW if found.get(path) != NEW[path]}
    assert store.objects() == NEW


def test_a_lock_that_cannot_be_taken_away_is_taken_over(here: Deploys, store: Store) -> None:
    store.arrived = failing(f"DELETE {LOCK}", DENIED, EVER)
    deploy(here.target, release(here.folder / "site", NEW))
    assert LOCK in store.names()
    assert here.deploy(NEW).uploaded == 0
    assert LOCK not in store.names()


def said(here: Deploys) -> str:
    with pytest.raises(DeployFault) as caught:
        here.target.published()
    assert caught.value.exit_code == 4
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_a_denial_names_what_the_key_must_be_let_do(here: Deploys, store: Store) -> None:
    store.arrived = lambda number, asked: DENIED
    assert said(here) == (
        f"The store does not let this key read .sitegen/deploy.json in {store.bucket}: 403 "
        "AccessDenied Said so. Let it do s3:ListBucket, s3:GetObject, s3:PutObject and "
        f"s3:DeleteObject on {here.url}."
    )


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"])
def test_a_wrong_key_is_named(here: Deploys, store: Store, code: str) -> None:
    store.arrived = lambda number, asked: Answer(403, code)
    assert f"403 {code} Said so. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in said(here)


def test_another_region_is_named(here: Deploys, store: Store) -> None:
    region = "<Region>eu-west-1</Region>"
    store.arrived = lambda number, asked: Answer(400, "AuthorizationHeaderMalformed", region)
    assert said(here).endswith("Set AWS_REGION to eu-west-1.")


def test_a_store_without_conditional_writes_is_named(here: Deploys, store: Store) -> None:
    store.arrived = failing(f"PUT {LOCK}", Answer(501, "NotImplemented"), EVER)
    with pytest.raises(DeployFault, match="Choose a store that knows conditional writes"):
        deploy(here.target, release(here.folder / "site", NEW))
    assert store.said().count(f"PUT {LOCK}") == 1


def test_a_bucket_that_is_missing_is_named(here: Deploys, store: Store, tmp_path: Path) -> None:
    missing = target("s3://no-such-bucket/a", store.environment, tmp_path, tmp_path)
    with pytest.raises(DeployFault) as caught:
        missing.published()
    host = store.environment["AWS_ENDPOINT_URL"]
    assert str(caught.value) == (
        f"There is no bucket no-such-bucket at {host}: 404 NoSuchBucket The specified bucket does "
        "not exist. Make it, or correct the setting `target`, AWS_ENDPOINT_URL or AWS_REGION."
    )


def test_a_store_that_is_not_there_is_named_soon(store: Store, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    environment = {**store.environment, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    start = time.monotonic()
    with pytest.raises(DeployFault) as caught:
        target("s3://bucket", environment, tmp_path, tmp_path).published()
    assert str(caught.value).startswith(f"The store cannot be reached at http://127.0.0.1:{port}: ")
    assert str(caught.value).endswith("Deploy again later: it goes on where it was.")
    assert time.monotonic() - start < 20


def test_a_store_that_does_not_answer_is_given_up(here: Deploys, store: Store) -> None:
    store.arrived = lambda number, asked: threading.Event()
    hasty = target(here.url, store.environment, here.folder, here.folder, timeout=0.3, tries=2)
    with pytest.raises(DeployFault, match=r"The store cannot be reached at .*: Read timeout"):
        hasty.published()
    assert len(store.asked) == 2


def test_without_a_key_it_is_said_which_to_set(
    here: Deploys, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = {name: v for name, v in store.environment.items() if "KEY" not in name}
    alone(monkeypatch, environment)
    with pytest.raises(DeployFault) as caught:
        target(here.url, environment, tmp_path, tmp_path).published()
    assert str(caught.value) == (
        f"There are no credentials for {here.url}: Unable to locate credentials. Set "
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with AWS_SESSION_TOKEN if it is temporary)."
    )


def test_a_key_without_its_secret_is_said(here: Deploys, store: Store, tmp_path: Path) -> None:
    environment = {**store.environment, "AWS_SECRET_ACCESS_KEY": " "}
    with pytest.raises(DeployFault, match="AWS_SECRET_ACCESS_KEY is not set") as caught:
        target(here.url, environment, tmp_path, tmp_path)
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    "name", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
)
@pytest.mark.parametrize(
    "value", ["half\nother", "half\x01other", "half\u00e9", "half other"], ids=repr
)
def test_a_key_that_no_header_can_have_is_named_and_not_shown(
    store: Store, name: str, value: str
) -> None:
    environment = {**store.environment, name: value}
    with pytest.raises(DeployFault) as caught:
        client_of(place_of(store.url(), environment), environment, patient())
    assert str(caught.value) == (
        f"There are no credentials for {store.url()}: {name} holds a space, a line break or "
        "another sign that no key has. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with "
        "AWS_SESSION_TOKEN if it is temporary)."
    )
    assert caught.value.exit_code == 4


def test_what_the_client_says_of_a_header_is_not_shown(
    here: Deploys, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = ("[default]", f"aws_access_key_id = {KEY}", f"aws_secret_access_key = {SECRET}")
    file = tmp_path / "credentials"
    file.write_text("\n".join((*lines, "aws_session_token = half\n  other", "")))
    environment = {name: v for name, v in store.environment.items() if "KEY" not in name}
    environment["AWS_SHARED_CREDENTIALS_FILE"] = str(file)
    alone(monkeypatch, environment)
    with pytest.raises(DeployFault) as caught:
        target(here.url, environment, tmp_path, tmp_path).published()
    host = environment["AWS_ENDPOINT_URL"]
    assert str(caught.value) == (
        f"The store cannot be asked at {host}: the client ends with ValueError. Look for a line "
        "break or another odd sign in the key where it is kept, and check AWS_ENDPOINT_URL and "
        "AWS_CA_BUNDLE."
    )


def alone(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
    """Let the client see this environment, and no other key."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


WRONG = {
    ("AWS_ENDPOINT_URL", "http://a b"): "Invalid endpoint: http://a b. Correct AWS_ENDPOINT_URL.",
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:99999"): (
        "Custom endpoint `http://127.0.0.1:99999` was not a valid URI. Correct AWS_ENDPOINT_URL."
    ),
    ("AWS_PROFILE", "nobody"): (
        "The config profile (nobody) could not be found. Correct AWS_PROFILE, AWS_CONFIG_FILE or "
        "AWS_SHARED_CREDENTIALS_FILE, or what they name."
    ),
    ("AWS_REGION", "eu west; 1"): (
        "Provided region_name 'eu west; 1' doesn't match a supported format. Correct AWS_REGION, "
        "or the region in the file of AWS_CONFIG_FILE."
    ),
}


@pytest.mark.parametrize("setting", WRONG, ids=str)
def test_a_setting_that_is_wrong_is_not_taken_for_a_missing_key(
    store: Store, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]
) -> None:
    environment = {**store.environment, setting[0]: setting[1]}
    alone(monkeypatch, environment)
    with pytest.raises(DeployFault) as caught:
        place = place_of(store.url(), environment)
        Bucket(client_of(place, environment, patient()), place, patient()).listed()
    assert str(caught.value) == f"The store of {store.url()} cannot be asked: {WRONG[setting]}"
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("s3:", "names no bucket"),
        ("s3://", "names no bucket"),
        ("s3:///a", "names no bucket"),
        ("s3://a b", "names no bucket"),
        ("s3://bucket/a//b", "its prefix has an empty segment"),
        ("s3://bucket/a?b", "its prefix holds # or ?"),
        ("s3://bucket/.sitegen", "its prefix starts with a dot"),
    ],
)
def test_a_target_that_cannot_be_meant_is_refused(url: str, why: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        place_of(url, {})
    assert f"target is {url!r}, and {why}" in str(caught.value)
    assert str(caught.value).endswith("Write it as s3://BUCKET or s3://BUCKET/PREFIX.")


@pytest.mark.parametrize("url", ["store.example", "ftp://a", f"https://{KEY}:x@a", "https://a/?b"])
def test_an_address_that_is_none_is_refused_and_not_shown(url: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        place_of("s3://bucket", {"AWS_ENDPOINT_URL": url})
    assert str(caught.value) == (
        "AWS_ENDPOINT_URL is not the address of a store. Leave it out, or write it as "
        "https://s3.example.org."
    )


class Halted:
    """A deploy in a thread, that waits at a step until it is let on."""

    def __init__(self, here: Deploys, step: str) -> None:
        self._gate, self._there = threading.Event(), threading.Event()
        self.fault: DeployFault | LockHeld | None = None
        self._store, self._here = here.store, here
        self._step, self._thread = step, threading.Thread(target=self._run)
        here.store.arrived = self._arrived
        self._thread.start()
        assert self._there.wait(30)

    def go_on(self) -> None:
        self._gate.set()
        self._thread.join(30)

    def _arrived(self, number: int, asked: Asked) -> Fault | None:
        if str(asked) != self._step or self._there.is_set():
            return None
        self._there.set()
        return self._gate

    def _run(self) -> None:
        try:
            deploy(self._here.target, release(self._here.folder / "site", NEW))
        except (DeployFault, LockHeld) as fault:
            self.fault = fault


def test_of_two_deploys_at_once_the_second_is_refused(
    here: Deploys, store: Store, tmp_path: Path
) -> None:
    there = Deploys(store, tmp_path / "there")
    first = Halted(here, "PUT index.html")
    with pytest.raises(LockHeld) as caught:
        there.deploy({"index.html": b"other"})
    assert caught.value.exit_code == 5
    assert re.fullmatch(
        rf"Process \d+ on {re.escape(socket.gethostname())} is at work with {here.url} since "
        rf"\d{{4}}-\d\d-\d\d \d\d:\d\d UTC\. Wait for that deploy to end\. If it is dead, remove "
        rf"{here.url}/"
        r"\.sitegen/lock, and deploy again\.",
        str(caught.value),
    )
    first.go_on()
    assert first.fault is None
    assert store.objects() == NEW
    there.deploy({"index.html": b"other"})
    assert store.objects() == {"index.html": b"other"}


def test_a_deploy_whose_lock_was_taken_away_says_that_there_was_another(
    here: Deploys, store: Store, tmp_path: Path
) -> None:
    first = Halted(here, "PUT index.html")
    store.remove(LOCK)
    there = Deploys(store, tmp_path / "there")
    deploy(there.target, release(there.folder / "site", {**OLD, "index.html": b"other"}))
    first.go_on()
    assert str(first.fault) == (
        f"Another deploy to {here.url} was at work at the same time. See that there is only one, "
        "and deploy again."
    )
    here.deploy(NEW)
    assert store.objects() == NEW


@pytest.fixture
def copied(here: Deploys, store: Store, tmp_path: Path) -> Deploys:
    """A machine with a copy of the state of one whose lock was left behind."""
    store.arrived = failing(f"DELETE {LOCK}", DENIED, EVER)
    deploy(here.target, release(here.folder / "site", OLD | {"left.html": b"left"}))
    assert LOCK in store.names()
    shutil.copytree(here.folder, tmp_path / "copied")
    store.forget()
    return Deploys(store, tmp_path / "copied")


def test_a_lock_that_was_taken_over_is_not_taken_over_with_a_copy_of_the_state(
    here: Deploys, copied: Deploys, store: Store
) -> None:
    first = Halted(here, "PUT index.html")
    with pytest.raises(LockHeld, match=r"Process \d+ on .* is at work with"):
        copied.deploy({"index.html": b"other"})
    assert LOCK in store.names()
    first.go_on()
    assert first.fault is None
    assert store.objects() == NEW
    assert LOCK not in store.names()


def test_of_two_that_take_over_a_lock_at_once_one_has_it(
    here: Deploys, copied: Deploys, store: Store
) -> None:
    first = Halted(here, f"PUT {LOCK}")
    copied.deploy({"index.html": b"other"})
    first.go_on()
    assert str(first.fault) == (
        f"Another deploy to {here.url} was at work a moment ago. Deploy again."
    )
    assert store.objects() == {"index.html": b"other"}
    assert LOCK not in store.names()


@pytest.mark.parametrize("fault", [RESET, LOST], ids=str)
def test_a_lock_that_was_half_taken_over_is_taken_over(
    copied: Deploys, store: Store, fault: Fault
) -> None:
    new = release(copied.folder / "site", NEW)

    def arrived(number: int, asked: Asked) -> Fault | None:
        # Once it was to be taken over, the lock is out of reach.
        is_tried = f"PUT {LOCK}" in store.said()
        return (fault if asked.method == "PUT" else RESET) if is_tried else None

    store.arrived = arrived
    with pytest.raises(DeployFault):
        deploy(copied.target, new)
    assert f"PUT {LOCK}" in store.said()
    assert LOCK in store.names()
    copied.deploy(NEW)
    assert store.objects() == NEW
    assert LOCK not in store.names()


def test_a_lock_that_is_not_ours_any_more_stays(here: Deploys, store: Store) -> None:
    first = Halted(here, f"GET {LOCK}")  # when all else is done
    store.put(LOCK, b'{"token": "theirs"}')
    first.go_on()
    assert first.fault is None
    assert store.body(LOCK) == b'{"token": "theirs"}'
    assert not list((here.folder / "state").iterdir())


@pytest.mark.parametrize("code", ["NoSuchBucket", "NoSuchKey"])
def test_a_lock_that_cannot_be_put_anywhere_is_not_held(
    here: Deploys, store: Store, code: str
) -> None:
    store.arrived = failing(f"PUT {LOCK}", Answer(404, code), EVER)
    with pytest.raises(DeployFault, match=f"404 {code}"):
        deploy(here.target, release(here.folder / "site", NEW))


GOOD = '["0a", 1, "0b", "0c"]'


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "5",
        '{"files": [], "begun": []}',
        '{"files": {"a": "four"}, "begun": []}',
        '{"files": {"a": [["0a"], 1, "0b", "0c"]}, "begun": []}',
        '{"files": {"a": ["0a", "1", "0b", "0c"]}, "begun": []}',
        '{"files": {"a": ["0a", 1, null, "0c"]}, "begun": []}',
        '{"files": {"a": ["0a", 1, "0b", {}]}, "begun": []}',
        f'{{"files": {{"a": {GOOD}}}, "begun": "a"}}',
        f'{{"files": {{"a": {GOOD}}}, "begun": {{"a": 1}}}}',
        f'{{"files": {{"a": {GOOD}}}, "begun": [["a"]]}}',
        f'{{"files": {{"a": {GOOD}}}}}',
    ],
)
def test_a_record_that_no_deploy_wrote_is_one_error(here: Deploys, store: Store, body: str) -> None:
    store.put(RECORD, body.encode())
    with pytest.raises(DeployFault) as caught:
        here.target.published()
    assert str(caught.value) == (
        f"{here.url}/{RECORD} is damaged. "
        "Remove it: objects that sitegen put there are known by what they carry."
    )


@pytest.mark.parametrize(
    "body", ["[]", "5", "{", '{"token": ["a"], "host": {}, "process": [1]}', '{"host": 5}']
)
def test_a_lock_that_no_deploy_wrote_is_held_by_somebody(
    here: Deploys, store: Store, body: str
) -> None:
    store.put(LOCK, body.encode())
    with pytest.raises(LockHeld, match=f"^Somebody is at work with {here.url} since "):
        here.deploy(NEW)


def test_headers_that_are_no_text_are_refused(here: Deploys, store: Store) -> None:
    with pytest.raises(DeployRefused) as caught:
        here.deploy({**OLD, "_headers": b"/*\n  X-Name: \xff\n"})
    assert str(caught.value) == (
        "_headers, line 2: it is not UTF-8. "
        "Mend the template or asset that it is made of, and build again."
    )
    assert store.objects() == OLD
