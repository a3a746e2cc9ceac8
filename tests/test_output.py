"""An interrupted commit: every file stays whole, and the next build finishes the work."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sitegen import files
from sitegen.errors import SettingsFault
from sitegen.manifest import Manifest
from sitegen.staging import staging_folder
from tests.built_site import BuiltSite, page

if TYPE_CHECKING:
    from pathlib import Path


class PulledPlug(BaseException):
    """The power goes."""


@pytest.fixture
def changed(sqlite_site: BuiltSite) -> BuiltSite:
    """A built site whose rows changed: edits, a new page, a removal, a file for a folder."""
    sqlite_site.add(page("a", "Old."), page("b", "Old."), page("gone"), page("x/y")).build()
    sqlite_site.sql("UPDATE pages SET content = 'New.' WHERE path IN ('a', 'b')")
    sqlite_site.sql("DELETE FROM pages WHERE path = 'gone'")
    sqlite_site.sql("UPDATE pages SET path = 'x', content_type = 'text/css' WHERE path = 'x/y'")
    return sqlite_site.add(page("new"))


@pytest.fixture
def wanted(changed: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a build from nothing gives."""
    clean = BuiltSite(changed.settings.database, tmp_path_factory.mktemp("clean"))
    clean.build()
    clean.engine.dispose()
    return clean.tree()


@pytest.mark.parametrize("step", ["intend", "fulfil"])
def test_a_crash_at_a_step_of_the_record_loses_nothing(
    changed: BuiltSite, wanted: dict[str, bytes], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = changed.tree()
    with monkeypatch.context() as patched, pytest.raises(PulledPlug):
        patched.setattr(Manifest, step, _pull)
        changed.build()
    assert changed.tree() == (before if step == "intend" else wanted)
    assert changed.build().committed
    assert changed.tree() == wanted


@pytest.mark.parametrize("survivors", range(6))
def test_a_crash_between_two_files_leaves_each_old_or_new(
    changed: BuiltSite, wanted: dict[str, bytes], survivors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = changed.tree()
    with monkeypatch.context() as patched, pytest.raises(PulledPlug):
        patched.setattr(files, "place", _placing(survivors))
        changed.build()
    for path, body in changed.tree().items():
        assert body in (before.get(path), wanted.get(path))
    report = changed.build()
    assert report.rendered == 0
    assert changed.tree() == wanted


@pytest.mark.parametrize("survivors", range(3))
def test_a_crash_between_two_removals_is_finished(
    changed: BuiltSite, wanted: dict[str, bytes], survivors: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(PulledPlug):
        patched.setattr(files, "remove", _removing(survivors))
        changed.build()
        raise PulledPlug
    changed.build()
    assert changed.tree() == wanted


def test_a_staged_file_damaged_by_the_crash_is_made_again(
    changed: BuiltSite, wanted: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched, pytest.raises(PulledPlug):
        patched.setattr(files, "place", _placing(1))
        changed.build()
    staged = sorted(staging_folder(changed.output).iterdir())
    staged[0].write_text("torn")
    staged[1].unlink()
    report = changed.build()
    assert report.rendered > 0
    assert changed.tree() == wanted


def test_a_lost_state_costs_one_adoption(changed: BuiltSite, wanted: dict[str, bytes]) -> None:
    shutil.rmtree(changed.settings.state)
    changed.build(adopt=True)
    assert changed.tree() == wanted


def test_nothing_is_left_beside_the_output(changed: BuiltSite) -> None:
    changed.build()
    assert not staging_folder(changed.output).exists()


def _pull(*_: object, **__: object) -> None:
    raise PulledPlug


def _placing(survivors: int) -> object:
    real = files.place
    left = iter(range(survivors))

    def place(staged: Path, output: Path, path: str) -> None:
        if next(left, None) is None:
            raise PulledPlug
        real(staged, output, path)

    return place


def _removing(survivors: int) -> object:
    real = files.remove
    left = iter(range(survivors))

    def remove(output: Path, path: str) -> None:
        if next(left, None) is None:
            raise PulledPlug
        real(output, path)

    return remove


def test_a_state_that_is_not_ours_is_named_and_a_damaged_memo_is_made_anew(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.add(page("a")).build()
    (sqlite_site.settings.state / "fragments.db").write_text("This is no database at all. " * 99)
    assert sqlite_site.build(full=True).committed
    (sqlite_site.settings.state / "manifest.db").write_text("This is no database at all. " * 99)
    with pytest.raises(SettingsFault) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        f"The state {sqlite_site.settings.state} cannot be used: file is not a database. "
        "Make its folder writable and room on its disk, or remove it and build with --adopt."
    )
