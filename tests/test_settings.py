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
    assert origins["workers"] == "SITEGEN_WORKERS in the environment"
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


@pytest.mark.parametrize(
    "url",
    [
        *("www.example.org", "ftp://example.org", "https://a.org/sub", ""),
        *("https://a.org#x", "https://a.org?", "https://a b.org"),
    ],
)
def test_a_base_url_is_the_address_of_a_host(tmp_path: Path, url: str) -> None:
    assert fault(tmp_path, f'base_url = "{url}"') == (
        f"base_url is '{url}', which is not the address of a host. "
        "Write it like https://www.example.org."
    )


@pytest.mark.parametrize(
    "value", ["0", "many", "-1", "257", "9" * 5000, "tcp://host", "tcp://:8786", "http://h:1"]
)
def test_workers_are_auto_a_number_or_a_scheduler(tmp_path: Path, value: str) -> None:
    assert fault(tmp_path, f'workers = "{value}"') == (
        f"workers is '{value}'. Write auto, or a number of processes from 1 to 256, or the "
        "address of a Dask scheduler, such as tcp://10.0.0.1:8786."
    )


@pytest.mark.parametrize("value", ["auto", "8", "tcp://host:8786", "tcp://[::1]:8786"])
def test_workers_are_taken_as_they_are(tmp_path: Path, value: str) -> None:
    assert read_settings(tmp_path, {}, {"workers": value}).workers == value


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


@pytest.mark.parametrize(
    ("variable", "mend"),
    [
        ("SITEGEN_OUTPTU", "Did you mean 'SITEGEN_OUTPUT'?"),
        ("SITEGEN_database", "Known: "),
    ],
)
def test_an_unknown_variable_is_named(tmp_path: Path, variable: str, mend: str) -> None:
    assert fault(tmp_path, **{variable: "x"}).startswith(
        f"There is no setting for {variable} in the environment. {mend}"
    )


def test_variables_of_the_suite_and_empty_ones_are_no_settings(tmp_path: Path) -> None:
    settings(tmp_path, SITEGEN_TEST_DATA="x", SITEGEN_PG_BIN="x", SITEGEN_OUTPTU="")


@pytest.mark.parametrize("project", ['[tool]\nsitegen = "x"', 'tool = "x"', "tool = []"])
def test_a_project_whose_settings_are_no_table_is_named(tmp_path: Path, project: str) -> None:
    (tmp_path / "pyproject.toml").write_text(project)
    with pytest.raises(SettingsFault) as caught:
        read_settings(tmp_path, {}, {})
    assert str(caught.value) == (
        f"tool.sitegen in {tmp_path}/pyproject.toml is not a table. "
        "Write [tool.sitegen], and below it a line for each setting."
    )


@pytest.mark.parametrize(
    "url", ["ftp://h/m", "s3://b/m", "https://", "https://h/a b", "https://h?x", "https://h/#x"]
)
def test_media_at_another_kind_of_address_is_refused(tmp_path: Path, url: str) -> None:
    assert fault(tmp_path, f'media = "{url}"') == (
        f"media is '{url}', which is neither a folder nor an address. "
        "Write it like uploads or https://media.example.org."
    )


def test_a_media_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert fault(tmp_path, 'media = "uploads"') == (
        f"media is 'uploads', but there is no folder {tmp_path}/uploads. "
        "Name the folder of uploaded files, or leave media empty."
    )


@pytest.mark.parametrize(("media", "name"), [("build/m", "output"), (".sitegen", "state")])
def test_media_lie_neither_in_the_output_nor_in_the_state(
    tmp_path: Path, media: str, name: str
) -> None:
    (tmp_path / media).mkdir(parents=True)
    other = tmp_path / media.partition("/")[0]
    assert fault(tmp_path, f'media = "{media}"') == (
        f"The media folder {tmp_path / media} and the {name} {other} overlap. "
        "Give uploaded files a folder of their own."
    )


def test_media_may_be_in_the_home_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "uploads").mkdir()
    assert settings(tmp_path, 'media = "~/uploads"').media_folder == tmp_path / "uploads"


def test_what_is_elsewhere_begins_with_a_slash(tmp_path: Path) -> None:
    assert fault(tmp_path, 'elsewhere = "/ftp/ box"') == (
        "elsewhere holds 'box', which does not begin with a slash. "
        "Write prefixes of paths, such as /ftp/."
    )


def test_folders_are_shown_without_detours(tmp_path: Path) -> None:
    found = dict(row[:2] for row in shown(settings(tmp_path, 'output = "a/../out"')))
    assert found["output"] == str(tmp_path / "out")


def test_a_media_setting_is_a_folder_or_a_url(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
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


@pytest.mark.parametrize("database", ["build/site.db", "build/deep/site.db?timeout=1", "build"])
def test_the_output_does_not_hold_the_database(tmp_path: Path, database: str) -> None:
    assert fault(tmp_path, f'database = "sqlite:///{database}"') == (
        f"The output {tmp_path}/build holds the database {tmp_path}/{database.partition('?')[0]}. "
        "Give the output a folder of its own, such as build."
    )


def test_the_output_does_not_hold_the_database_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "site.db").symlink_to("build/site.db")
    assert "holds the database" in fault(tmp_path, f'database = "sqlite:///{tmp_path}/site.db"')


def test_a_database_beside_the_output_is_taken(tmp_path: Path) -> None:
    found = settings(tmp_path, 'database = "sqlite:///build.db"')
    assert found.database_file == tmp_path / "build.db"
    assert settings(tmp_path, DATABASE_URL="postgresql://h/build").database_file is None


@pytest.mark.parametrize("name", ["output", "state", "media"])
@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("~nosuchuser/x", "Could not determine home directory."),
        ("loop", "Symlink loop from '{0}/loop'."),
        ("a\\u0000b", "embedded null byte."),
    ],
)
def test_a_folder_that_cannot_be_one_is_named(
    tmp_path: Path, name: str, value: str, why: str
) -> None:
    (tmp_path / "loop").symlink_to("loop")
    given = value.replace("\\u0000", "\\x00")
    assert fault(tmp_path, f'{name} = "{value}"') == (
        f"{name} is '{given}', which names no folder: {why.format(tmp_path)} "
        "Write the path of a folder."
    )


def test_a_flag_that_names_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match=r"^output is '~nosuchuser/x', which names no folder"):
        with_flags(settings(tmp_path), {"output": "~nosuchuser/x"})


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "9" * 10])
def test_a_number_of_releases_to_keep_is_one(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsFault) as fault:
        read_settings(tmp_path, {"SITEGEN_KEEP": value}, {})
    assert str(fault.value) == (
        f"keep is '{value}'. Write how many releases a folder keeps, such as 5."
    )
