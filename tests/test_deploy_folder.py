"""A folder as the target of deploys: releases, what they share, and the link that is switched."""

from __future__ import annotations

import errno
import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.deploy.difference import PathsLost
from sitegen.deploy.folder import FolderTarget
from sitegen.deploy.targets import open_target
from sitegen.errors import DeployFault, DeployRefused, LockHeld, SettingsFault
from sitegen.locks import locked
from tests.built_site import page
from tests.deployed_site import KEEP, DeployedSite, files_in, release_of
from tests.stepping import ignored

if TYPE_CHECKING:
    from sitegen.deploy.release import Release
    from sitegen.deploy.target import Outcome
    from tests.built_site import BuiltSite


@pytest.fixture
def deployed(sqlite_site: BuiltSite) -> DeployedSite:
    """A site that is built and deployed once."""
    site = DeployedSite(sqlite_site.add(page("one"), page("two/deep")))
    site.build()
    site.deploy()
    return site


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    return FolderTarget(tmp_path / "www", KEEP)


def publish(target: FolderTarget, version: int, *, draft: bool = False) -> Outcome:
    """Deploy a site of one page that says which version it is."""
    return target.publish(versioned(target.place.parent, version), draft=draft, progress=ignored)


def versioned(folder: Path, version: int) -> Release:
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "index.html").write_text(f"Version {version}.")
    return release_of(site)


def shown(target: FolderTarget) -> str:
    return (target.place / "current/index.html").read_text()


def edit(deployed: DeployedSite, content: str) -> None:
    deployed.site.sql("UPDATE pages SET content = :c WHERE path = 'one'", c=content)
    deployed.build()


def test_visitors_get_what_was_built(deployed: DeployedSite) -> None:
    assert deployed.live() == deployed.site.tree()
    assert str((deployed.www / "current").readlink()) == f"releases/{deployed.releases()[0]}"


def test_the_first_deploy_sends_everything(sqlite_site: BuiltSite) -> None:
    deployed = DeployedSite(sqlite_site.add(page("one")))
    deployed.build()
    report, tree = deployed.deploy(), deployed.site.tree()
    assert (report.uploaded, report.bytes, report.unchanged, report.removed, report.verified) == (
        *(len(tree), sum(map(len, tree.values())), 0, 0, True),
    )


def test_a_second_deploy_sends_nothing_and_makes_no_release(deployed: DeployedSite) -> None:
    before = deployed.releases()
    report = deployed.deploy()
    assert (report.deploy_id, report.uploaded, report.bytes) == (before[0], 0, 0)
    assert report.unchanged == len(deployed.site.tree())
    assert deployed.releases() == before


def test_one_edited_row_sends_the_one_file_that_changed(deployed: DeployedSite) -> None:
    edit(deployed, "Edited.")
    report, tree = deployed.deploy(), deployed.site.tree()
    assert (report.uploaded, report.bytes) == (1, len(tree["one/index.html"]))
    assert report.unchanged == len(tree) - 1
    assert deployed.live() == tree


def test_a_deleted_row_takes_its_file_from_visitors(deployed: DeployedSite) -> None:
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'")
    deployed.build()
    assert deployed.deploy().removed == 1
    assert "one/index.html" not in deployed.live()


def test_a_page_that_moved_is_not_sent_again(target: FolderTarget, tmp_path: Path) -> None:
    publish(target, 1)
    (tmp_path / "site/index.html").rename(tmp_path / "site/moved.html")
    outcome = target.publish(release_of(tmp_path / "site"), draft=False, progress=ignored)
    assert (outcome.uploaded, outcome.size) == (0, 0)
    assert files_in(target.place / "current") == {"moved.html": b"Version 1."}


def test_releases_share_what_did_not_change(deployed: DeployedSite) -> None:
    edit(deployed, "Edited.")
    deployed.deploy()
    old, new = (deployed.www / "releases" / name for name in deployed.releases())
    assert (old / "two/deep/index.html").samefile(new / "two/deep/index.html")
    assert not (old / "one/index.html").samefile(new / "one/index.html")


def test_nothing_done_to_the_output_is_done_to_what_is_published(deployed: DeployedSite) -> None:
    before, file = deployed.live(), deployed.site.output / "one/index.html"
    file.write_text("Edited in place.")
    file.chmod(0)
    assert deployed.live() == before


def test_everybody_may_read_what_is_published_whatever_the_umask(target: FolderTarget) -> None:
    before = os.umask(0o077)
    try:
        publish(target, 1)
    finally:
        os.umask(before)
    name = (target.place / "current").readlink()
    for place in ("", "releases", name):
        assert stat.S_IMODE((target.place / place).stat().st_mode) == 0o755
    assert stat.S_IMODE((target.place / name / "index.html").stat().st_mode) == 0o644


def test_where_files_cannot_be_linked_they_are_copied(
    target: FolderTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    publish(target, 1)
    monkeypatch.setattr("os.link", refuse)
    (target.place.parent / "site/new.html").write_text("New.")
    assert publish(target, 1).uploaded == 2
    assert shown(target) == "Version 1."


@pytest.mark.parametrize("harm", ["edited", "removed", "added"])
def test_harm_done_to_a_release_is_found_and_the_next_deploy_mends_it(
    deployed: DeployedSite, harm: str
) -> None:
    file = deployed.www / "current/two/deep/index.html"
    if harm == "edited":
        file.write_text("Harm.")
    elif harm == "removed":
        file.unlink()
    else:
        (deployed.www / "current/two/extra.html").write_text("Harm.")
    report = deployed.deploy()
    assert (report.verified, report.uploaded) == (True, int(harm != "added"))
    assert deployed.live() == deployed.site.tree()
    assert len(deployed.releases()) == 2


def test_a_disk_that_keeps_other_bytes_is_found(
    deployed: DeployedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(_original: Path, file: Path) -> None:
        file.write_text("Other bytes.")

    edit(deployed, "Edited.")
    monkeypatch.setattr("sitegen.deploy.releases.shutil.copyfile", copy)
    with pytest.raises(DeployFault) as fault:
        deployed.deploy()
    assert str(fault.value) == (
        f"{deployed.releases()[1]} is published, but has other files than were deployed: "
        "one/index.html. Deploy again; `sitegen deploy list` says what can be gone back to."
    )


def test_a_draft_is_at_hand_and_not_published(deployed: DeployedSite) -> None:
    before = deployed.live()
    edit(deployed, "Edited.")
    draft = deployed.deploy(draft=True)
    assert deployed.live() == before
    assert draft.url == (deployed.www / "releases" / draft.deploy_id).as_uri()
    assert files_in(deployed.www / "releases" / draft.deploy_id) == deployed.site.tree()
    report = deployed.deploy()
    assert (report.deploy_id, report.uploaded) == (draft.deploy_id, 0)
    assert deployed.live() == deployed.site.tree()


def test_the_last_releases_are_kept_and_the_others_go(target: FolderTarget) -> None:
    made = [publish(target, version).deployment.id for version in range(8)]
    assert [each.id for each in target.deployments()] == made[: -KEEP - 1 : -1]
    assert [each.is_published for each in target.deployments()] == [True, *[False] * (KEEP - 1)]


def test_the_published_release_is_kept_however_old(target: FolderTarget) -> None:
    first = publish(target, 0).deployment.id
    for version in range(1, 8):
        publish(target, version, draft=True)
    assert shown(target) == "Version 0."
    assert [each.id for each in target.deployments() if each.is_published] == [first]


def test_rolling_back_leads_to_what_was_published_before(target: FolderTarget) -> None:
    made = [publish(target, version).deployment.id for version in range(3)]
    for expected in (made[1], made[0]):
        assert target.roll_back().id == expected
        assert shown(target) == f"Version {made.index(expected)}."
    publish(target, 3)
    assert target.roll_back().id == made[0]  # and not to those that were gone back from


def test_the_release_to_go_back_to_is_kept_however_old(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / "www", 2)
    first = publish(target, 0).deployment.id
    publish(target, 1)
    target.roll_back()
    for version in (2, 3):
        publish(target, version, draft=True)
    publish(target, 4)
    assert target.roll_back().id == first


def test_rolling_back_leads_to_the_release_that_is_named(target: FolderTarget) -> None:
    first = publish(target, 0).deployment
    publish(target, 1)
    publish(target, 2)
    back = target.roll_back(first.id)
    assert (back.id, back.is_published, shown(target)) == (first.id, True, "Version 0.")


@pytest.mark.parametrize(
    ("to", "said"), [("", "no earlier release"), ("../../etc", "no release ../../etc")]
)
def test_there_has_to_be_something_to_go_back_to(target: FolderTarget, to: str, said: str) -> None:
    publish(target, 0)
    with pytest.raises(DeployRefused) as refused:
        target.roll_back(to)
    assert str(refused.value) == (
        f"{target.place} has {said}. `sitegen deploy list` shows which there are."
    )


def test_a_release_that_was_altered_is_not_gone_back_to(target: FolderTarget) -> None:
    first = publish(target, 0).deployment.id
    publish(target, 1)
    (target.place / "releases" / first / "index.html").write_text("Harm.")
    with pytest.raises(DeployRefused, match="were altered since it was made"):
        target.roll_back()
    assert shown(target) == "Version 1."


def test_nothing_is_published_in_a_folder_that_does_not_exist(target: FolderTarget) -> None:
    assert (target.published(), target.deployments()) == ({}, [])
    assert not target.place.exists()


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("index.html", "{} holds what no deploy made, such as index.html."),
        ("current/index.html", "{}/current is not a link to one of its releases, and would"),
        ("releases/20261126/x", "{}/releases holds what no deploy made, such as 20261126."),
    ],
)
def test_a_folder_of_somebody_else_is_refused_and_left_alone(
    target: FolderTarget, inside: str, said: str
) -> None:
    file = target.place / inside
    file.parent.mkdir(parents=True)
    file.write_text("Theirs.")
    for refused_one in (lambda: publish(target, 0), target.published, target.roll_back):
        with pytest.raises(DeployRefused) as refused:
            refused_one()
        assert str(refused.value).startswith(said.format(target.place))
    assert files_in(target.place) == {inside: b"Theirs."}


def test_a_link_that_leads_elsewhere_is_refused(target: FolderTarget) -> None:
    publish(target, 0)
    (target.place / "current").unlink()
    (target.place / "current").symlink_to("/srv/elsewhere")
    with pytest.raises(DeployRefused, match="is not a link to one of its releases"):
        publish(target, 1)


@pytest.mark.parametrize("name", ["output", "state"])
def test_a_folder_in_what_builds_take_for_theirs_is_refused(
    deployed: DeployedSite, name: str
) -> None:
    settings = deployed.site.settings
    inside = getattr(settings, name) / "www"
    with pytest.raises(SettingsFault, match=f"lies in the {name}"):
        open_target(replace(settings, target=f"dir:{inside}"), {}, keep=KEEP)
    assert not inside.exists()


def test_a_published_file_that_decays_is_mended_by_a_deploy(deployed: DeployedSite) -> None:
    whole = deployed.live()
    file = (deployed.www / "current/two/deep/index.html").resolve()
    found = file.stat()
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert deployed.deploy().uploaded == 1
    assert deployed.live() == whole
    edit(deployed, "Edited.")
    assert deployed.deploy().uploaded == 1


def test_going_back_where_nothing_was_deployed_makes_nothing(target: FolderTarget) -> None:
    with pytest.raises(DeployRefused, match="Nothing was deployed to"):
        target.roll_back()
    assert not target.place.exists()


def test_folders_are_made_for_a_web_server_to_enter(tmp_path: Path) -> None:
    target, before = FolderTarget(tmp_path / "a/b/www", KEEP), os.umask(0o077)
    try:
        target.publish(versioned(tmp_path, 0), draft=False, progress=ignored)
    finally:
        os.umask(before)
    for place in ("a", "a/b", "a/b/www", "a/b/www/releases", "a/b/www/current/"):
        assert stat.S_IMODE((tmp_path / place).stat().st_mode) == 0o755


def test_what_is_beside_the_releases_is_left_alone(target: FolderTarget) -> None:
    publish(target, 0)
    (target.place / "notes.txt").write_text("Ours.")
    publish(target, 1)
    assert (target.place / "notes.txt").read_text() == "Ours."


def test_two_deploys_at_once_do_not_meet(target: FolderTarget) -> None:
    publish(target, 0)
    with locked(target.place, "lock"), pytest.raises(LockHeld) as held:
        publish(target, 1)
    assert str(held.value) == (
        f"Process {os.getpid()} is at work with {target.place}. "
        "Wait for that build or deploy to end, and deploy then."
    )


@pytest.mark.parametrize("damage", ["", "{", '{"files": 1}', None])
def test_a_deploy_mends_a_damaged_list_of_the_published_release(
    target: FolderTarget, damage: str | None
) -> None:
    first = publish(target, 0).deployment.id
    harm_list(target.place, first, damage)
    assert set(target.published()) == {"index.html"}
    publish(target, 1)
    assert shown(target) == "Version 1."
    assert target.roll_back().id == first
    assert shown(target) == "Version 0."


def test_a_deploy_of_what_is_published_mends_its_list_and_makes_no_release(
    deployed: DeployedSite,
) -> None:
    before = deployed.releases()
    harm_list(deployed.www, before[0], None)
    report = deployed.deploy()
    assert (report.uploaded, deployed.releases()) == (0, before)


def test_a_release_without_its_list_is_never_written_to(deployed: DeployedSite) -> None:
    (name,) = deployed.releases()
    (deployed.www / "current/one/index.html").write_text("Harm.")
    harmed = deployed.live()
    harm_list(deployed.www, name, None)
    assert deployed.deploy().uploaded == 1
    assert files_in(deployed.www / "releases" / name) == harmed
    assert deployed.live() == deployed.site.tree()


def test_what_is_published_without_a_list_does_not_vanish_unnoticed(
    deployed: DeployedSite,
) -> None:
    harm_list(deployed.www, deployed.releases()[0], "{")
    deployed.site.sql("DELETE FROM pages WHERE path = 'one'")
    deployed.build()
    with pytest.raises(PathsLost) as lost:
        deployed.deploy(max_removed=0)
    assert lost.value.paths == ("one/index.html",)


def test_an_earlier_release_without_its_list_is_not_gone_back_to(target: FolderTarget) -> None:
    first = publish(target, 0).deployment.id
    publish(target, 1)
    harm_list(target.place, first, "{")
    file = target.place / "releases" / f"{first}.json"
    with pytest.raises(DeployFault) as fault:
        target.roll_back()
    assert str(fault.value) == (
        f"The list of a release, {file}, is missing or damaged. "
        "Bring it back, or go to another one with `sitegen deploy rollback --to ID`."
    )


def harm_list(place: Path, name: str, damage: str | None) -> None:
    """Write something else into the list of a release, or take it away."""
    file = place / "releases" / f"{name}.json"
    if damage is None:
        file.unlink()
    else:
        file.write_text(damage)


def test_a_deploy_reads_the_list_of_the_published_release_once(
    deployed: DeployedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    before = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: read.append(file.name) or before(file))
    edit(deployed, "Edited.")
    (name,) = deployed.releases()
    os.utime(deployed.www / "releases" / f"{name}.json")  # as new to us as to another process
    deployed.deploy()
    assert read.count(f"{name}.json") == 1


def test_a_list_tells_when_its_release_was_made_whatever_becomes_of_the_file(
    target: FolderTarget,
) -> None:
    made = [publish(target, version).deployment for version in range(2)]
    target.roll_back()
    publish(target, 1)  # its list is written again
    for each in made:
        os.utime(target.place / "releases" / f"{each.id}.json", (0, 0))
    assert [each.created for each in target.deployments()] == [e.created for e in reversed(made)]


def test_a_list_of_an_earlier_version_is_as_old_as_its_file(target: FolderTarget) -> None:
    name = publish(target, 0).deployment.id
    file = target.place / "releases" / f"{name}.json"
    said = json.loads(file.read_text())
    del said["created"]
    file.write_text(json.dumps(said))
    os.utime(file, (1_780_000_000, 1_780_000_000))
    assert [each.created.timestamp() for each in target.deployments()] == [1_780_000_000]
    assert publish(target, 0).deployment.id == name


def test_a_target_that_cannot_be_made_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    target, release = FolderTarget(tmp_path / "file/www", KEEP), versioned(tmp_path, 0)
    with pytest.raises(DeployFault) as fault:
        target.publish(release, draft=False, progress=ignored)
    assert fault.value.exit_code == 4
    assert str(fault.value).startswith(f"The target {tmp_path}/file/www cannot be used: ")


def test_going_back_leads_to_what_visitors_had_before_a_release_was_published_again(
    target: FolderTarget,
) -> None:
    first, _, last = (publish(target, version).deployment.id for version in (0, 1, 2))
    target.roll_back(first)
    assert publish(target, 2).deployment.id == last
    assert target.roll_back().id == first
    assert shown(target) == "Version 0."


@pytest.mark.parametrize("made", ["file", "link"])
def test_what_is_no_folder_is_refused_whatever_is_asked_of_it(
    target: FolderTarget, made: str
) -> None:
    if made == "file":
        target.place.write_text("")
    else:
        target.place.symlink_to("nowhere")
    for ask in (target.published, target.deployments, lambda: publish(target, 0)):
        with pytest.raises(DeployRefused, match="is not a folder"):
            ask()


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        ("ENOSPC", "Make room on the disk of the target, and deploy again."),
        ("EDQUOT", "Make room in the quota of this user, and deploy again."),
        ("EROFS", "Choose a target on a disk that can be written."),
        ("EACCES", "Let this user read and write there."),
        (
            "EPERM",
            "Let this user change it; `lsattr` shows whether it is marked as immutable.",
        ),
        ("EIO", "Check the disk."),
        ("EMFILE", "Let this user open more files (`ulimit -n`)."),
        ("ENFILE", "Let this system open more files, or deploy when it is less busy."),
        ("ENAMETOOLONG", "Give the target a shorter path."),
        ("EMLINK", "Choose a disk that can hold more folders in one."),
        ("EXDEV", "Have all of the target on one disk, with nothing mounted in it."),
        ("ENODEV", "See what is wrong there, and deploy again."),
    ],
)
def test_every_error_of_its_disk_is_named_with_a_mend(
    target: FolderTarget, monkeypatch: pytest.MonkeyPatch, number: str, mend: str
) -> None:
    error = OSError(getattr(errno, number), "No", "current.new", None, "current")

    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("sitegen.deploy.releases.switch", refuse)
    with pytest.raises(DeployFault) as fault:
        publish(target, 0)
    assert str(fault.value) == f"The target {target.place} cannot be used: No (current). {mend}"


def test_a_path_that_its_disk_cannot_hold_is_named(tmp_path: Path) -> None:
    target = FolderTarget(tmp_path / ("w" * 300), KEEP)
    with pytest.raises(DeployFault, match=r"File name too long .* Give the target a shorter path"):
        target.publish(versioned(tmp_path, 0), draft=False, progress=ignored)


@pytest.mark.parametrize("again", [False, True], ids=["lost", "made anew by a deploy"])
def test_after_a_lost_list_it_is_not_known_what_to_go_back_to(
    target: FolderTarget, *, again: bool
) -> None:
    first, second = (publish(target, version).deployment.id for version in range(2))
    harm_list(target.place, second, None)
    if again:
        publish(target, 1)
    with pytest.raises(DeployRefused) as refused:
        target.roll_back()
    assert str(refused.value) == (
        f"It is not known what {target.place} published before {second}. Name a release that "
        "`sitegen deploy list` shows, as in `sitegen deploy rollback --to ID`."
    )
    assert target.roll_back(first).is_published
