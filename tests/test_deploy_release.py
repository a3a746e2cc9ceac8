"""What may be deployed: the whole of what the last build wrote, and nothing else."""

from __future__ import annotations

import errno
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sitegen.build import Options, build
from sitegen.deploy.age import age_of
from sitegen.deploy.release import open_release
from sitegen.errors import DeployRefused, LockHeld, OutputRefused
from sitegen.files import digest_of
from sitegen.locks import locked
from tests.built_site import NOW, page
from tests.deployed_site import DeployedSite
from tests.stepping import PAGES, running_stepper

if TYPE_CHECKING:
    from sitegen.deploy.release import Release
    from tests.built_site import BuiltSite


@pytest.fixture
def deployed(sqlite_site: BuiltSite) -> DeployedSite:
    return DeployedSite(sqlite_site.add(page("one"), page("two/deep")))


def release(deployed: DeployedSite) -> Release:
    with open_release(deployed.site.settings) as found:
        return found


def refusal(deployed: DeployedSite) -> str:
    with pytest.raises(DeployRefused) as refused:
        release(deployed)
    return str(refused.value)


def test_a_release_is_what_was_built_with_its_digests(deployed: DeployedSite) -> None:
    deployed.build()
    found, tree = release(deployed), deployed.site.tree()
    assert list(found.files) == sorted(tree)
    for path, file in found.files.items():
        assert file == (digest_of(deployed.site.output / path), len(tree[path]))


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (KeyboardInterrupt(), "interrupted"),
        (OSError(errno.ENOSPC, "No space left on device"), "it ended with an error"),
    ],
)
def test_after_a_build_that_did_not_end_the_site_is_an_earlier_one(
    deployed: DeployedSite, end: BaseException, why: str
) -> None:
    deployed.build()
    settings = deployed.site.settings

    def ends(_done: int, _total: int) -> None:
        raise end

    with pytest.raises((KeyboardInterrupt, OutputRefused)):
        build(settings, PAGES, NOW, Options(full=True), ends)
    assert age_of(settings.state).refused == why
    deployed.build()
    assert age_of(settings.state).refused == ""


def test_the_digest_of_a_release_is_that_of_what_sha1sum_prints(deployed: DeployedSite) -> None:
    deployed.build()
    command = "find * -type f | LC_ALL=C sort | xargs sha1sum | sha1sum"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=deployed.site.output,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[0] == release(deployed).digest


def test_nothing_is_hashed_of_files_that_are_as_they_were_written(
    deployed: DeployedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.build()
    monkeypatch.setattr("sitegen.tree.digest_of", lambda file: pytest.fail(f"{file} was read"))
    assert release(deployed).files


def test_a_file_that_was_touched_is_hashed_once(
    deployed: DeployedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployed.build()
    read: list[str] = []
    monkeypatch.setattr("sitegen.tree.digest_of", lambda f: read.append(f.name) or digest_of(f))
    os.utime(deployed.site.output / "one/index.html")
    release(deployed)
    release(deployed)
    assert read == ["index.html"]


def test_what_was_never_built_is_refused(deployed: DeployedSite) -> None:
    said = f"There is no site at {deployed.site.output}. Build it with `sitegen build`."
    assert refusal(deployed) == said
    assert not deployed.site.settings.state.exists()


def test_a_build_that_published_nothing_is_refused(deployed: DeployedSite) -> None:
    deployed.site.add(page("bad", kind="wiki"))
    deployed.build()
    assert refusal(deployed).startswith("There is no site at")


def test_a_build_that_kept_going_is_refused_until_a_build_has_no_failures(
    deployed: DeployedSite,
) -> None:
    deployed.build()
    deployed.site.sql("UPDATE pages SET content_markup_type = 'wiki' WHERE path = 'one'")
    for _ in range(2):  # the second one has nothing to do
        deployed.build(keep_going=True)
        assert refusal(deployed) == (
            f"The last build of {deployed.site.output} kept going past 1 page that fails. "
            "Mend what `sitegen build` says, and build again."
        )
    deployed.build()  # fails, and leaves the output as it was
    assert refusal(deployed).startswith("The last build of ")
    deployed.site.sql("UPDATE pages SET content_markup_type = 'plain' WHERE path = 'one'")
    deployed.build()
    assert "one/index.html" in release(deployed).files


def test_a_build_that_failed_leaves_the_one_before_to_deploy(deployed: DeployedSite) -> None:
    deployed.build()
    before = release(deployed)
    deployed.site.add(page("bad", kind="wiki"))
    deployed.build()
    assert release(deployed) == before


@pytest.mark.parametrize("others", [0, 1])
def test_a_file_that_was_edited_is_refused(deployed: DeployedSite, others: int) -> None:
    deployed.build()
    for path in ("one/index.html", "two/deep/index.html")[: 1 + others]:
        deployed.site.write(f"build/{path}", "Edited.")
    more = " (and 1 more of its files)" if others else ""
    output = deployed.site.output
    assert refusal(deployed) == (
        f"one/index.html is edited in the output {output}{more}. Build again."
    )
    deployed.build()
    assert release(deployed).files


def test_a_file_that_is_gone_is_refused(deployed: DeployedSite) -> None:
    deployed.build()
    (deployed.site.output / "one/index.html").unlink()
    assert refusal(deployed) == (
        f"one/index.html is missing from the output {deployed.site.output}. Build again."
    )


def test_a_link_in_the_place_of_a_file_is_refused(deployed: DeployedSite) -> None:
    deployed.build()
    file = deployed.site.output / "one/index.html"
    file.rename(deployed.site.folder / "elsewhere.html")
    file.symlink_to(deployed.site.folder / "elsewhere.html")
    assert refusal(deployed).startswith("one/index.html is edited in the output")


def test_a_file_that_no_build_wrote_is_refused(deployed: DeployedSite) -> None:
    deployed.build()
    deployed.site.write("build/secret.txt", "A secret.")
    assert refusal(deployed) == (
        f"The output {deployed.site.output} holds files that no build wrote, such as secret.txt. "
        "Move them away, or build with --adopt, which removes them."
    )


@pytest.mark.parametrize("leads_to", ["secret.txt", "folder", "nowhere"])
def test_a_link_that_no_build_made_is_refused_and_adopt_removes_it(
    deployed: DeployedSite, leads_to: str
) -> None:
    deployed.build()
    deployed.site.write("secret.txt", "A secret.").write("folder/file.txt", "A file.")
    link = deployed.site.output / "one/link"
    link.symlink_to(deployed.site.folder / leads_to)
    assert refusal(deployed) == (
        f"The output {deployed.site.output} holds files that no build wrote, such as one/link. "
        "Move them away, or build with --adopt, which removes them."
    )
    deployed.build(adopt=True)
    assert not link.is_symlink()
    assert release(deployed).files


def test_hidden_files_of_other_programs_are_left_out(deployed: DeployedSite) -> None:
    deployed.build()
    deployed.site.write("build/.git/config", "A secret.")
    assert not [path for path in release(deployed).files if "git" in path]


def test_a_state_of_another_output_is_refused(deployed: DeployedSite) -> None:
    deployed.build()
    (deployed.site.folder / "other").mkdir()
    deployed.site.set(output=str(deployed.site.folder / "other"))
    with pytest.raises(OutputRefused, match="belongs to the output"):
        release(deployed)


def test_a_build_that_runs_is_not_disturbed(deployed: DeployedSite) -> None:
    deployed.build()
    state = deployed.site.settings.state
    with locked(state, "lock"), pytest.raises(LockHeld) as held:
        release(deployed)
    assert str(held.value) == (
        f"Process {os.getpid()} is at work with {state}. "
        "Wait for that build or deploy to end, and deploy then."
    )


def test_no_build_starts_while_a_release_is_open(deployed: DeployedSite) -> None:
    deployed.build()
    with open_release(deployed.site.settings), pytest.raises(LockHeld):
        deployed.build()
    deployed.build()


def test_a_commit_that_was_interrupted_is_finished_first(deployed: DeployedSite) -> None:
    deployed.build()
    deployed.site.sql("UPDATE pages SET content = 'New.'")
    with running_stepper() as stepper:
        steps = stepper.build(deployed.site).steps
        deployed.site.sql("UPDATE pages SET content = 'Newer.'")
        renames = [number for number, step in enumerate(steps, 1) if step == "rename"]
        assert stepper.build(deployed.site, renames[-1]).code < 0
    release(deployed)
    assert all("Newer." in deployed.site.read(f"{p}/index.html") for p in ("one", "two/deep"))
