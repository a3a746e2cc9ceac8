"""The folders of a project that hold templates and assets, read whole or not at all.

A file that cannot be read is an error: left out, it would vanish from the site. Links are followed;
hidden files and backups, which editors leave beside others, are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.errors import SettingsFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def files_of(folder: Path, setting: str) -> Mapping[str, bytes]:
    """The bytes of every file below the folder, by its name there, in order.

    `setting` names the folder. Raises SettingsFault.
    """
    try:
        require_folder(folder, setting)
        files = sorted(below(folder))
    except OSError as error:
        raise unreadable(error.filename or folder, error) from error
    return {file.relative_to(folder).as_posix(): _body(file) for file in files}


def require_folder(folder: Path, setting: str) -> None:
    """Raise SettingsFault if there is no such folder."""
    if not folder.is_dir():
        raise SettingsFault(
            f"There is no {setting} folder at {folder}.",
            mend=f"Run sitegen in the project's folder, or set {setting}.",
        )


def below(folder: Path, around: tuple[Path, ...] = ()) -> Iterator[Path]:
    """Every file below the folder; `around` are the real places of the folders that it is in.

    Raises SettingsFault, OSError.
    """
    place = folder.resolve()
    if place in around:
        raise SettingsFault(
            f"{folder} is in itself, by a link that leads round in a ring.",
            mend="Take the link away.",
        )
    for each in folder.iterdir():
        if each.name.startswith(".") or each.name.endswith("~"):
            continue
        if each.is_dir():
            yield from below(each, (*around, place))
        elif each.is_file():
            yield each
        else:
            raise SettingsFault(
                f"{each} is neither a file nor a folder, or a link that leads to none.",
                mend="Take it away, or mend the link.",
            )


def _body(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def unreadable(place: Path | str, error: OSError) -> SettingsFault:
    """What is raised for a file or a folder that cannot be read."""
    return SettingsFault(
        f"{place} cannot be read: {error.strerror}.",
        mend="Let this user read it, and enter the folders that it is in.",
    )
