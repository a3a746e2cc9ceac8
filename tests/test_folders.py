"""Folders of templates and assets are read whole, or not at all: no file vanishes in silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.errors import SettingsFault
from sitegen.folders import files_of
from tests.built_site import BuiltSite, page
from tests.test_disk_faults import build_without_rights

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, *names: str) -> Path:
    """The folder with these files, each holding its name."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def fault_of(folder: Path) -> str:
    with pytest.raises(SettingsFault) as caught:
        files_of(folder, "assets")
    return str(caught.value)


def test_files_come_by_name_and_in_order_without_hidden_ones_and_backups(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/c.txt", "a/.x.swp", ".git/config", "b.txt~", "old~/d.txt")
    assert list(files_of(tmp_path, "assets").items()) == [
        ("a/c.txt", b"a/c.txt"),
        ("b.txt", b"b.txt"),
    ]


def test_links_are_followed_to_files_and_folders(tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "theme", "x.txt", "deep/y.txt")
    folder = write(tmp_path / "assets", "z.txt")
    (folder / "theme").symlink_to(elsewhere)
    (folder / "again").symlink_to(elsewhere / "deep")
    (folder / "one.txt").symlink_to(elsewhere / "x.txt")
    assert set(files_of(folder, "assets")) == {
        *("z.txt", "one.txt", "again/y.txt", "theme/x.txt", "theme/deep/y.txt"),
    }


@pytest.mark.parametrize("target", ["..", "../..", "../../other"])
def test_a_link_that_leads_round_in_a_ring_is_named(tmp_path: Path, target: str) -> None:
    folder = write(tmp_path / "assets", "a/x.txt")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "back").symlink_to(folder)
    (folder / "a" / "ring").symlink_to(target)
    assert fault_of(folder).endswith(
        " is in itself, by a link that leads round in a ring. Take the link away."
    )


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.png").symlink_to("elsewhere.png")
    assert fault_of(tmp_path) == (
        f"{tmp_path}/gone.png is neither a file nor a folder, or a link that leads to none. "
        "Take it away, or mend the link."
    )


@pytest.mark.parametrize(
    "place",
    ["assets/img", "assets/img/p.txt", "assets", "templates/extra", "templates/extra/x.html"],
)
def test_what_the_user_may_not_read_is_exit_2_and_leaves_the_old_site(
    sqlite_site: BuiltSite, place: str
) -> None:
    site = sqlite_site.add(page("a"))
    site.write("assets/img/p.txt", "Picture.").write("templates/extra/x.html", "").build()
    before = site.tree()
    closed = site.folder / place
    rights = closed.stat().st_mode
    closed.chmod(0)
    try:
        assert build_without_rights(site) == (
            2,
            f"error: {closed} cannot be read: Permission denied. "
            "Let this user read it, and enter the folders that it is in.\n",
        )
    finally:
        closed.chmod(rights)
    assert site.tree() == before
