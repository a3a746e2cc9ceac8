"""`sitegen deploy` and `sitegen build --deploy`, as users and CI rely on them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Never

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from sitegen.locks import locked
from tests.built_site import BuiltSite, page
from tests.deployed_site import files_in

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {
    *("deploy_id", "url", "uploaded", "bytes", "unchanged", "removed", "seconds", "verified"),
    *("stale_after", "refused"),
}
NOW = ("--now", "2026-06-01T12:00:00Z")
JUNE, OCTOBER = "1780315200", "1790899200"  # 1 June, noon, and 2 October 2026
SECRET = "4b1d-canary-token"  # noqa: S105 - it opens nothing


@pytest.fixture
def site(sqlite_site: BuiltSite, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in, which is deployed to `www` beside it."""
    bare_environment.chdir(sqlite_site.folder)
    bare_environment.setenv("SITEGEN_TARGET", "dir:www")
    bare_environment.setenv("NETLIFY_AUTH_TOKEN", SECRET)
    bare_environment.setenv("SOURCE_DATE_EPOCH", JUNE)
    return sqlite_site.add(page("one"), page("two"))


@pytest.fixture
def built(site: BuiltSite) -> BuiltSite:
    assert run(site, "build", *NOW).exit_code == 0
    return site


def run(site: BuiltSite, *arguments: str) -> Result:
    database = ("--database", site.settings.database)
    return CliRunner().invoke(main, [*database, *arguments], catch_exceptions=False)


def output(site: BuiltSite, *arguments: str) -> str:
    result = run(site, *arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def report(site: BuiltSite, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output(site, *arguments, "--json"))
    return found


def live(site: BuiltSite) -> dict[str, bytes]:
    return files_in(site.folder / "www/current")


def edit(site: BuiltSite, content: str = "Edited.") -> None:
    site.sql("UPDATE pages SET content = :content WHERE path = 'one'", content=content)
    output(site, "build", *NOW)


def test_deploy_prints_one_object_with_the_promised_keys(built: BuiltSite) -> None:
    found = report(built, "deploy")
    tree = built.tree()
    assert set(found) == KEYS
    assert found["uploaded"] == len(set(tree.values()))
    assert (found["unchanged"], found["removed"], found["verified"]) == (0, 0, True)
    assert found["url"] == (built.folder / "www/current").as_uri()
    assert live(built) == tree


def test_deploy_says_what_it_did(built: BuiltSite) -> None:
    first = report(built, "deploy")
    said = output(built, "deploy")
    assert said.partition(" in ")[0] == (
        f"dir:www: {first['deploy_id']} at {first['url']}, verified. "
        f"Nothing sent, {len(built.tree())} unchanged, 0 removed"
    )
    edit(built)
    said = output(built, "deploy")
    size = len(built.tree()["one/index.html"])
    assert f"verified. 1 file sent ({size / 1000:.1f} kB), " in said


def test_a_site_that_is_out_of_date_is_deployed_and_that_is_said(
    built: BuiltSite, bare_environment: pytest.MonkeyPatch
) -> None:
    bare_environment.setenv("SOURCE_DATE_EPOCH", OCTOBER)
    said = "note: The site is out of date since 2026-10-02T00:00:00Z: build again.\n"
    planned, result = run(built, "deploy", "--plan"), run(built, "deploy", "--json")
    assert (planned.exit_code, planned.stderr) == (0, said)
    assert (result.exit_code, result.stderr) == (0, said)
    assert json.loads(result.stdout)["stale_after"] == "2026-10-02T00:00:00Z"
    output(built, "build")
    assert run(built, "deploy").stderr == ""


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("UPDATE pages SET content_markup_type = 'wiki' WHERE path = 'one'", "1 page failed"),
        ("UPDATE pages SET content = '[gone](/nowhere/)' WHERE path = 'one'", "--strict"),
        ("DROP TABLE pages", "it ended with an error"),
    ],
)
def test_a_site_that_is_an_earlier_one_is_deployed_and_that_is_said(
    built: BuiltSite, fault: str, why: str
) -> None:
    before = built.tree()
    built.sql(fault)
    assert run(built, "build", *NOW, "--strict").exit_code != 0
    result = run(built, "deploy")
    assert (result.exit_code, result.stderr) == (
        0,
        f"note: The last build was not published ({why}): the site is an earlier one.\n",
    )
    assert live(built) == before


def test_a_build_that_is_published_is_an_earlier_one_no_more(built: BuiltSite) -> None:
    built.sql("UPDATE pages SET content_markup_type = 'wiki' WHERE path = 'one'")
    assert run(built, "build", *NOW).exit_code == 1
    built.sql("UPDATE pages SET content_markup_type = 'markdown' WHERE path = 'one'")
    output(built, "build", *NOW)
    assert run(built, "deploy", "--plan").stderr == ""


def test_a_draft_says_where_it_is(built: BuiltSite) -> None:
    report(built, "deploy")
    before = live(built)
    edit(built)
    found = report(built, "deploy", "--draft")
    assert found["url"].endswith(f"/www/releases/{found['deploy_id']}")
    assert live(built) == before


def test_a_plan_groups_files_by_what_causes_their_change(built: BuiltSite) -> None:
    report(built, "deploy")
    built.sql("DELETE FROM pages WHERE path = 'two'").add(page("three"))
    built.write("templates/site/robots.txt", "User-agent: *\n")
    edit(built)
    lines = output(built, "deploy", "--plan").splitlines()
    heads = [line.partition(": ")[0] for line in lines if not line.startswith(" ")]
    assert heads == [
        "added",
        "changed by rows",
        "changed by template site/robots.txt",
        "removed",
        "dir:www",
    ]
    rows = lines.index(next(line for line in lines if line.startswith("changed by rows")))
    path, size, row = lines[rows + 1].removeprefix("  ").split("  ")
    assert (path, size.endswith("B"), row) == ("one/index.html", True, "pages id 1")
    assert lines[-1].endswith("1 to remove.")


def test_a_plan_lists_20_files_of_a_group_and_as_json_all(built: BuiltSite) -> None:
    lines = output(built, "deploy", "--plan").splitlines()
    count = len(built.tree())
    assert len(lines) == 1 + 20 + 1 + 1
    assert lines[-2] == f"  … and {count - 20} more; --json lists them all."
    found = report(built, "deploy", "--plan")
    assert [each["path"] for each in found["added"]] == sorted(built.tree())
    assert set(found) == {
        *("added", "changed", "removed", "lost", "unchanged", "uploads", "bytes", "refused"),
    }
    assert set(found["added"][0]) == {"path", "size", "cause", "origin"}


def test_a_plan_makes_nothing_and_is_what_then_happens(built: BuiltSite) -> None:
    plan = report(built, "deploy", "--plan")
    assert not (built.folder / "www").exists()
    found = report(built, "deploy")
    assert (plan["uploads"], plan["bytes"]) == (found["uploaded"], found["bytes"])


def test_what_would_be_refused_is_planned_and_refused(built: BuiltSite) -> None:
    report(built, "deploy")
    built.sql("DELETE FROM pages WHERE path = 'one'")
    output(built, "build", *NOW)
    said = (
        f"1 of {len(live(built))} published paths would vanish without a redirect, more than 0. "
        "If that was not meant, mend the rows and build again; else redirect them, or deploy "
        "with --allow-removed."
    )
    for arguments in ((), ("--plan",), ("--plan", "--json")):
        result = run(built, "deploy", "--max-removed", "0", *arguments)
        assert result.exit_code == 1
        assert result.stderr == f"error: {said}\n  one/index.html\n"
    assert json.loads(result.stdout)["refused"] == said
    assert json.loads(result.stdout)["lost"] == ["one/index.html"]
    assert report(built, "deploy", "--allow-removed")["removed"] == 1


def test_a_limit_of_losses_and_none_at_once_is_exit_2(built: BuiltSite) -> None:
    result = run(built, "deploy", "--max-removed", "0", "--allow-removed")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: Give --max-removed or --allow-removed, not both.\n")
    assert not (built.folder / "www").exists()


def test_list_shows_what_can_be_gone_back_to(built: BuiltSite) -> None:
    first = report(built, "deploy")
    edit(built)
    second = report(built, "deploy")
    found = json.loads(output(built, "deploy", "list", "--json"))
    assert [(each["deploy_id"], each["published"]) for each in found] == [
        (second["deploy_id"], True),
        (first["deploy_id"], False),
    ]
    lines = output(built, "deploy", "list").splitlines()
    assert lines[0].split() == ["release", "made", "state", "url"]
    assert [line.split()[0] for line in lines[1:]] == [second["deploy_id"], first["deploy_id"]]


def test_rollback_publishes_the_release_before(built: BuiltSite) -> None:
    first, before = report(built, "deploy"), live(built)
    edit(built)
    second = report(built, "deploy")
    assert output(built, "deploy", "rollback") == (
        f"dir:www: {first['deploy_id']} is published again at {first['url']}.\n"
        "The next deploy publishes the last build: mend what was wrong before that.\n"
    )
    assert live(built) == before
    found = report(built, "deploy", "rollback", "--to", second["deploy_id"])
    assert (found["deploy_id"], found["published"]) == (second["deploy_id"], True)
    assert live(built) == built.tree()


def test_only_so_many_releases_are_kept(built: BuiltSite) -> None:
    for version in range(3):
        edit(built, f"Version {version}.")
        report(built, "deploy", "--keep", "2")
    assert len(json.loads(output(built, "deploy", "list", "--json"))) == 2


def test_the_setting_says_how_many_are_kept_whichever_command_deploys(
    built: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEGEN_KEEP", "7")
    for version in range(8):
        built.sql("UPDATE pages SET content = :c WHERE path = 'one'", c=f"Version {version}.")
        output(built, "build", *NOW, "--deploy")
    assert len(json.loads(output(built, "deploy", "list", "--json"))) == 7
    report(built, "deploy", "--keep", "3")
    assert len(json.loads(output(built, "deploy", "list", "--json"))) == 3


def test_a_rollback_to_no_name_is_exit_2_and_leaves_the_site(built: BuiltSite) -> None:
    report(built, "deploy")
    edit(built)
    report(built, "deploy")
    before = live(built)
    result = run(built, "deploy", "rollback", "--to", "")
    assert result.exit_code == 2
    assert "Invalid value for --to: is empty. Leave it out, or name a release." in result.stderr
    assert live(built) == before


def refuse(*_: object, **__: object) -> Never:
    raise KeyboardInterrupt


def test_a_deploy_that_is_interrupted_is_exit_130(
    built: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.deploy.releases.switch", refuse)
    result = run(built, "deploy")
    assert (result.exit_code, result.stderr) == (130, "Interrupted. Run it again to finish.\n")


def test_what_was_never_built_is_exit_1(site: BuiltSite) -> None:
    result = run(site, "deploy")
    assert (result.exit_code, result.stderr) == (
        1,
        f"error: There is no site at {site.output}. Build it with `sitegen build`.\n",
    )


@pytest.mark.parametrize("command", ["list", "rollback"])
def test_what_concerns_a_deploy_does_not_go_before_other_commands(
    built: BuiltSite, command: str
) -> None:
    report(built, "deploy")
    result = run(built, "deploy", "--plan", command)
    assert result.exit_code == 2
    assert f"--plan does not go before {command}." in result.stderr


@pytest.mark.parametrize("target", ["ftp://example.org", "dir:", "dri:/srv/www"])
def test_a_target_that_is_none_is_exit_2(built: BuiltSite, target: str) -> None:
    for command in (("deploy",), ("deploy", "list"), ("deploy", "rollback"), ("build", "--deploy")):
        flag = (target,) if command[0] == "build" else ("--target", target)
        result = run(built, *command, *flag)
        assert (result.exit_code, result.stderr) == (
            2,
            f"error: target is '{target}', and sitegen cannot deploy to that. "
            "Write netlify, s3://BUCKET/PREFIX, or the folder of a web server, such as "
            "dir:/srv/www.\n",
        )


def test_a_target_out_of_reach_is_exit_4(built: BuiltSite) -> None:
    built.write("file", "")
    result = run(built, "deploy", "--target", "dir:file/www")
    assert result.exit_code == 4
    assert result.stderr.startswith(f"error: The target {built.folder}/file/www cannot be used: ")


@pytest.mark.parametrize("lock", [".sitegen", "www"])
def test_another_build_or_deploy_at_work_is_exit_5(built: BuiltSite, lock: str) -> None:
    with locked(built.folder / lock, "lock"):
        result = run(built, "deploy")
    assert (result.exit_code, result.stderr) == (
        5,
        f"error: Process {os.getpid()} is at work with {built.folder / lock}. "
        "Wait for that build or deploy to end, and deploy then.\n",
    )


def test_the_target_is_a_setting(built: BuiltSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SITEGEN_TARGET")
    project = (built.folder / "pyproject.toml").read_text()
    built.write("pyproject.toml", f'{project}target = "dir:elsewhere"\n')
    assert report(built, "deploy")["url"] == (built.folder / "elsewhere/current").as_uri()
    shown = json.loads(output(built, "config", "show", "--json"))["target"]
    assert shown == {"value": "dir:elsewhere", "origin": str(built.folder / "pyproject.toml")}


@pytest.mark.parametrize(
    "arguments", [("--target", "dir:b", "list"), ("list", "--target", "dir:b")]
)
def test_the_target_may_stand_before_the_subcommand(
    built: BuiltSite, arguments: tuple[str, ...]
) -> None:
    found = report(built, "deploy", "--target", "dir:b")
    assert found["deploy_id"] in output(built, "deploy", *arguments)


@pytest.mark.parametrize("target", [(), ("dir:www",)])
def test_a_build_that_is_complete_is_deployed(site: BuiltSite, target: tuple[str, ...]) -> None:
    lines = output(site, "build", *NOW, "--deploy", *target).splitlines()
    assert lines[-1].startswith("dir:www: 000001-")
    assert live(site) == site.tree()


def test_a_build_tells_of_its_deploy_in_the_same_object(site: BuiltSite) -> None:
    found = report(site, "build", *NOW, "--deploy")
    assert found["published"]
    assert set(found["deploy"]) == KEYS


@pytest.mark.parametrize("keep_going", [(), ("--keep-going",)])
def test_a_build_with_failures_is_not_deployed(
    built: BuiltSite, keep_going: tuple[str, ...]
) -> None:
    report(built, "deploy")
    before = live(built)
    built.add(page("bad", kind="wiki"))
    built.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    result = run(built, "build", *NOW, *keep_going, "--deploy")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "Not deployed."
    as_json = run(built, "build", *NOW, *keep_going, "--deploy", "--json")
    assert (as_json.exit_code, json.loads(as_json.stdout)["deploy"]) == (1, None)
    assert live(built) == before


def test_a_build_whose_deploy_fails_is_reported_all_the_same(site: BuiltSite) -> None:
    site.write("file", "")
    result = run(site, "build", *NOW, "--deploy", "dir:file/www", "--json")
    assert result.exit_code == 4
    found = json.loads(result.stdout)
    assert (found["published"], found["deploy"]) == (True, None)


def test_nothing_that_is_published_or_printed_tells_a_secret_or_a_place(built: BuiltSite) -> None:
    said = [run(built, "deploy", *more).output for more in (("--plan",), ("--json",), ("list",))]
    assert SECRET not in "".join(said)
    for place in (*(built.folder / "www").rglob("*"), *built.settings.state.rglob("*.json")):
        if place.is_file():
            assert SECRET.encode() not in place.read_bytes(), place
    for place in published(built.folder / "www"):
        assert str(built.folder).encode() not in place.read_bytes(), place


def published(www: Path) -> list[Path]:
    """The files that deploys leave in a folder, with their lists."""
    return [place for place in www.rglob("*") if place.is_file()]
