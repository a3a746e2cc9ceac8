"""Disks that are full, read-only or closed to the user: a clear error, and the old site is whole.

The disks are small ones in memory, which only root can mount.
"""

from __future__ import annotations

import ctypes
import errno
import os
import subprocess
import sys
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING

import pytest

from sitegen.build import Options, build
from sitegen.errors import OutputRefused, SettingsFault
from sitegen.files import disk_faults
from tests.built_site import NOW, BuiltSite, page
from tests.stepping import PAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROOM = 1_000_000  # bytes: enough for the old site and its state, not for the new one beside it
MEND = "Make room on the disk of the output and of the state, and build again."
# Root may write where nobody else may, unless it has given that up.
DROP_THE_RIGHT_TO_WRITE_ANYWHERE = """
import ctypes, os, sys
for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.executable, [sys.executable, "-m", "sitegen", *sys.argv[1:]])
"""


def mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or not mount("-t", "tmpfs", "-o", f"size={ROOM}", "sitegen", str(place)):
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def site(sqlite_site: BuiltSite) -> BuiltSite:
    """Pages and nothing else."""
    for template in sqlite_site.settings.templates.rglob("*.*"):
        template.unlink()
    sqlite_site.write("templates/pages/default.html", "{{ page.content }}")
    sqlite_site.write("templates/pages/raw.html", "{{ page.content }}")
    return sqlite_site.add(*(page(f"p{n}", "Old.") for n in range(20)))


def made(site: BuiltSite) -> bool:
    return build(site.settings, PAGES, NOW, Options()).committed


def finished(site: BuiltSite) -> dict[str, bytes]:
    """What the site is when all goes well."""
    kept = site.settings
    fresh = site.folder / "fresh"
    made(site.set(output=str(fresh / "build"), state=str(fresh / "state")))
    tree = site.tree()
    site.settings = kept
    return tree


def grow(site: BuiltSite, characters: int) -> None:
    """Make every page so long."""
    site.sql(f"UPDATE pages SET content = 'New. {'x' * characters}'")


@contextmanager
def filled(disk: Path, free: int) -> Iterator[None]:
    """A disk on which no more than so many bytes are free."""
    found = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(b"x" * max(0, found.f_bavail * found.f_frsize - free))
    try:
        yield
    finally:
        filler.unlink()


@pytest.mark.parametrize("output", ["build", ""], ids=["a folder", "the disk itself"])
def test_an_output_without_room_for_the_new_site_stays_the_old_one(
    site: BuiltSite, disk: Path, output: str
) -> None:
    site.set(output=str(disk / output))
    made(site)
    before = site.tree()
    grow(site, 60_000)
    with pytest.raises(OutputRefused) as caught:
        made(site)
    assert str(caught.value) == f"The disk says: No space left on device. {MEND}"
    assert site.tree() == before
    assert mount("-o", "remount,size=10000000", str(disk))
    assert made(site)
    assert set(site.tree()) == set(before)
    assert not any(name.name.endswith("sitegen-staging") for name in disk.iterdir())


def test_a_disk_that_fills_up_at_any_byte_leaves_whole_files(site: BuiltSite, disk: Path) -> None:
    site.set(output=str(disk / "build"), state=str(disk / "state"))
    made(site)
    old = site.tree()
    grow(site, 3_000)
    new = finished(site)
    messages = set()
    for free in count(0, 16_000):
        with filled(disk, free):
            try:
                done = made(site)
            except SettingsFault as fault:
                messages.add(str(fault).partition(" (")[0])
            else:
                assert done
                break
            for path, body in site.tree().items():
                assert body in (old.get(path), new.get(path)), path
            assert site.tree().keys() >= old.keys() & new.keys()
    assert site.tree() == new
    assert messages
    for message in messages:
        assert message.startswith(
            ("The disk says: No space left", f"The state {disk}/state cannot")
        )


@pytest.mark.parametrize("output", ["build", ""], ids=["a folder", "the disk itself"])
def test_a_read_only_output_is_named(site: BuiltSite, disk: Path, output: str) -> None:
    site.set(output=str(disk / output))
    made(site)
    before = site.tree()
    grow(site, 10)
    assert mount("-o", "remount,ro", str(disk))
    with pytest.raises(OutputRefused) as caught:
        made(site)
    assert str(caught.value) == (
        f"{site.output.resolve()} cannot be written. Make the folder writable."
    )
    assert site.tree() == before
    assert mount("-o", "remount,rw", str(disk))
    assert made(site)


def test_a_read_only_state_is_named(site: BuiltSite, disk: Path) -> None:
    site.set(state=str(disk / "state"))
    made(site)
    before = site.tree()
    grow(site, 10)
    assert mount("-o", "remount,ro", str(disk))
    with pytest.raises(
        SettingsFault, match=r"^The disk says: Read-only file system \(.*\)\. Choose"
    ):
        made(site)
    assert site.tree() == before


def test_an_output_on_a_disk_of_its_own_holds_the_site_and_nothing_else(
    site: BuiltSite, disk: Path
) -> None:
    made(site)
    elsewhere = site.tree()
    site.set(output=str(disk), state=str(site.folder / "state"))
    assert made(site)
    assert site.tree() == elsewhere
    assert not (disk / ".sitegen-staging").exists()


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("build/gone", "error: {0}/build/gone cannot be written. Make the folder writable.\n"),
        ("build", "error: {0}/build cannot be written. Make the folder writable.\n"),
        ("build/p1", "error: {0}/build/p1 cannot be written. Make the folder writable.\n"),
        (
            ".sitegen",
            "error: The disk says: Permission denied ({0}/.sitegen/lock). "
            "Let this user read and write there.\n",
        ),
    ],
)
def test_a_folder_that_the_user_may_not_write_is_exit_2_and_leaves_the_old_site(
    sqlite_site: BuiltSite, place: str, message: str
) -> None:
    site = sqlite_site.add(page("gone"), page("p0"), page("p1"), page("p2"))
    site.build()
    before = site.tree()
    site.sql("DELETE FROM pages WHERE path = 'gone'")
    site.sql("UPDATE pages SET content = 'New.'")
    folder = site.folder / place
    for each in (folder, *folder.iterdir()):
        each.chmod(0o555 if each.is_dir() else 0o444)
    assert build_without_rights(site) == (2, message.format(site.folder))
    assert site.tree() == before
    for each in (folder, *folder.iterdir()):
        each.chmod(0o755 if each.is_dir() else 0o644)
    assert site.build().committed
    assert "New." in site.read("p1/index.html")


def test_a_memo_that_the_user_may_not_write_is_read(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a")).build()
    memo = sqlite_site.settings.state / "fragments.db"
    before = memo.read_bytes()
    memo.chmod(0o444)
    sqlite_site.sql("UPDATE pages SET content = 'New.'")
    assert build_without_rights(sqlite_site)[0] == 0
    assert "New." in sqlite_site.read("a/index.html")
    assert memo.read_bytes() == before


@pytest.mark.parametrize("command", [("check",), ("explain", "/a/"), ("routes",)])
def test_a_state_that_the_user_may_not_read_is_exit_2(
    sqlite_site: BuiltSite, command: tuple[str, ...]
) -> None:
    sqlite_site.add(page("a")).build()
    sqlite_site.settings.state.chmod(0)
    assert run_without_rights(sqlite_site, *command) == (
        2,
        f"error: The state {sqlite_site.settings.state} cannot be used: unable to open database "
        "file. Make its folder writable and room on its disk, or remove it and build with "
        "--adopt.\n",
    )


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("check",), ""),
        (("explain", "/a/"), "error: The disk says: Permission denied ({}). Let this user"),
    ],
)
def test_a_folder_of_the_output_that_the_user_may_not_read_is_no_traceback(
    sqlite_site: BuiltSite, command: tuple[str, ...], said: str
) -> None:
    sqlite_site.add(page("a")).build()
    (sqlite_site.output / "a").chmod(0)
    code, words = run_without_rights(sqlite_site, *command)
    assert code in (1, 2)
    assert "Traceback" not in words
    assert said.format(sqlite_site.output / "a/index.html") in words


@pytest.mark.parametrize(
    ("number", "mend"),
    [
        ("EACCES", "Let this user read and write there."),
        ("ENOENT", "Build again; another program seems to have removed it meanwhile."),
        ("EXDEV", "Have all of the output on one disk, with nothing mounted in it."),
        ("EFBIG", "Let this user write larger files (`ulimit -f`), or choose another disk."),
        ("ENODEV", "See what is wrong there, and build again."),
    ],
)
def test_every_error_of_a_disk_is_named_with_a_mend(number: str, mend: str) -> None:
    error = OSError(getattr(errno, number), "No", "build/a")
    with pytest.raises(OutputRefused) as caught, disk_faults():
        raise error
    assert str(caught.value) == f"The disk says: No (build/a). {mend}"


def test_of_a_file_that_cannot_take_its_place_that_place_is_named() -> None:
    with pytest.raises(OutputRefused) as caught, disk_faults():
        raise OSError(errno.EPERM, "No", ".build.sitegen/00000001", None, "build/a")
    assert str(caught.value) == (
        "The disk says: No (build/a). "
        "Let this user change it; `lsattr` shows whether it is marked as immutable."
    )


@pytest.mark.parametrize("error", [ConnectionRefusedError(111, "No"), OSError("No")])
def test_what_no_disk_said_is_not_laid_to_one(error: OSError) -> None:
    with pytest.raises(type(error)), disk_faults():
        raise error


def build_without_rights(site: BuiltSite) -> tuple[int, str]:
    return run_without_rights(site, "build", "--workers", "1")


def run_without_rights(site: BuiltSite, *arguments: str) -> tuple[int, str]:
    database = ("--database", site.settings.database)
    command = [sys.executable, "-c", DROP_THE_RIGHT_TO_WRITE_ANYWHERE, *database, *arguments]
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(23, 8, 0, 0, 0) != 1:  # CAP_SETPCAP
        pytest.skip("this root cannot give up a right")
    found = subprocess.run(command, cwd=site.folder, capture_output=True, text=True, check=False)
    return found.returncode, found.stderr
