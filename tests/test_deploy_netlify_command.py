"""`sitegen build --deploy` to Netlify from end to end, with the demonstration's own templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.built_site import BuiltSite, page
from tests.commands import report, run
from tests.netlify_fake import TOKEN, Fake, running_fake
from tests.netlify_releases import TOML, without_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = ("--now", "2026-06-01T12:00:00Z")


@pytest.fixture
def netlify(bare_environment: pytest.MonkeyPatch) -> Iterator[Fake]:
    with running_fake() as fake:
        for name, value in fake.environment.items():
            bare_environment.setenv(name, value)
        yield fake


@pytest.fixture
def site(sqlite_site: BuiltSite, netlify: Fake, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in, which was built and deployed."""
    bare_environment.chdir(sqlite_site.folder)
    site = sqlite_site.add(page("one"), page("two"))
    assert run(site, "build", *NOW, "--deploy").exit_code == 0
    return site


def uploaded(netlify: Fake) -> list[str]:
    return [asked.names["path"] for asked in netlify.asked if asked.step == "upload"]


def test_visitors_get_what_was_built(site: BuiltSite, netlify: Fake) -> None:
    assert without_toml(netlify.deploys.visitors_get()) == site.tree()
    assert b"[[redirects]]" in netlify.deploys.visitors_get()[TOML]


def test_after_an_edit_of_a_row_the_files_that_show_it_are_sent(
    site: BuiltSite, netlify: Fake
) -> None:
    before = site.tree()
    site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert run(site, "build", *NOW).exit_code == 0
    changed = sorted(path for path, body in site.tree().items() if before.get(path) != body)
    plan = report(site, "deploy", "--plan")
    assert [each["path"] for each in plan["changed"]] == changed
    netlify.asked.clear()
    found = report(site, "deploy")
    assert (found["uploaded"], found["verified"]) == (len(changed), True)
    assert sorted(uploaded(netlify)) == changed
    assert without_toml(netlify.deploys.visitors_get()) == site.tree()


def test_a_second_deploy_sends_nothing_and_says_so(site: BuiltSite, netlify: Fake) -> None:
    netlify.asked.clear()
    assert "Nothing sent" in run(site, "deploy").stdout
    assert uploaded(netlify) == []


def test_an_earlier_deploy_is_gone_back_to(site: BuiltSite, netlify: Fake) -> None:
    before = site.tree()
    site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert run(site, "build", *NOW, "--deploy").exit_code == 0
    assert run(site, "deploy", "rollback").exit_code == 0
    assert without_toml(netlify.deploys.visitors_get()) == before


def test_a_token_that_is_wrong_is_said_and_not_shown(
    site: BuiltSite, netlify: Fake, bare_environment: pytest.MonkeyPatch
) -> None:
    bare_environment.setenv("NETLIFY_AUTH_TOKEN", f"{TOKEN}-wrong")
    found = run(site, "deploy")
    assert found.exit_code == 4
    assert TOKEN not in found.output
