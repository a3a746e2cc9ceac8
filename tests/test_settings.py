from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.errors import SettingsFault
from sitegen.settings import Settings, read_settings, shown, with_flags, without_password

if TYPE_CHECKING:
    from pathlib import Path


def settings(folder: Path, project: str = "", **environ: str) -> Settings:
    (folder / "pyproject.toml").write_text(f"[tool.sitegen]\n{project}")
    return read_settings(folder, environ, {})


def fault(folder: Path, project: str = "", **environ: str) -> str:
    with pytest.raises(SettingsFault) as caught:
        settings(folder, project, **environ)
    return str(caught.value)


def test_a_flag_wins_over_the_environment_over_the_project_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sitegen]\nname = "a"\nlanguage = "de"\n')
    found = read_settings(tmp_path, {"SITEGEN_NAME": "b", "SITEGEN_WORKERS": "3"}, {"name": "c"})
    assert (found.name, found.workers, found.language, found.output) == (
        ("c", "3", "de", tmp_path / "build")
    )
    origins = {name: origin for name, _, origin in shown(found)}
    assert origins["name"] == "flag"
    assert origins["workers"] == "environment"
    assert origins["language"] == str(tmp_path / "pyproject.toml")
    assert origins["output"] == "default"


def test_the_nearest_project_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.sitegen]\nname = "up here"\n')
    below = tmp_path / "a/b"
    below.mkdir(parents=True)
    found = read_settings(below, {}, {})
    assert found.name == "up here"
    assert found.database_url == f"sqlite:///{tmp_path}/sitegen.db"


def test_database_url_serves_for_the_database(tmp_path: Path) -> None:
    assert settings(tmp_path, DATABASE_URL="postgresql://h/a").database == "postgresql://h/a"
    both = {"DATABASE_URL": "postgresql://h/a", "SITEGEN_DATABASE": "postgresql://h/b"}
    assert settings(tmp_path, **both).database == "postgresql://h/b"


def test_an_unknown_setting_is_named_with_the_nearest_known_one(tmp_path: Path) -> None:
    assert fault(tmp_path, 'outptu = "x"') == (
        f"There is no setting 'outptu' ([tool.sitegen] in {tmp_path}/pyproject.toml). "
        "Did you mean 'output'?"
    )


@pytest.mark.parametrize("url", ["www.example.org", "ftp://example.org", "https://a.org/sub", ""])
def test_a_base_url_is_the_address_of_a_host(tmp_path: Path, url: str) -> None:
    assert fault(tmp_path, f'base_url = "{url}"') == (
        f"base_url is '{url}', which is not the address of a host. "
        "Write it like https://www.example.org."
    )


@pytest.mark.parametrize("value", ["0", "many", "-1", "257"])
def test_workers_are_auto_or_a_number(tmp_path: Path, value: str) -> None:
    assert fault(tmp_path, f'workers = "{value}"') == (
        f"workers is '{value}'. Write auto, or a number of processes from 1 to 256."
    )


@pytest.mark.parametrize("output", [".", "..", "templates", "templates/x", ".sitegen"])
def test_the_output_overlaps_nothing_that_is_read(tmp_path: Path, output: str) -> None:
    assert "Give the output a folder of its own, such as build." in fault(
        tmp_path, f'output = "{output}"'
    )


def test_a_project_that_is_not_toml_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path, "name = ").startswith(f"{tmp_path}/pyproject.toml is not valid TOML: ")


def test_a_value_that_is_not_text_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path, "name = [1]") == (
        f'name in [tool.sitegen] of {tmp_path}/pyproject.toml is not text. Write it as name = "…".'
    )


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("postgresql://ada:secret@h/site", "postgresql://ada:***@h/site"),
        ("postgresql://h/site?password=secret", "postgresql://h/site?password=***"),
        ("postgresql://ada@h/site?host=/tmp", "postgresql://ada@h/site?host=/tmp"),
        ("sqlite:///a.db", "sqlite:///a.db"),
    ],
)
def test_passwords_are_masked(tmp_path: Path, url: str, safe: str) -> None:
    assert without_password(url) == safe
    assert ("database", safe) in [row[:2] for row in shown(settings(tmp_path, DATABASE_URL=url))]


def test_a_media_setting_is_a_folder_or_a_url(tmp_path: Path) -> None:
    folder = settings(tmp_path, 'media = "uploads"')
    assert (folder.media_folder, folder.media_url) == (tmp_path / "uploads", "/media")
    url = settings(tmp_path, 'media = "https://media.example.org/"')
    assert (url.media_folder, url.media_url) == (None, "https://media.example.org")
    assert (settings(tmp_path).media_folder, settings(tmp_path).media_url) == (None, "")


def test_a_flag_of_a_command_names_a_folder_from_where_the_user_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert with_flags(settings(tmp_path), {"output": "out"}).output == tmp_path / "here/out"
