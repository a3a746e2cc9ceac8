"""`sitegen deploy list`, on terminals and for scripts; and the commands that errors name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.cli.deployments import print_deployments
from sitegen.deploy.target import Deployment
from tests.built_site import BuiltSite, page
from tests.commands import report, run
from tests.s3_store import RESET

if TYPE_CHECKING:
    from tests.s3_store import Asked, Store

NOW = ("--now", "2026-06-01T12:00:00Z")
MADE = datetime(2026, 6, 1, 12, 0, 0, 123456, tzinfo=UTC)
RELEASES = [
    Deployment("000002-bbbbbbbbbbbb", "file:///srv/www/current", MADE, is_published=True),
    Deployment(
        "000001-aaaaaaaaaaaa",
        "file:///srv/www/releases/000001-aaaaaaaaaaaa",
        MADE,
        is_published=False,
        is_draft=True,
    ),
]


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in, which was built; its target is a folder."""
    bare_environment.chdir(sqlite_site.folder)
    bare_environment.setenv("SOURCE_DATE_EPOCH", "1780315200")
    bare_environment.setenv("SITEGEN_TARGET", "dir:www")
    site = sqlite_site.add(page("one"))
    assert run(site, "build", *NOW).exit_code == 0
    return site


@pytest.fixture
def bucket(site: BuiltSite, store: Store, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """The site, deployed to a bucket."""
    for name, value in {**store.environment, "SITEGEN_TARGET": store.url("www")}.items():
        bare_environment.setenv(name, value)
    assert run(site, "deploy").exit_code == 0
    return site


def edit(site: BuiltSite, content: str) -> None:
    site.sql("UPDATE pages SET content = :content", content=content)
    assert run(site, "build", *NOW).exit_code == 0


def test_where_nothing_is_deployed_that_is_said(site: BuiltSite) -> None:
    assert run(site, "deploy", "list").stdout == "Nothing was deployed to dir:www.\n"
    assert run(site, "deploy", "list", "--json").stdout == "[]\n"


def test_a_release_is_listed_in_a_line(
    bare_environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    print_deployments(RELEASES)
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["release", "made", "state", "url"],
        [RELEASES[0].id, "2026-06-01T12:00:00Z", "published", RELEASES[0].url],
        [RELEASES[1].id, "2026-06-01T12:00:00Z", "draft", RELEASES[1].url],
    ]


def test_a_narrow_terminal_breaks_no_line(
    bare_environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"TTY_COMPATIBLE": "1", "FORCE_COLOR": "1", "COLUMNS": "80"}.items():
        bare_environment.setenv(name, value)
    bare_environment.setenv("TERM", "dumb")
    print_deployments(RELEASES)
    said = capsys.readouterr().out.splitlines()
    assert [line.split() for line in said] == [
        ["release", "made", "state"],
        [RELEASES[0].id, "2026-06-01T12:00:00Z", "published"],
        [RELEASES[1].id, "2026-06-01T12:00:00Z", "draft"],
        ["Published", "at", f"{RELEASES[0].url}."],
    ]


def test_a_draft_is_listed_as_one_until_it_is_published(site: BuiltSite) -> None:
    first = report(site, "deploy")["deploy_id"]
    edit(site, "Edited.")
    draft = report(site, "deploy", "--draft")["deploy_id"]
    assert states(site) == {draft: (False, True), first: (True, False)}
    report(site, "deploy")
    assert states(site) == {draft: (True, False), first: (False, False)}


def test_a_draft_that_is_gone_to_is_none_any_more(site: BuiltSite) -> None:
    first = report(site, "deploy")["deploy_id"]
    edit(site, "Edited.")
    draft = report(site, "deploy", "--draft")["deploy_id"]
    assert run(site, "deploy", "rollback", "--to", draft).exit_code == 0
    assert run(site, "deploy", "rollback", "--to", first).exit_code == 0
    assert states(site) == {draft: (False, False), first: (True, False)}


def states(site: BuiltSite) -> dict[str, tuple[bool, bool]]:
    """Whether each release is published, and whether it is a draft."""
    found = json.loads(run(site, "deploy", "list", "--json").stdout)
    return {each["deploy_id"]: (each["published"], each["draft"]) for each in found}


@pytest.mark.parametrize("new", [True, False], ids=["new page", "edited page"])
def test_a_half_done_deploy_to_a_bucket_is_unfinished(
    bucket: BuiltSite, store: Store, *, new: bool
) -> None:
    whole = {"published": True, "draft": False, "unfinished": False}
    assert state(bucket) == whole
    if new:
        bucket.add(page("two"))
    edit(bucket, "Edited.")

    def arrived(number: int, asked: Asked) -> str | None:
        """What is done is not recorded."""
        is_record = asked.method == "PUT" and asked.path.endswith("deploy.json")
        return RESET if is_record and "www/one/index.html" in store.sent() else None

    store.forget()
    store.arrived = arrived
    assert run(bucket, "deploy").exit_code == 4
    store.forget()
    assert state(bucket) == {"published": False, "draft": False, "unfinished": True}
    assert "unfinished" in run(bucket, "deploy", "list").stdout
    assert run(bucket, "deploy").exit_code == 0
    assert state(bucket) == whole


def state(site: BuiltSite) -> dict[str, bool]:
    (found,) = json.loads(run(site, "deploy", "list", "--json").stdout)
    return {name: found[name] for name in ("published", "draft", "unfinished")}


@pytest.mark.parametrize("before", [True, False], ids=["before the command", "after it"])
def test_an_error_names_commands_with_the_target_that_was_given(
    site: BuiltSite, *, before: bool
) -> None:
    assert run(site, "deploy", "--target", "dir:a b").exit_code == 0
    target = ("--target", "dir:a b")
    given = (*target, "rollback") if before else ("rollback", *target)
    assert run(site, "deploy", *given, "--to", "5").stderr == (
        f"error: {site.folder / 'a b'} has no release 5. "
        "`sitegen deploy list --target 'dir:a b'` shows which there are.\n"
    )


def test_an_error_names_no_target_that_is_set(site: BuiltSite) -> None:
    assert run(site, "deploy").exit_code == 0
    assert "`sitegen deploy list` shows" in run(site, "deploy", "rollback", "--to", "5").stderr


@pytest.mark.parametrize("name", ["NETLIFY_AUTH_TOKEN", "NETLIFY_SITE_ID"])
def test_a_secret_that_is_missing_is_exit_4(
    site: BuiltSite, bare_environment: pytest.MonkeyPatch, name: str
) -> None:
    for each in ("NETLIFY_AUTH_TOKEN", "NETLIFY_SITE_ID"):
        bare_environment.setenv(each, "" if each == name else "said")
    for command in (("deploy", "--target", "netlify"), ("build", *NOW, "--deploy", "netlify")):
        result = run(site, *command)
        assert (result.exit_code, result.stderr.partition(". ")[0]) == (
            4,
            f"error: {name} is not set",
        )


def test_a_state_that_is_missing_is_named(site: BuiltSite) -> None:
    for plan in ((), ("--plan",)):
        result = run(site, "deploy", "--state", "elsewhere", *plan)
        assert (result.exit_code, result.stderr) == (
            1,
            f"error: There is no state at {site.folder / 'elsewhere'} that knows what was built at "
            f"{site.output}. Name the one of that build with --state, or build again.\n",
        )
