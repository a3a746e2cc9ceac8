"""How often Netlify is asked again, and when: as it tells us, or later each time."""

from __future__ import annotations

import httpx
import pytest

from sitegen.deploy.patience import Patience, wait_told_by
from sitegen.errors import DeployFault
from tests.netlify_fake import Fault, Limits, running_fake
from tests.netlify_fake.faults import RESET
from tests.netlify_releases import NEW, OLD, deploy, release, target, without_toml

DATE = "Thu, 01 Jan 2026 00:00:00 GMT"
UNIX = 1_767_225_600


def test_deploys_beyond_the_limit_wait_until_there_is_room(tmp_path):
    limits = Limits()
    with running_fake(limits=limits) as fake:
        netlify = target(fake, tmp_path / "state", sleep=limits.sleep)
        for number in range(4):
            deploy(netlify, release(tmp_path / "site", {"index.html": str(number).encode()}))
        assert fake.steps()["create"] == 5  # one of them was too early
        assert fake.steps()["deploys"] == 0  # and nobody had to look whether it was heard
        assert len(fake.deploys.deploys) == 4
        assert sum(limits.slept) >= 60


def test_uploads_beyond_the_limit_wait_until_there_is_room(tmp_path):
    limits = Limits(requests=20)
    many = {f"{number}.html": str(number).encode() for number in range(90)}
    with running_fake(limits=limits) as fake:
        outcome = deploy(
            target(fake, tmp_path / "state", sleep=limits.sleep), release(tmp_path / "site", many)
        )
        assert outcome.uploaded == 90
        assert fake.deploys.visitors_get() == many
        too_early = len(fake.asked) - 90 - 5
        assert too_early <= 5 * 5  # each of five threads once a minute


def test_a_limit_that_lasts_is_not_waited_for(tmp_path):
    with running_fake(limits=Limits(requests=1)) as fake:
        slept: list[float] = []
        netlify = target(fake, tmp_path / "state", sleep=slept.append, waiting=30)
        with pytest.raises(DeployFault) as fault:
            deploy(netlify, release(tmp_path / "old", OLD))
        assert str(fault.value) == (
            "Netlify takes no more requests for now, such as POST /sites/5ite-1d/deploys: "
            "429 Too Many Requests. Deploy again later: it goes on where it was."
        )
        assert slept == []


def test_waits_double_and_are_not_all_the_same():
    waits = [Patience(jitter=lambda: 0.0).backoff(tries) for tries in range(1, 8)]
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert Patience(jitter=lambda: 1.0).backoff(3) == 2


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {}, 0),
        (429, {"Date": DATE, "X-RateLimit-Reset": str(UNIX + 20)}, 20),
        (429, {"Date": DATE, "X-RateLimit-Reset": str(UNIX - 20)}, 1),
        (429, {"X-RateLimit-Reset": str(UNIX)}, 0),
        (429, {"Date": DATE, "X-RateLimit-Reset": "soon"}, 0),
        (429, {"Retry-After": "7", "Date": DATE, "X-RateLimit-Reset": str(UNIX + 20)}, 7),
        (503, {"Retry-After": "7"}, 7),
        (500, {"Date": DATE, "X-RateLimit-Reset": str(UNIX + 20)}, 0),
    ],
)
def test_an_answer_may_tell_how_long_to_wait(status: int, headers: dict[str, str], wait: float):
    assert wait_told_by(httpx.Response(status, headers=headers)) == wait


@pytest.mark.parametrize("kind", [503, RESET])
def test_a_host_that_fails_is_asked_six_times_and_less_and_less_often(tmp_path, kind: int | str):
    with running_fake(faults=[Fault("site", kind, times=1_000)]) as fake:
        slept: list[float] = []
        with pytest.raises(DeployFault):
            target(fake, tmp_path, sleep=slept.append).published()
        assert slept == [1, 2, 4, 8, 16]
        assert fake.steps() == {"site": 6}


def test_a_failing_upload_keeps_no_other_one_waiting(tmp_path):
    many = {f"{number}.html": str(number).encode() for number in range(50)}
    with running_fake(faults=[Fault("upload", 403)]) as fake:
        netlify = target(fake, tmp_path / "state")
        with pytest.raises(DeployFault):
            deploy(netlify, release(tmp_path / "site", many))
        assert fake.steps()["upload"] < 30
        fake.forget()
        deploy(netlify, release(tmp_path / "site", many))
        assert fake.deploys.visitors_get() == many


def test_visitors_get_the_new_site_after_a_storm_of_failures(tmp_path):
    storm = [Fault("upload", kind, number) for number in (1, 3, 5) for kind in (500, 408, 401)]
    with running_fake(faults=storm) as fake:
        patient = target(fake, tmp_path / "state", tries=1 + len(storm))  # one file may meet all
        deploy(patient, release(tmp_path / "new", NEW))
        assert without_toml(fake.deploys.visitors_get()) == NEW
