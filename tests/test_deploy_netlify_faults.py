"""Every request of a deploy to Netlify goes wrong in every way: visitors get the old site or the
new one, whole, and the next run does what is left to do and no more.
"""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import DeployFault
from tests.netlify_fake import TOKEN, Deploys, Fake, Fault, running_fake
from tests.netlify_fake.faults import GARBAGE, LATE, LOST, RESET, TWICE
from tests.netlify_releases import NEW, OLD, deploy, release, target, without_toml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.deploy.netlify import Netlify
    from sitegen.deploy.release import Release

At = tuple[str, int]  # a step, and the number of the request of that step in one deploy
REQUESTS: list[At] = [
    ("site", 1),
    ("create", 1),
    ("upload", 1),
    ("upload", 4),
    ("upload", 6),
    ("deploy", 1),
    ("deploy", 2),
    ("site", 2),
]
PASSING = [408, 429, 500, 502, 503, RESET, LOST, LATE]
LASTING = [400, 401, 403, 404, 422, GARBAGE]
EVER = 1_000
# A lost answer is as good as a late one, and a deploy that was begun is found without it.
STAYING = [
    (at, kind)
    for at in REQUESTS
    for kind in PASSING
    if kind != LATE and (at[0], kind) != ("create", LOST)
]


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[Fake]:
    """A Netlify that shows the old site."""
    with running_fake() as fake:
        deploy(target(fake, tmp_path / "other state"), release(tmp_path / "old", OLD))
        fake.forget()
        yield fake


@pytest.fixture
def netlify(fake: Fake, tmp_path: Path) -> Netlify:
    return target(fake, tmp_path / "state", timeout=1.5)


@pytest.fixture
def new(tmp_path: Path) -> Release:
    return release(tmp_path / "new", NEW)


def check_whole(deploys: Deploys) -> None:
    assert without_toml(deploys.visitors_get()) in (OLD, NEW)


def check_the_next_run(fake: Fake, netlify: Netlify, new: Release) -> None:
    """It sends what Netlify has not got yet, and leaves nothing behind that is under way."""
    fake.forget()
    wanted = {file.digest for file in new.files.values()}
    lacking = len(wanted - fake.deploys.blobs.keys())
    outcome = deploy(netlify, new)
    assert outcome.uploaded in (lacking, lacking + 1)  # with netlify.toml, or without
    assert fake.steps()["upload"] == outcome.uploaded
    assert without_toml(fake.deploys.visitors_get()) == NEW
    assert {each.state for each in fake.deploys.deploys.values()} <= {"ready", "error"}


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("at", REQUESTS, ids=str)
def test_a_failure_that_passes_is_not_noticed(
    fake: Fake, netlify: Netlify, new: Release, at: At, kind: int | str
):
    fake.faults.append(Fault(at[0], kind, at[1]))
    assert deploy(netlify, new).uploaded == 6
    assert fake.steps()["upload"] == 6 + (at[0] == "upload")
    assert without_toml(fake.deploys.visitors_get()) == NEW
    assert len(fake.deploys.deploys) == 2


@pytest.mark.parametrize(("at", "kind"), STAYING, ids=str)
def test_a_failure_that_stays_is_told_and_the_next_run_goes_on(
    fake: Fake, netlify: Netlify, new: Release, at: At, kind: int | str
):
    fake.faults.append(Fault(at[0], kind, at[1], EVER))
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert fault.value.exit_code == 4
    assert "Deploy again later: it goes on where it was." in str(fault.value)
    check_told(fault.value)
    check_whole(fake.deploys)
    fake.deploys.rest()
    check_whole(fake.deploys)
    check_the_next_run(fake, netlify, new)
    assert len(fake.deploys.deploys) == 2


@pytest.mark.parametrize("kind", LASTING)
@pytest.mark.parametrize("at", REQUESTS, ids=str)
def test_a_refusal_is_told_at_once(
    fake: Fake, netlify: Netlify, new: Release, at: At, kind: int | str
):
    passes = at[0] == "upload" and kind == 401
    fake.faults.append(Fault(at[0], kind, at[1], EVER if passes else 1))
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert fault.value.mend
    check_told(fault.value)
    check_whole(fake.deploys)
    fake.deploys.rest()
    check_whole(fake.deploys)
    check_the_next_run(fake, netlify, new)


def check_told(fault: DeployFault) -> None:
    """The token is in no part of what can be shown, though the host repeats it."""
    shown = "".join(traceback.format_exception(fault))
    assert TOKEN not in f"{fault!r} {fault} {shown}"


@pytest.mark.parametrize("at", REQUESTS, ids=str)
def test_a_request_that_arrives_twice_does_no_harm(
    fake: Fake, netlify: Netlify, new: Release, at: At
):
    fake.faults.append(Fault(at[0], TWICE, at[1]))
    assert deploy(netlify, new).uploaded == 6
    fake.deploys.rest()
    assert without_toml(fake.deploys.visitors_get()) == NEW


def test_an_upload_denied_for_a_moment_is_repeated_and_nothing_else_is(
    fake: Fake, netlify: Netlify, new: Release
):
    fake.faults.append(Fault("upload", 401, 3, 2))
    assert deploy(netlify, new).uploaded == 6
    assert fake.steps()["upload"] == 8
    fake.faults.append(Fault("deploy", 401))
    with pytest.raises(DeployFault, match="Netlify denies GET /deploys/"):
        deploy(netlify, new)


def test_a_refused_upload_gives_the_deploy_up(fake: Fake, netlify: Netlify, new: Release):
    fake.faults.append(Fault("upload", 422, 3))
    with pytest.raises(DeployFault, match=r"Netlify refuses PUT /deploys/.*: 422 Unprocessable"):
        deploy(netlify, new)
    assert fake.steps()["cancel"] == 1
    assert fake.deploys.deploys["000000000000000000000002"].error == "Canceled"


def test_a_deploy_of_another_release_gives_up_the_one_under_way(
    fake: Fake, netlify: Netlify, new: Release, tmp_path: Path
):
    fake.faults.append(Fault("upload", 503, 4, EVER))
    with pytest.raises(DeployFault):
        deploy(netlify, new)
    fake.forget()
    newer = {**NEW, "index.html": b"newer"}
    deploy(netlify, release(tmp_path / "newer", newer))
    assert fake.steps()["cancel"] == 1
    fake.deploys.rest()
    assert without_toml(fake.deploys.visitors_get()) == newer


def test_a_deploy_that_another_one_has_superseded_is_not_gone_on_with(
    fake: Fake, netlify: Netlify, new: Release, tmp_path: Path
):
    fake.faults.append(Fault("site", 503, 2, EVER))  # it is published, and we were not told
    with pytest.raises(DeployFault):
        deploy(netlify, new)
    fake.forget()
    deploy(target(fake, tmp_path / "other state"), release(tmp_path / "old", OLD))
    assert without_toml(fake.deploys.visitors_get()) == OLD
    deploy(netlify, new)
    assert without_toml(fake.deploys.visitors_get()) == NEW


def test_a_deploy_that_is_gone_is_begun_anew(fake: Fake, netlify: Netlify, new: Release):
    fake.faults.append(Fault("upload", 503, 4, EVER))
    with pytest.raises(DeployFault):
        deploy(netlify, new)
    del fake.deploys.deploys["000000000000000000000002"]
    check_the_next_run(fake, netlify, new)


def test_a_draft_and_the_site_itself_are_gone_on_with_apart(
    fake: Fake, netlify: Netlify, new: Release
):
    fake.faults.append(Fault("upload", 503, 4, EVER))
    with pytest.raises(DeployFault):
        deploy(netlify, new, draft=True)
    fake.forget()
    assert deploy(netlify, new).deployment.is_published
    assert not deploy(netlify, new, draft=True).deployment.is_published
    assert fake.steps()["create"] == 1
