"""The workflow in the README, run as GitHub runs it: its scripts, its caches, its conditions."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.built_site import REPOSITORY
from tests.checkout import Machine, checkout, machine
from tests.deployed_site import files_in

if TYPE_CHECKING:
    from pathlib import Path

README = (REPOSITORY / "README.md").read_text("utf-8")
(WORKFLOW,) = re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
JOBS: dict[str, dict[str, Any]] = yaml.safe_load(WORKFLOW)["jobs"]
PAST, FUTURE = "2026-01-01T00:00:00Z", "2999-01-01T00:00:00Z"


@dataclass
class Runner:
    """Runs the workflow again and again; what its caches hold is in `place`."""

    machine: Machine
    place: Path
    runs: int = 0
    said: str = ""
    branch: str = "main"

    def run(self, event: str) -> dict[str, str]:
        """How each step of a run ended that the event sets off, by job and step."""
        self.runs, self.said, ended = self.runs + 1, "", dict[str, str]()
        if self._job("look", event, ended) and "is-due=yes" in self.outputs:
            self._job("publish", event, ended)
        return ended

    @property
    def outputs(self) -> str:
        return (self.place / "outputs").read_text()

    @property
    def stale_after(self) -> str:
        return self._newest("stale-after-", "stale_after").read_text().strip()

    @stale_after.setter
    def stale_after(self, moment: str) -> None:
        self._newest("stale-after-", "stale_after").write_text(f"{moment}\n")

    def live(self) -> dict[str, bytes]:
        return files_in(self.place / "www/current")

    def releases(self) -> int:
        return len(list((self.place / "www/releases").glob("*.json")))

    def _job(self, name: str, event: str, ended: dict[str, str]) -> bool:
        """Whether all steps of a job went well."""
        folder, is_well = self.place / "workspace", True
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (self.place / "outputs").write_text("")
        for number, step in enumerate(JOBS[name]["steps"]):
            if not (is_well or step.get("if") == "always()"):
                continue
            if "run" in step:
                given = {**JOBS[name].get("env", {}), **step.get("env", {})}
                told = {key: value for key, value in given.items() if "${{" not in value}
                is_well &= self._script(step["run"], event, told, folder)
            else:
                self._action(step["uses"], step.get("with", {}), folder)
            ended[step.get("name", f"{name} {number}")] = "well" if is_well else "failed"
        return is_well

    def _script(self, script: str, event: str, told: dict[str, str], folder: Path) -> bool:
        told |= {"SITEGEN_TARGET": f"dir:{self.place}/www"}
        told |= {"GITHUB_EVENT_NAME": event, "GITHUB_OUTPUT": f"{self.place}/outputs"}
        told |= {"GITHUB_REF": f"refs/heads/{self.branch}"}
        done = self.machine.run(script, folder, **told)
        self.said += done.stdout + done.stderr
        return done.returncode == 0

    def _action(self, uses: str, given: dict[str, str], folder: Path) -> None:
        if "checkout" in uses:
            checkout(folder)
        elif "cache/restore" in uses:
            for path in given["path"].split():
                kept = self._newest(given["restore-keys"], path)
                if kept.exists():
                    copy(kept, folder / path)
        elif "cache/save" in uses:
            kept = self.place / "caches" / given["key"].partition("$")[0] / f"{self.runs:03}"
            for path in given["path"].split():
                copy(folder / path, kept / path)

    def _newest(self, prefix: str, path: str) -> Path:
        saved = sorted((self.place / "caches" / prefix).glob("*"))
        return saved[-1] / path if saved else self.place / "nothing"


def copy(original: Path, place: Path) -> None:
    """Copy a file or a folder; modification times stay, as they do in the archives of a cache."""
    if original.is_dir():
        shutil.copytree(original, place)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, place)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    return machine(tmp_path_factory.mktemp("machine"))


@pytest.fixture(scope="module")
def runner(fresh: Machine, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """One that has published the demonstration once."""
    runner = Runner(fresh, tmp_path_factory.mktemp("runner"))
    assert "failed" not in runner.run("schedule").values(), runner.said
    return runner


def test_the_first_run_publishes_the_site(runner: Runner) -> None:
    assert "index.html" in runner.live()
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT[\d:.]+Z", runner.stale_after)


def test_a_dispatch_always_builds_and_sends_nothing_that_is_there(runner: Runner) -> None:
    before, releases, foretold = runner.live(), runner.releases(), runner.stale_after
    runner.stale_after = FUTURE
    assert "failed" not in runner.run("repository_dispatch").values()
    assert '"rendered": 0, "written": 0' in runner.said
    assert "Nothing sent" in runner.said
    assert (runner.live(), runner.releases()) == (before, releases)
    assert runner.stale_after == foretold


@pytest.mark.parametrize("moment", [FUTURE, "None"])
def test_the_timer_ends_at_once_until_the_site_is_stale(runner: Runner, moment: str) -> None:
    runner.stale_after = moment
    assert set(runner.run("schedule")) == {"look 0", "look 1"}


def test_no_branch_but_main_is_published(runner: Runner) -> None:
    runner.branch = "draft"
    assert runner.run("workflow_dispatch") == {"look 0": "well", "look 1": "failed"}
    assert "Start it on main: refs/heads/draft is not what visitors get." in runner.said
    runner.branch = "main"


def test_a_run_that_fails_leaves_the_site_and_is_due_again(runner: Runner) -> None:
    before = runner.live()
    edit(runner.machine, '<a href="/gone/">Gone.</a>')
    runner.stale_after = PAST
    ended = runner.run("schedule")
    assert (ended["Build"], ended["Check"]) == ("well", "failed")
    assert "Plan and deploy" not in ended
    assert runner.live() == before
    edit(runner.machine, "Mended.")
    assert runner.run("schedule")["Plan and deploy"] == "well"
    assert b"Mended." in runner.live()["about/index.html"]


def edit(machine: Machine, content: str) -> None:
    with closing(sqlite3.connect(machine.place / "demo.db")) as database, database:
        database.execute(
            "UPDATE pages SET content = ?, content_markup_type = 'html' WHERE path = 'about'",
            [content],
        )


def test_its_actions_are_pinned_by_their_major_version() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert used
    assert [each for each in used if not re.fullmatch(r"actions/[a-z/-]+@v\d+", each)] == []


def test_it_is_started_by_a_dispatch_and_by_a_timer() -> None:
    started = yaml.safe_load(WORKFLOW)[True]  # `on`, as YAML 1.1 reads it
    assert set(started) >= {"repository_dispatch", "schedule"}


def test_what_is_restored_is_what_is_saved() -> None:
    steps = [step for job in JOBS.values() for step in job["steps"]]
    steps = [step for step in steps if "cache/" in step.get("uses", "")]
    kept = [(step["with"]["path"], step["with"]["key"].partition("$")[0]) for step in steps]
    assert sorted(kept[:2]) == sorted(kept[2:])
