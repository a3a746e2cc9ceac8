"""A deploy that waits for its host says for whom and why, and does not go silent."""

from __future__ import annotations

import socket
from functools import partial
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.netlify import netlify_target
from sitegen.deploy.patience import Waits
from sitegen.errors import DeployFault
from tests import s3_sites
from tests.built_site import BuiltSite, page
from tests.commands import run
from tests.netlify_fake import SITE, TOKEN, Fault, running_fake
from tests.netlify_releases import NEW, deploy, patient, release, target
from tests.s3_store import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.s3_store import Store

NOW = ("--now", "2026-06-01T12:00:00Z")


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in, which was built at a moment that lasts."""
    bare_environment.chdir(sqlite_site.folder)
    bare_environment.setenv("SOURCE_DATE_EPOCH", "1780315200")
    site = sqlite_site.add(page("one"))
    assert run(site, "build", *NOW).exit_code == 0
    return site


@pytest.fixture
def nowhere() -> str:
    """The address of a port at which nobody answers."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_the_command_says_what_it_waits_for_at_netlify(
    site: BuiltSite, bare_environment: pytest.MonkeyPatch
) -> None:
    with running_fake() as fake:
        for name, value in fake.environment.items():
            bare_environment.setenv(name, value)
        fake.faults.append(Fault("site", 503))
        result = run(site, "deploy", "--target", "netlify", "--json")
    assert (result.exit_code, result.stderr) == (
        0,
        f"note: Netlify fails at GET /sites/{SITE}: 503 Service Unavailable for Bearer ***. "
        "Trying again in 1 s.\n",
    )


def test_the_command_says_what_it_waits_for_at_a_bucket(
    site: BuiltSite, bare_environment: pytest.MonkeyPatch, store: Store
) -> None:
    for name, value in store.environment.items():
        bare_environment.setenv(name, value)
    faults = iter([Answer(503, "SlowDown")])
    store.arrived = lambda number, asked: next(faults, None)
    result = run(site, "deploy", "list", "--target", store.url("www"), "--json")
    assert (result.exit_code, result.stderr) == (
        0,
        f"note: The store fails to read www/.sitegen/deploy.json in {store.bucket}: "
        "503 SlowDown Said so. Trying again in 1 s.\n",
    )


def test_a_netlify_that_cannot_be_reached_is_named(nowhere: str, tmp_path: Path) -> None:
    told: list[str] = []
    environment = {
        "NETLIFY_AUTH_TOKEN": TOKEN,
        "NETLIFY_SITE_ID": SITE,
        "NETLIFY_API_URL": nowhere,
    }
    netlify = netlify_target(environment, tmp_path, patient(waits=Waits(told.append)))
    with pytest.raises(DeployFault):
        netlify.published()
    assert told == [
        f"Netlify cannot be reached at {nowhere}/api/v1/: [Errno 111] Connection refused. "
        "Trying again in 1 s."
    ]


def test_a_store_that_cannot_be_reached_is_named(
    nowhere: str, store: Store, tmp_path: Path
) -> None:
    told: list[str] = []
    environment = {**store.environment, "AWS_ENDPOINT_URL": nowhere}
    s3 = s3_sites.target(
        store.url(), environment, tmp_path, tmp_path, waits=Waits(told.append), jitter=lambda: 0.0
    )
    with pytest.raises(DeployFault):
        s3.published()
    assert len(told) == 1
    assert told[0].startswith(f"The store cannot be reached at {nowhere}: ")
    assert told[0].endswith(" Trying again in 1 s.")


def test_a_deploy_that_takes_netlify_long_is_said_to(tmp_path: Path) -> None:
    told: list[str] = []
    with running_fake() as fake:
        many = {f"{number}.html": str(number).encode() for number in range(101)}
        netlify = target(fake, tmp_path, interval=5, waits=Waits(told.append))
        done = deploy(netlify, release(tmp_path / "site", many)).deployment
        deploy(target(fake, tmp_path / "other", waits=Waits(told.append)), release(tmp_path, NEW))
    assert told == [f"Waiting for Netlify, which works on the deploy {done.id}."]


def test_waits_of_threads_at_the_same_time_are_told_once() -> None:
    told: list[str] = []
    begin = partial(Waits(told.append).begin_again, "It fails.", 29.6)
    threads = [Thread(target=begin) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["It fails. Trying again in 30 s."]


def test_a_wait_after_another_is_told() -> None:
    told: list[str] = []
    waits = Waits(told.append)
    for _ in range(2):
        waits.begin("It fails.", 0)
    assert told == ["It fails."] * 2
