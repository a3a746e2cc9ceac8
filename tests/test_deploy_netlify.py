"""Deploys to Netlify: what is asked of it, what visitors get, and what a user is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.netlify import netlify_target
from sitegen.deploy.netlify_api import Reply
from sitegen.errors import DeployFault, DeployRefused, SettingsFault
from tests.netlify_fake import SITE, TOKEN, Deploys, Fake, running_fake
from tests.netlify_releases import (
    NEW,
    OLD,
    TOML,
    deploy,
    digest_of,
    patient,
    release,
    target,
    without_toml,
)
from tests.processes import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sitegen.deploy.netlify import Netlify

FILES = 10_000
UNKNOWN = FILES if SOAK else 200  # of those, to Netlify


@pytest.fixture
def fake() -> Iterator[Fake]:
    with running_fake() as fake:
        yield fake


@pytest.fixture
def netlify(fake: Fake, tmp_path: Path) -> Netlify:
    return target(fake, tmp_path / "state")


def test_the_first_deploy_sends_every_file_and_the_rules(fake: Fake, netlify: Netlify, tmp_path):
    assert netlify.published() == {}
    outcome = deploy(netlify, release(tmp_path / "old", OLD))
    assert fake.deploys.visitors_get() == {
        **OLD,
        TOML: b'[[redirects]]\nfrom = "/a"\nto = "/b"\nstatus = 301\n',
    }
    assert netlify.published() == {path: digest_of(content) for path, content in OLD.items()}
    assert (outcome.uploaded, outcome.size) == (5, 70)
    assert outcome.deployment.url == "https://site.example"
    assert outcome.deployment.is_published


def test_a_deploy_sends_what_changed_once_and_asks_no_more_than_the_protocol_needs(
    fake: Fake, netlify: Netlify, tmp_path
):
    deploy(netlify, release(tmp_path / "old", OLD))
    fake.forget()
    outcome = deploy(netlify, release(tmp_path / "new", NEW))
    assert without_toml(fake.deploys.visitors_get()) == NEW
    assert outcome.uploaded == 6  # "same" is there, and the twins are one
    assert fake.steps() == {"site": 2, "create": 1, "upload": 6, "deploy": 2}


def test_a_second_deploy_of_the_same_release_sends_nothing(fake: Fake, netlify: Netlify, tmp_path):
    new = release(tmp_path / "new", NEW)
    deploy(netlify, new)
    fake.forget()
    assert deploy(netlify, new).uploaded == 0
    assert fake.steps() == {"site": 3, "deploy": 1}  # it is no other deploy


def test_where_a_file_does_for_its_own_path_alone_all_are_sent(tmp_path):
    with running_fake(deploys=Deploys(by_path=True)) as fake:
        assert (
            deploy(target(fake, tmp_path), release(tmp_path / "new", NEW)).uploaded == len(NEW) + 1
        )
        assert without_toml(fake.deploys.visitors_get()) == NEW


def test_ten_thousand_files_take_the_requests_that_the_protocol_needs(
    fake: Fake, netlify: Netlify, tmp_path
):
    many = {f"{number // 100}/{number}.html": str(number).encode() for number in range(FILES)}
    known = list(many.values())[UNKNOWN:]
    fake.deploys.blobs.update({digest_of(content): content for content in known})
    assert deploy(netlify, release(tmp_path / "many", many)).uploaded == UNKNOWN
    assert fake.steps() == {"site": 2, "create": 1, "upload": UNKNOWN, "deploy": 4}
    assert fake.deploys.visitors_get() == many
    fake.forget()
    many["0/0.html"] = b"other"
    assert deploy(netlify, release(tmp_path / "many", many)).uploaded == 1
    assert fake.steps() == {"site": 2, "create": 1, "upload": 1, "deploy": 4}
    fake.forget()
    assert len(netlify.published()) == FILES
    assert fake.steps() == {"site": 1, "files": FILES // 100 + 1}


def test_a_list_is_read_to_its_end_whatever_the_size_of_its_pages(tmp_path):
    for size in (3, 100, 1000):
        with running_fake(deploys=Deploys(lists=size)) as fake:
            netlify = target(fake, tmp_path / str(size))
            deploy(netlify, release(tmp_path / "new", NEW))
            assert netlify.published().keys() == NEW.keys()


def test_a_draft_can_be_looked_at_and_visitors_get_what_they_got(
    fake: Fake, netlify: Netlify, tmp_path
):
    deploy(netlify, release(tmp_path / "old", OLD))
    draft = deploy(netlify, release(tmp_path / "new", NEW), draft=True).deployment
    fake.deploys.rest()
    assert without_toml(fake.deploys.visitors_get()) == OLD
    assert not draft.is_published
    assert draft.url == f"https://{draft.id}--site.example"
    assert netlify.files_of(draft) == {path: digest_of(content) for path, content in NEW.items()}
    assert draft.id not in {deployment.id for deployment in netlify.deployments()}


def test_a_deployment_can_be_gone_back_to(fake: Fake, netlify: Netlify, tmp_path):
    ids = [
        deploy(netlify, release(tmp_path / name, files)).deployment.id
        for name, files in {"old": OLD, "new": NEW, "newer": {"index.html": b"newer"}}.items()
    ]
    assert [deployment.id for deployment in netlify.deployments()] == ids[::-1]
    assert netlify.roll_back().id == ids[1]
    assert without_toml(fake.deploys.visitors_get()) == NEW
    assert netlify.roll_back().id == ids[0]
    assert netlify.roll_back(ids[2]).is_published
    assert fake.deploys.visitors_get() == {"index.html": b"newer"}


def test_there_is_nothing_before_the_first_deployment(netlify: Netlify, tmp_path):
    deploy(netlify, release(tmp_path / "old", OLD))
    with pytest.raises(DeployRefused) as refused:
        netlify.roll_back()
    assert str(refused.value) == (
        "Netlify has no deploy before the one that visitors get. "
        "Name the one to publish, as in `sitegen deploy rollback --to ID`."
    )


def test_a_deployment_that_netlify_does_not_have_is_not_gone_back_to(netlify: Netlify, tmp_path):
    deploy(netlify, release(tmp_path / "old", OLD))
    with pytest.raises(DeployFault) as fault:
        netlify.roll_back("gone")
    assert str(fault.value) == (
        f"Netlify does not know POST /sites/{SITE}/deploys/gone/restore: 404 Not Found. "
        "The deploy is gone: deploy again, or name another one."
    )


def test_a_locked_site_is_left_alone_but_for_drafts(fake: Fake, netlify: Netlify, tmp_path):
    deploy(netlify, release(tmp_path / "old", OLD))
    fake.deploys.locked = True
    fake.forget()
    new = release(tmp_path / "new", NEW)
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert str(fault.value) == (
        "The site is locked at Netlify: visitors keep getting the deploy "
        "000000000000000000000001. Start auto publishing there, or deploy with --draft."
    )
    assert fake.steps() == {"site": 1}
    assert deploy(netlify, new, draft=True).uploaded == 6


def test_a_site_that_is_locked_meanwhile_is_not_said_to_be_published(
    fake: Fake, netlify: Netlify, tmp_path
):
    def lock(number: int) -> None:
        fake.deploys.locked = fake.deploys.locked or fake.asked[-1].step == "upload"

    deploy(netlify, release(tmp_path / "old", OLD))
    fake.acted = lock
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, release(tmp_path / "new", NEW))
    assert str(fault.value) == (
        "Netlify finished the deploy 000000000000000000000002, but visitors get "
        "000000000000000000000001. "
        "The site was locked, or another was published: see its deploys at Netlify."
    )


def test_what_a_deploy_fails_with_is_told_and_the_next_one_begins_anew(
    fake: Fake, netlify: Netlify, tmp_path
):
    deploy(netlify, release(tmp_path / "old", OLD))
    fake.deploys.failing = "too many redirect rules"
    new = release(tmp_path / "new", NEW)
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert str(fault.value) == (
        "Netlify could not finish the deploy 000000000000000000000002: too many redirect rules. "
        "Visitors get what they got before. Mend what it says, and deploy again."
    )
    assert without_toml(fake.deploys.visitors_get()) == OLD
    fake.deploys.failing = ""
    assert deploy(netlify, new).uploaded == 0
    assert without_toml(fake.deploys.visitors_get()) == NEW


def test_a_deploy_that_takes_too_long_can_be_waited_for_again(fake: Fake, tmp_path):
    netlify = target(fake, tmp_path / "state", finishing=1)
    new = release(tmp_path / "old", OLD)
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert str(fault.value) == (
        "Netlify has not finished the deploy 000000000000000000000001 yet: it is processing. "
        "Deploy again later: it goes on where it was."
    )
    assert deploy(netlify, new).uploaded == 0
    assert len(fake.deploys.deploys) == 1


def test_a_file_that_changed_since_the_build_ends_the_deploy(
    fake: Fake, netlify: Netlify, tmp_path
):
    new = release(tmp_path / "new", NEW)
    (tmp_path / "new/index.html").write_text("another")
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert str(fault.value) == (
        "Netlify refuses PUT /deploys/000000000000000000000001/files/index.html: "
        "422 did not match deploy. Build again, and deploy what was built."
    )
    assert fake.steps()["cancel"] == 1
    assert fake.deploys.deploys["000000000000000000000001"].state == "error"


def test_a_file_that_went_since_the_build_is_named(netlify: Netlify, tmp_path):
    new = release(tmp_path / "new", NEW)
    (tmp_path / "new/index.html").unlink()
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, new)
    assert str(fault.value) == (
        f"{tmp_path}/new/index.html cannot be read: No such file or directory. "
        "Build again, and deploy what was built."
    )


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            TOML,
            "The site has a netlify.toml, and the deploy would make another one. "
            "Publish it under another path; redirects and headers belong in sections.",
        ),
        (
            "c#/index.html",
            "Netlify takes no file with # or ? in its name: c#/index.html. Give it another path.",
        ),
    ],
)
def test_a_name_that_netlify_would_take_for_something_else_is_refused(
    fake: Fake, netlify: Netlify, tmp_path, path: str, said: str
):
    with pytest.raises(DeployRefused) as refused:
        deploy(netlify, release(tmp_path / "new", {path: b""}))
    assert str(refused.value) == said
    assert fake.asked == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "NETLIFY_AUTH_TOKEN",
            "",
            "NETLIFY_AUTH_TOKEN is not set. "
            "Set it to a personal access token: make one at Netlify among the user settings. "
            "Or name another target with --target.",
        ),
        (
            "NETLIFY_AUTH_TOKEN",
            "sec\nret",
            "NETLIFY_AUTH_TOKEN has signs that no token has. "
            "Set it to a personal access token: make one at Netlify among the user settings. "
            "Or name another target with --target.",
        ),
        (
            "NETLIFY_SITE_ID",
            " ",
            "NETLIFY_SITE_ID is not set. "
            "Set it to the ID that Netlify shows among the details of the site.",
        ),
        *(
            (
                "NETLIFY_API_URL",
                url,
                "NETLIFY_API_URL is not the address of an API. "
                "Leave it out, or write it as https://api.netlify.com/api/v1.",
            )
            for url in (
                *("ftp://here", "here", "http://", "http://[::1", "http://me:secret@here/"),
                *("http://here/?x=1", "http://here/#x"),
            )
        ),
    ],
)
def test_settings_that_cannot_be_are_named(fake: Fake, tmp_path, name: str, value: str, said: str):
    with pytest.raises((SettingsFault, DeployFault)) as fault:
        netlify_target({**fake.environment, name: value}, tmp_path)
    assert str(fault.value) == said
    assert fault.value.exit_code == (2 if name == "NETLIFY_API_URL" else 4)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "nonsense://here"), ("NETLIFY_API_URL", "http://here:abc/")],
)
def test_an_environment_that_no_request_can_leave_is_said(
    fake: Fake, tmp_path, monkeypatch, name: str, value: str
):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsFault, match="The environment keeps sitegen from asking"):
        netlify_target({**fake.environment, name: value}, tmp_path)


@pytest.mark.parametrize("answer", [None, 5, {}])
def test_a_list_that_is_none_is_not_an_empty_one(fake: Fake, tmp_path, monkeypatch, answer):
    netlify = target(fake, tmp_path / "state")
    monkeypatch.setattr(netlify.site.api, "_answer", lambda *_: Reply(answer))
    with pytest.raises(DeployFault):
        netlify.site.published_files()


def test_a_token_may_end_with_the_line_end_of_its_file(fake: Fake, tmp_path):
    environment = {**fake.environment, "NETLIFY_AUTH_TOKEN": f"{TOKEN}\n"}
    assert netlify_target(environment, tmp_path).published() == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "NETLIFY_AUTH_TOKEN",
            f"Netlify denies GET /sites/{SITE}: 401 Access Denied. Set "
            "NETLIFY_AUTH_TOKEN to a personal access token that is valid and may deploy this site.",
        ),
        (
            "NETLIFY_SITE_ID",
            "Netlify does not know GET /sites/wrong: 404 Not Found. Set NETLIFY_SITE_ID to the "
            "ID that Netlify shows among the details of the site.",
        ),
    ],
)
def test_a_wrong_token_or_site_is_asked_with_once(fake: Fake, tmp_path, name: str, said: str):
    netlify = netlify_target({**fake.environment, name: "wrong"}, tmp_path, patient())
    with pytest.raises(DeployFault) as fault:
        deploy(netlify, release(tmp_path / "new", NEW))
    assert str(fault.value) == said
    assert fake.steps() == {"site": 1}


def test_an_address_without_an_api_is_not_laid_to_the_site(fake: Fake, tmp_path):
    environment = {**fake.environment, "NETLIFY_API_URL": f"{fake.address}/api/v2"}
    with pytest.raises(DeployFault) as fault:
        netlify_target(environment, tmp_path, patient()).published()
    assert str(fault.value) == (
        f"There is no API that answers GET /sites/{SITE}: 404 Not Found. "
        "See whether NETLIFY_API_URL and the proxies on the way are right."
    )


def test_a_host_that_is_not_there_is_named(tmp_path):
    environment = {
        "NETLIFY_API_URL": "http://127.0.0.1:1/api/v1",
        "NETLIFY_AUTH_TOKEN": TOKEN,
        "NETLIFY_SITE_ID": SITE,
    }
    with pytest.raises(DeployFault) as fault:
        netlify_target(environment, tmp_path, patient()).published()
    assert str(fault.value) == (
        "Netlify cannot be reached at http://127.0.0.1:1/api/v1/: [Errno 111] Connection refused. "
        "Check the network and NETLIFY_API_URL. Deploy again later: it goes on where it was."
    )


def test_rules_that_are_no_text_are_refused(netlify: Netlify, tmp_path):
    what = release(tmp_path / "site", {**OLD, "_headers": b"/*\n  X-Name: \xff\n"})
    with pytest.raises(DeployRefused) as refused:
        deploy(netlify, what)
    assert str(refused.value) == (
        "_headers, line 2: it is not UTF-8. "
        "Mend the template or asset that it is made of, and build again."
    )
