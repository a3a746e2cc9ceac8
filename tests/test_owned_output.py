"""Whose the files of an output are: those of the state, of other programs, or of nobody we know."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from sitegen import files, tree
from sitegen.errors import OutputRefused
from sitegen.manifest import Recorded, open_manifest
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from pathlib import Path


class PulledPlug(BaseException):
    """The power goes."""


def crash(site: BuiltSite, monkeypatch: pytest.MonkeyPatch, placed: int = 1) -> None:
    """Build, and have the power go when so many files are in place."""
    real, left = files.place, iter(range(placed))

    def place(staged: Path, output: Path, path: str) -> None:
        if next(left, None) is None:
            raise PulledPlug
        real(staged, output, path)

    with monkeypatch.context() as patched, pytest.raises(PulledPlug):
        patched.setattr(files, "place", place)
        site.build()


def moved(site: BuiltSite, folder: Path) -> BuiltSite:
    """The same site in another folder, whose output and state were brought there."""
    other = BuiltSite(site.settings.database, folder)
    other.engine.dispose()
    return other


def strangers(output: Path, ours: list[str]) -> list[str]:
    recorded = ((path, Recorded("", 0, 0)) for path in ours)
    return [path for path, _ in tree.strangers(output, recorded)]


def refusal(site: BuiltSite, stranger: str) -> str:
    return (
        f"The output {site.output} holds files that this state did not write, such as {stranger}. "
        "Move them away, or build with --adopt to take it over: what the site does not make is "
        "removed."
    )


def test_a_page_deleted_since_the_state_was_restored_does_not_stay_published(
    sqlite_site: BuiltSite,
) -> None:
    site = sqlite_site.add(page("one"))
    site.build()
    shutil.copytree(site.settings.state, site.folder / "old")
    site.add(page("secret")).build()
    site.sql("DELETE FROM pages WHERE path = 'secret'")
    shutil.rmtree(site.settings.state)
    (site.folder / "old").rename(site.settings.state)
    with pytest.raises(OutputRefused) as caught:
        site.build()
    assert str(caught.value) == refusal(site, "secret/index.html")
    assert site.build(adopt=True).removed == 1
    assert not site.has("secret/index.html")


def test_what_another_state_published_meanwhile_does_not_stay(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one"))
    site.build()
    mine = str(site.settings.state)
    site.set(state=str(site.folder / "other")).add(page("secret")).build(adopt=True)
    site.set(state=mine).sql("DELETE FROM pages WHERE path = 'secret'")
    with pytest.raises(OutputRefused, match=r"such as secret/index\.html\."):
        site.build()


def test_what_no_page_can_be_is_left_to_other_programs(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one"))
    site.build(adopt=True)
    for name in (".git/HEAD", "one/.DS_Store", ".nojekyll"):
        site.write(f"build/{name}", "theirs")
    (site.output / ".git/refs").mkdir()
    (site.output / os.fsdecode(b"\xff")).write_text("theirs")
    assert site.build().committed
    assert site.build(adopt=True).committed
    assert (site.output / ".git/refs").is_dir()
    assert len([body for body in site.tree().values() if body == b"theirs"]) == 4


def test_what_lies_in_well_known_is_told_like_pages(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    sqlite_site.write("build/.well-known/security.txt", "old")
    with pytest.raises(OutputRefused, match=r"such as \.well-known/security\.txt\."):
        sqlite_site.build()


@pytest.mark.parametrize("names", [["a.b", "a/b", "a/c.d", "a0"], ["a", "b/a", "b/b/c", "é", "𝄞"]])
def test_strangers_are_told_whatever_the_order_of_names(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert strangers(tmp_path, []) == names
    for name in names:
        assert strangers(tmp_path, [each for each in names if each != name]) == [name]
        assert strangers(tmp_path, [*names, "~/gone"]) == []


def test_a_file_that_is_gone_is_told_whatever_its_name(tmp_path: Path) -> None:
    assert strangers(tmp_path, ["\U0010ffff/a", "\U0010ffff\U0010ffff"]) == []


def test_a_first_build_that_fails_makes_no_output_known(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one", kind="wiki"))
    assert not site.build().committed
    site.set(output=str(site.folder / "elsewhere"))
    assert not site.build().committed
    site.write("elsewhere/foreign.html", "")
    with pytest.raises(OutputRefused, match=r"foreign\.html\. Choose an empty folder"):
        site.build()


def test_files_that_a_failed_build_would_have_taken_over_stay_foreign(
    sqlite_site: BuiltSite,
) -> None:
    site = sqlite_site.add(page("one", kind="wiki")).write("build/diary.txt", "mine")
    assert not site.build(adopt=True).committed
    site.sql("UPDATE pages SET content_markup_type = 'plain'")
    with pytest.raises(OutputRefused, match=r"such as diary\.txt"):
        site.build()
    assert site.read("diary.txt") == "mine"


def test_a_build_that_fails_tidies_nothing(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one", kind="wiki"))
    (site.output / "empty").mkdir(parents=True)
    (site.output / "link").symlink_to("/etc")
    assert not site.build(adopt=True).committed
    assert (site.output / "empty").is_dir()
    assert (site.output / "link").is_symlink()
    assert site.build(adopt=True, keep_going=True).committed
    assert not (site.output / "empty").exists()
    assert not (site.output / "link").is_symlink()


def test_adopt_replaces_what_is_no_file(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one"))
    site.build()
    (site.output / "one/index.html").unlink()
    os.mkfifo(site.output / "one/index.html")
    with pytest.raises(OutputRefused, match=r"is not ours.* or build with --adopt to replace it"):
        site.build()
    site.build(adopt=True)
    assert "Title of one" in site.read("one/index.html")


@pytest.mark.parametrize("option", ["full", "adopt"])
@pytest.mark.parametrize("kind", ["page", "copy"])
def test_full_and_adopt_mend_an_edit_that_kept_size_and_time(
    sqlite_site: BuiltSite, option: str, kind: str
) -> None:
    site = sqlite_site.add(page("one"))
    site.write("assets/notes.txt", "some notes").build()
    before = site.tree()
    path = "one/index.html" if kind == "page" else next(p for p in before if "/notes." in p)
    file = site.output / path
    kept = file.stat()
    file.write_bytes(b"X" * kept.st_size)
    os.utime(file, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert site.build(**{option: True}).written == 1
    assert site.tree() == before


def test_a_new_page_may_stand_where_a_kept_orphan_is(sqlite_site: BuiltSite) -> None:
    text = {"kind": "plain", "content_type": "text/plain"}
    site = sqlite_site.add(page("f.txt", **text), page("g.txt", **text))
    site.build()
    site.sql("UPDATE pages SET path = 'f.txt/in', content_type = 'text/html' WHERE path = 'f.txt'")
    site.sql("DELETE FROM pages WHERE path = 'g.txt'").add(page("../bad"))
    report = site.build(keep_going=True)
    assert (report.committed, report.removed, len(report.failures)) == (True, 1, 1)
    assert site.has("f.txt/in/index.html")
    assert site.has("g.txt")


def copy_in_a_commit(
    site: BuiltSite, copy: Path, monkeypatch: pytest.MonkeyPatch, *names: str
) -> None:
    """Copy these folders of a site whose build ended in the middle of its commit."""
    site.add(page("one"), page("two")).build()
    site.sql("UPDATE pages SET content = 'New.'")
    crash(site, monkeypatch)
    for name in names:
        shutil.copytree(site.folder / name, copy / name)


def test_a_copy_of_a_tree_in_the_middle_of_a_commit_goes_on_by_itself(
    sqlite_site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, copy = sqlite_site, tmp_path / "copy"
    copy_in_a_commit(site, copy, monkeypatch, "build", ".sitegen", ".build.sitegen")
    left = sorted((site.folder / ".build.sitegen").iterdir())
    assert moved(site, copy).build().rendered == 0
    assert sorted((site.folder / ".build.sitegen").iterdir()) == left
    assert site.build().rendered == 0
    assert "New." in (copy / "build/two/index.html").read_text()


def test_a_copy_without_the_staged_files_makes_them_again(
    sqlite_site: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, copy = sqlite_site, tmp_path / "copy"
    copy_in_a_commit(site, copy, monkeypatch, "build", ".sitegen")
    assert moved(site, copy).build().rendered > 0
    site.build()
    shutil.rmtree(copy / "templates")
    here = site.tree()
    assert site.set(output=str(copy / "build")).tree() == here


def test_a_staged_file_on_another_disk_is_lost_and_made_again(
    sqlite_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sqlite_site.add(page("one"), page("two"))
    site.build()
    site.sql("UPDATE pages SET content = 'New.'")
    crash(site, monkeypatch)
    real, refused = files.place, [OSError(errno.EXDEV, "Invalid cross-device link")]

    def place(*given: object) -> None:
        if refused:
            raise refused.pop()
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "place", place)
    assert site.build().committed
    assert "New." in site.read("one/index.html")
    assert "New." in site.read("two/index.html")


def test_an_output_that_is_reached_through_a_link_is_the_one_that_it_was(
    sqlite_site: BuiltSite,
) -> None:
    site = sqlite_site.add(page("one"))
    site.build()
    site.output.rename(site.folder / "real")
    site.output.symlink_to("real")
    assert site.build(full=True).committed
    site.output.unlink()
    (site.folder / "real").rename(site.output)
    assert site.build().rendered == 0


def test_what_was_staged_in_an_output_that_was_a_mount_point_is_not_published(
    sqlite_site: BuiltSite,
) -> None:
    site = sqlite_site.add(page("one")).write("build/.sitegen-staging/00000001", "half a page")
    site.build(adopt=True)
    assert not (site.output / ".sitegen-staging").exists()


def test_a_moved_output_is_named_by_where_it_was(sqlite_site: BuiltSite) -> None:
    site = sqlite_site.add(page("one"))
    site.build()
    site.output.rename(site.folder / "real")
    with pytest.raises(OutputRefused) as caught:
        site.set(output=str(site.folder / "real")).build()
    assert str(caught.value) == (
        f"The state {site.settings.state} belongs to the output {site.folder}/build, not to "
        f"{site.folder}/real. Give this output a state of its own with --state."
    )


def test_urls_that_nothing_links_to_any_more_are_forgotten(
    sqlite_site: BuiltSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.manifest.SPARE_TARGETS", 0)
    site = sqlite_site.add(page("one"))
    for number in range(50):
        site.sql(f"UPDATE pages SET content = '[gone](/gone-{number}/)'").build()
    with open_manifest(site.settings.state) as manifest:
        targets = dict(manifest.targets())
        linked = {number for _, numbers in manifest.links() for number in numbers}
    assert linked <= targets.keys()
    assert len(targets) <= 2 * len(linked) + 1
