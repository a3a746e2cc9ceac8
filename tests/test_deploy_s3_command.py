"""`sitegen build --deploy` into a bucket from end to end, with the demonstration's templates."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.built_site import BuiltSite, page
from tests.commands import report, run
from tests.s3_store import SECRET, Answer

if TYPE_CHECKING:
    from tests.s3_store import Asked, Fault, Store

NOW = ("--now", "2026-06-01T12:00:00Z")


@pytest.fixture
def site(sqlite_site: BuiltSite, store: Store, bare_environment: pytest.MonkeyPatch) -> BuiltSite:
    """A site to run commands in, which was built and deployed."""
    for name, value in {**store.environment, "SITEGEN_TARGET": store.url("www")}.items():
        bare_environment.setenv(name, value)
    bare_environment.chdir(sqlite_site.folder)
    site = sqlite_site.add(page("one"), page("two"))
    assert run(site, "build", *NOW, "--deploy").exit_code == 0
    store.forget()
    return site


def edit(site: BuiltSite) -> list[str]:
    """Edit a row and build; the files that changed."""
    before = site.tree()
    site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'one'")
    assert run(site, "build", *NOW).exit_code == 0
    return sorted(path for path, body in site.tree().items() if before.get(path) != body)


def test_visitors_get_what_was_built(site: BuiltSite, store: Store) -> None:
    assert store.objects("www/") == site.tree()
    assets = [path for path in site.tree() if path.startswith("assets/")]
    assert assets
    for path in assets:
        assert store.head(f"www/{path}")["CacheControl"] == "public, max-age=31536000, immutable"
    assert store.head("www/index.html")["ContentType"] == "text/html; charset=utf-8"


def test_after_an_edit_of_a_row_the_plan_is_what_is_sent(site: BuiltSite, store: Store) -> None:
    changed = edit(site)
    plan = report(site, "deploy", "--plan")
    assert [each["path"] for each in plan["changed"]] == changed
    assert {each["cause"] for each in plan["changed"]} == {"rows"}
    assert {asked.method for asked in store.asked} == {"GET"}
    found = report(site, "deploy")
    assert (found["uploaded"], found["bytes"]) == (plan["uploads"], plan["bytes"])
    assert (found["uploaded"], found["verified"]) == (len(changed), True)
    assert sorted(store.sent()) == [f"www/{path}" for path in changed]
    assert store.objects("www/") == site.tree()


def test_the_same_bytes_are_sent_for_each_path_and_so_planned(
    site: BuiltSite, store: Store
) -> None:
    for name in ("first", "second"):
        site.write(f"assets/{name}.txt", "twins")
    assert run(site, "build", *NOW).exit_code == 0
    plan = report(site, "deploy", "--plan")
    twins = [each["path"] for each in plan["added"]]
    assert len(twins) == 2
    assert plan["uploads"] == len(plan["added"]) + len(plan["changed"])
    found = report(site, "deploy")
    assert (found["uploaded"], found["bytes"]) == (plan["uploads"], plan["bytes"])


def test_a_second_deploy_sends_nothing_and_says_so(site: BuiltSite, store: Store) -> None:
    said = run(site, "deploy").stdout
    assert said.startswith(f"{store.url('www')}: ")
    assert f" at {store.url('www')}, verified. Nothing sent, " in said
    assert {asked.method for asked in store.asked} == {"GET"}


def test_pages_that_would_vanish_are_refused(site: BuiltSite, store: Store) -> None:
    before = site.tree()
    site.sql("DELETE FROM pages WHERE path = 'one'")
    assert run(site, "build", *NOW).exit_code == 0
    assert run(site, "deploy", "--max-removed", "0").exit_code == 1
    assert store.objects("www/") == before
    assert run(site, "deploy").exit_code == 0
    assert store.objects("www/") == site.tree()


def test_a_plan_is_refused_where_the_deploy_would_be(site: BuiltSite, store: Store) -> None:
    store.put("www/late/index.html", b"theirs")
    site.add(page("late"))
    assert run(site, "build", *NOW).exit_code == 0
    plan, deploy = run(site, "deploy", "--plan"), run(site, "deploy")
    assert (plan.exit_code, deploy.exit_code) == (1, 1)
    assert plan.output == deploy.output
    assert "holds what sitegen did not put there: late/index.html." in plan.output


def test_a_draft_and_the_way_back_are_refused(site: BuiltSite) -> None:
    draft, back = run(site, "deploy", "--draft"), run(site, "deploy", "rollback")
    assert (draft.exit_code, back.exit_code) == (2, 1)
    assert "Deploy to another prefix" in draft.output
    assert "Build the site as it was, and deploy it" in back.output


def test_what_is_there_is_listed(site: BuiltSite, store: Store) -> None:
    (only,) = json.loads(run(site, "deploy", "list", "--json").stdout)
    assert (only["url"], only["published"]) == (store.url("www"), True)
    assert only["deploy_id"] == report(site, "deploy")["deploy_id"]


def test_a_denial_ends_with_4_and_shows_no_secret(site: BuiltSite, store: Store) -> None:
    store.arrived = lambda number, asked: Answer(403, "SignatureDoesNotMatch")
    found = run(site, "deploy")
    assert found.exit_code == 4
    assert "Set AWS_ACCESS_KEY_ID" in found.output
    assert SECRET not in found.output


@pytest.mark.parametrize("answers", [True, False], ids=["answers", "is silent"])
def test_ctrl_c_ends_a_deploy_soon_and_leaves_no_lock(
    site: BuiltSite, store: Store, *, answers: bool
) -> None:
    changed, never, interrupted = edit(site), threading.Event(), threading.Event()
    with store.lock:
        command = [sys.executable, "-m", "sitegen", "deploy"]
        process = subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE)

        def arrived(number: int, asked: Asked) -> Fault | None:
            if asked.method != "PUT" or ".sitegen" in asked.path:
                return None
            if not interrupted.is_set():
                interrupted.set()
                process.send_signal(signal.SIGINT)
            return None if answers else never

        store.arrived = arrived
    _, said = process.communicate(timeout=15)
    assert (process.returncode, b"Traceback" in said) == (130, False)
    assert "www/.sitegen/lock" not in store.names()
    never.set()
    store.rest()
    store.forget()
    assert report(site, "deploy")["verified"]
    assert set(store.sent()) <= {f"www/{path}" for path in changed}
    assert store.objects("www/") == site.tree()


def test_ctrl_c_waits_once_for_a_store_that_says_nothing_at_all(
    site: BuiltSite, store: Store
) -> None:
    edit(site)
    never, interrupted = threading.Event(), list[float]()
    with store.lock:
        command = [sys.executable, "-m", "sitegen", "deploy"]
        process = subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE)

        def arrived(number: int, asked: Asked) -> Fault | None:
            if not interrupted and (asked.method != "PUT" or ".sitegen" in asked.path):
                return None
            if not interrupted:
                interrupted.append(time.monotonic())
                process.send_signal(signal.SIGINT)
            return never

        store.arrived = arrived
    process.communicate(timeout=15)
    took = time.monotonic() - interrupted[0]
    never.set()
    store.rest()
    store.forget()
    assert process.returncode == 130
    assert took < 5
    assert report(site, "deploy")["verified"]
    assert "www/.sitegen/lock" not in store.names()
    assert store.objects("www/") == site.tree()


def test_a_deploy_that_is_killed_is_finished_by_the_next_one(site: BuiltSite, store: Store) -> None:
    site.add(*(page(f"more/{number}") for number in range(30)))
    assert run(site, "build", *NOW).exit_code == 0
    with store.lock:
        process = subprocess.Popen([sys.executable, "-m", "sitegen", "deploy"], env=os.environ)

        def acted(number: int, asked: Asked) -> None:
            if "more/2" in asked.path:
                process.kill()

        store.acted = acted
    assert process.wait(30) == -signal.SIGKILL
    store.rest()
    before, after = store.objects("www/"), site.tree()
    left = {path for path, body in after.items() if before.get(path) != body}
    assert 0 < len(left) < 30
    store.forget()
    found = report(site, "deploy")
    assert (found["uploaded"], found["verified"]) == (len(left), True)
    assert set(store.sent()) == {f"www/{path}" for path in left}
    assert store.objects("www/") == after


def test_the_client_is_loaded_for_buckets_alone() -> None:
    program = "import sys, sitegen.cli.deploying, sitegen.deploy.targets as t; "
    program += "sys.exit('botocore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
