"""One frozen value for everything a user can set, read once and checked.

A setting comes from a flag, else from `SITEGEN_NAME` in the environment (`SITEGEN_DATABASE_URL` and
`DATABASE_URL` also serve for the database), else from `[tool.sitegen]` in the nearest
pyproject.toml, else from the default.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sitegen.errors import SettingsFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "name": "A site",
        "base_url": "http://localhost:8000",
        "description": "",
        "language": "en",
        "database": "sqlite:///sitegen.db",
        "output": "build",
        "state": ".sitegen",
        "templates": "templates",
        "assets": "assets",
        "media": "",
        "elsewhere": "",
        "workers": "auto",
        "target": "netlify",
        "keep": "5",
    }
)
FOLDERS = ("output", "state", "templates", "assets")
VARIABLES: Mapping[str, str] = MappingProxyType(
    {f"SITEGEN_{name.upper()}": name for name in DEFAULTS} | {"SITEGEN_DATABASE_URL": "database"}
)
FOR_TESTS = ("SITEGEN_TEST_", "SITEGEN_PG_BIN")  # variables that the suite reads
SCHEDULER = re.compile(r"tcp://(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]]+):\d{1,5}")
DIGITS = 9  # of a number; Python reads none of thousands
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose. Folders are absolute; `base_url` has no trailing slash.

    `media` is a folder, a URL prefix, or empty. `elsewhere` are prefixes of URL paths on this host
    that another server answers, separated by spaces; links to them are not checked. `target` is
    where a deploy goes (see deploy/targets.py), `keep` is how many releases a folder keeps there.
    `origins` says where each value came from.
    """

    root: Path
    name: str
    base_url: str
    description: str
    language: str
    database: str
    output: Path
    state: Path
    templates: Path
    assets: Path
    media: str
    elsewhere: str
    workers: str
    target: str
    keep: int
    origins: Mapping[str, str]

    @property
    def database_url(self) -> str:
        """The database's URL; a relative SQLite file is meant from the project's folder."""
        prefix = "sqlite:///"
        file = self.database.removeprefix(prefix)
        if file == self.database or file.startswith((":memory:", "file:")):
            return self.database
        return f"{prefix}{self.root / file}"

    @property
    def database_file(self) -> Path | None:
        """The file of the database, if it is one of SQLite."""
        prefix = "sqlite:///"
        file = self.database_url.removeprefix(prefix)
        return None if file == self.database_url else Path(file.partition("?")[0]).absolute()

    @property
    def media_folder(self) -> Path | None:
        """The folder that holds uploaded files, if media is a folder."""
        if not self.media or SCHEME.match(self.media):
            return None
        return (self.root / Path(self.media).expanduser()).absolute()

    @property
    def media_url(self) -> str:
        """Where visitors find uploaded files: `/media`, the URL prefix, or empty for nowhere."""
        return "/media" if self.media_folder else self.media.rstrip("/")


def read_settings(
    start: Path, environ: Mapping[str, str], flags: Mapping[str, str | None]
) -> Settings:
    """The settings for a command run in the folder `start`.

    Raises SettingsFault for an unknown name or a value that cannot be used.
    """
    project = _nearest_project(start)
    root = project.parent if project else start
    values: dict[str, str] = dict(DEFAULTS)
    origins = dict.fromkeys(DEFAULTS, "default")
    layers = (
        {name: (value, str(project)) for name, value in _from_project(project).items()},
        _from_environment(environ),
        {name: (value, "flag") for name, value in flags.items() if value is not None},
    )
    for layer in layers:
        for name, (value, origin) in layer.items():
            values[name], origins[name] = value, origin
    return _checked(root, values, origins)


def with_flags(settings: Settings, flags: Mapping[str, str | None]) -> Settings:
    """The settings with those that flags of a command override. Raises SettingsFault.

    Folders named by a flag are meant from the working directory, as everywhere on a command line.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    values = {name: str(getattr(settings, name)) for name in DEFAULTS}
    for name, value in given.items():
        values[name] = str(folder_at(name, value, Path.cwd())) if name in FOLDERS else value
    return _checked(settings.root, values, {**settings.origins, **dict.fromkeys(given, "flag")})


def shown(settings: Settings) -> list[tuple[str, str, str]]:
    """Name, value and origin of each setting, in order, secrets masked."""
    names = [field.name for field in fields(settings) if field.name not in ("root", "origins")]
    return [(name, _shown(name, settings), settings.origins[name]) for name in names]


def _shown(name: str, settings: Settings) -> str:
    value = getattr(settings, name)
    if isinstance(value, Path):
        return str(value.resolve())
    return without_password(value) if name == "database" else str(value)


def without_password(url: str) -> str:
    """The URL as it may be shown: passwords in its authority or query become `***`."""
    parts = urlsplit(url)
    if parts.password:
        _, _, host = parts.netloc.rpartition("@")
        parts = parts._replace(netloc=f"{parts.username or ''}:***@{host}")
    query = "&".join(
        f"{key}=***" if key.startswith(("password", "sslpassword", "passfile")) else pair
        for pair in parts.query.split("&")
        for key in [pair.partition("=")[0].lower()]
    )
    return url if url.startswith("sqlite") else parts._replace(query=query).geturl()


def _nearest_project(start: Path) -> Path | None:
    """The nearest pyproject.toml, from `start` upwards."""
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            return file
    return None


def _from_project(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    table = _table_of(file)
    for name, value in table.items():
        _check_name(name, f"[tool.sitegen] in {file}")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise SettingsFault(
                f"{name} in [tool.sitegen] of {file} is not text.",
                mend=f'Write it as {name} = "…".',
            )
    return {name: str(value) for name, value in table.items()}


def _table_of(file: Path) -> Mapping[str, Any]:
    """`[tool.sitegen]` of the file; empty if there is none."""
    try:
        tool: Any = tomllib.loads(file.read_text("utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFault(f"{file} is not valid TOML: {error}.", mend="Mend the file.") from error
    except OSError as error:
        raise SettingsFault(
            f"{file} cannot be read: {error.strerror}.", mend="Let the file be read."
        ) from error
    table: Any = tool.get("sitegen", {}) if isinstance(tool, dict) else tool
    if not isinstance(table, dict):
        raise SettingsFault(
            f"tool.sitegen in {file} is not a table.",
            mend="Write [tool.sitegen], and below it a line for each setting.",
        )
    return table


def _from_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Values with the names of their variables; one that is set to nothing counts as not set."""
    given = {variable: value for variable, value in environ.items() if value}
    for variable in given:
        if variable.startswith("SITEGEN_") and not variable.startswith(FOR_TESTS):
            _check_variable(variable)
    named = {"DATABASE_URL": "database", **VARIABLES}
    return {
        name: (given[each], f"{each} in the environment")
        for each, name in named.items()
        if each in given
    }


def _check_variable(variable: str) -> None:
    if variable not in VARIABLES:
        raise SettingsFault(
            f"There is no setting for {variable} in the environment.",
            mend=_nearest(variable, VARIABLES),
        )


def _check_name(name: str, where: str) -> None:
    if name not in DEFAULTS:
        raise SettingsFault(
            f"There is no setting {name!r} ({where}).", mend=_nearest(name, DEFAULTS)
        )


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."


def _checked(root: Path, values: Mapping[str, str], origins: Mapping[str, str]) -> Settings:
    base_url = values["base_url"].rstrip("/")
    if not _is_address(base_url) or urlsplit(base_url).path:
        raise SettingsFault(
            f"base_url is {values['base_url']!r}, which is not the address of a host.",
            mend="Write it like https://www.example.org.",
        )
    folders = {name: folder_at(name, values[name], root) for name in FOLDERS}
    settings = Settings(
        root=root,
        name=values["name"],
        base_url=base_url,
        description=values["description"],
        language=values["language"],
        database=values["database"],
        media=values["media"],
        elsewhere=values["elsewhere"],
        workers=_workers(values["workers"]),
        target=values["target"],
        keep=_keep(values["keep"]),
        origins=MappingProxyType(dict(origins)),
        **folders,
    )
    _check_output(settings)
    _check_media(settings)
    _check_elsewhere(settings)
    return settings


def folder_at(name: str, value: str, start: Path) -> Path:
    """The folder that a value names, meant from another one. Raises SettingsFault."""
    try:
        folder = (start / Path(value).expanduser()).absolute()
        folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # no such home, a loop of links, a null
        reason = str(error).rstrip(".")
        raise SettingsFault(
            f"{name} is {value!r}, which names no folder: {reason}.",
            mend="Write the path of a folder.",
        ) from error
    return folder


def _is_address(url: str) -> bool:
    """Whether it is an http URL without query and fragment."""
    parts = urlsplit(url)
    is_plain = not re.search(r"[\s?#]", url)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and is_plain


def _workers(value: str) -> str:
    is_number = value.isdecimal() and len(value) <= DIGITS and 0 < int(value) <= 256
    if value == "auto" or is_number or SCHEDULER.fullmatch(value):
        return value
    raise SettingsFault(
        f"workers is {value!r}.",
        mend="Write auto, or a number of processes from 1 to 256, or the address of a Dask "
        "scheduler, such as tcp://10.0.0.1:8786.",
    )


def _keep(value: str) -> int:
    if value.isdecimal() and len(value) <= DIGITS and int(value) > 0:
        return int(value)
    raise SettingsFault(
        f"keep is {value!r}.", mend="Write how many releases a folder keeps, such as 5."
    )


def _check_output(settings: Settings) -> None:
    """The output is replaced file by file, so it may neither hold nor lie in what we read."""
    output = settings.output.resolve()
    for name in ("state", "templates", "assets"):
        other = getattr(settings, name).resolve()
        if _overlap(output, other):
            raise SettingsFault(
                f"The output {output} and the {name} folder {other} overlap.",
                mend="Give the output a folder of its own, such as build.",
            )
    file = settings.database_file
    if file and Path(os.path.realpath(file)).is_relative_to(output):
        raise SettingsFault(
            f"The output {output} holds the database {file}.",
            mend="Give the output a folder of its own, such as build.",
        )
    if output == settings.root.resolve() or output in settings.root.resolve().parents:
        raise SettingsFault(
            f"The output {output} is the project itself or a folder above it.",
            mend="Give the output a folder of its own, such as build.",
        )


def _check_media(settings: Settings) -> None:
    if not SCHEME.match(settings.media):
        folder_at("media", settings.media, settings.root)
    folder = settings.media_folder
    if SCHEME.match(settings.media) and not _is_address(settings.media):
        raise SettingsFault(
            f"media is {settings.media!r}, which is neither a folder nor an address.",
            mend="Write it like uploads or https://media.example.org.",
        )
    if folder is None:
        return
    if not folder.is_dir():
        raise SettingsFault(
            f"media is {settings.media!r}, but there is no folder {folder}.",
            mend="Name the folder of uploaded files, or leave media empty.",
        )
    for name in ("output", "state"):
        if _overlap(folder, getattr(settings, name)):
            raise SettingsFault(
                f"The media folder {folder} and the {name} {getattr(settings, name)} overlap.",
                mend="Give uploaded files a folder of their own.",
            )


def _check_elsewhere(settings: Settings) -> None:
    for prefix in settings.elsewhere.split():
        if not prefix.startswith("/"):
            raise SettingsFault(
                f"elsewhere holds {prefix!r}, which does not begin with a slash.",
                mend="Write prefixes of paths, such as /ftp/.",
            )


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one == other or one in other.parents or other in one.parents
