"""Open tabs are told what they should show, when it has changed and only then, on both engines."""

from __future__ import annotations

import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from sitegen.models import PageImage
from sitegen.serve.generations import SETTLED
from tests.built_site import box, page
from tests.served_site import QUIET, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.built_site import BuiltSite
    from tests.served_site import Served, Tab


SOON = 3  # seconds, fewer than pass until all is compared without a hint


@pytest.fixture
def served(site: BuiltSite) -> Iterator[Served]:
    site.add(page("about"), page("other"), box("site-about", "Ours."))
    with serving(site, "--watch") as served:
        yield served


def hears_of(tab: Tab, page: str) -> None:
    """Wait until the tab is told of this page, soon after it was told something else."""
    key = page.partition('data-key="')[2].partition('"')[0]
    while tab.states.get(timeout=SOON)["key"] != key:
        pass


def test_an_edited_row_is_told_to_the_tab_that_shows_it_and_to_no_other(
    site: BuiltSite, served: Served
) -> None:
    with served.tab("/about/") as tab, served.tab("/other/") as other:
        site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'about'")
        state = tab.hear()
        assert state["about"]["reason"] == "its rows changed"
        assert f'data-key="{state["key"]}"' in served.get("/about/").text
        assert "Edited." in served.get("/about/").text
        assert other.hears_nothing()


def test_what_was_rolled_back_is_told_to_nobody(site: BuiltSite, served: Served) -> None:
    with served.tab("/about/") as tab, site.engine.connect() as connection:
        connection.execute(text("UPDATE pages SET content = 'Edited.'"))
        assert tab.hears_nothing()
        connection.rollback()
        assert tab.hears_nothing()


def test_a_box_is_told_to_every_page_that_shows_it(site: BuiltSite, served: Served) -> None:
    with served.tab("/about/") as tab, served.tab("/robots.txt") as other:
        site.sql("UPDATE boxes SET content = 'New.'")
        assert tab.hear()["about"]["reason"].endswith("changed (box site-about)")
        assert other.hears_nothing()


def test_a_style_sheet_changes_without_the_page(site: BuiltSite, served: Served) -> None:
    before = served.get("/about/").text
    with served.tab("/about/") as tab:
        site.write("assets/css/print.css", "body { color: black }")
        state = tab.hear()
        ((old, new),) = state["restyled"]["urls"].items()
        assert f'data-key="{state["restyled"]["key"]}"' in before
        assert old in before
        assert b"color:black" in served.get(new).body.replace(b"#000", b"black")


def test_a_template_that_breaks_is_told_and_so_is_its_mend(site: BuiltSite, served: Served) -> None:
    source = (site.folder / "templates/pages/default.html").read_text()
    good = served.get("/about/").text
    with served.tab("/about/") as tab:
        site.write("templates/pages/default.html", source + "{% if %}")
        state = tab.hear()
        assert state["failure"].startswith("templates/pages/default.html:")
        site.write("templates/pages/default.html", source)
        assert "failure" not in tab.hear()
        assert served.get("/about/").text == good


def test_markup_that_breaks_names_its_row_and_the_last_good_page_stays(
    site: BuiltSite, served: Served
) -> None:
    good = served.get("/about/").text
    with served.tab("/about/") as tab:
        site.sql("UPDATE pages SET content_markup_type = 'bbcode' WHERE path = 'about'")
        said = "pages id 1 (about): unknown markup type 'bbcode'."
        assert tab.hear()["failure"].startswith(said)
        assert served.get("/about/").text == good
        site.sql("UPDATE pages SET content_markup_type = 'markdown' WHERE path = 'about'")
        assert "failure" not in tab.hear()


def test_a_page_that_goes_and_comes_back_is_told(site: BuiltSite, served: Served) -> None:
    with served.tab("/about/") as tab:
        site.sql("UPDATE pages SET is_published = false WHERE path = 'about'")
        assert tab.hear()["key"].startswith("404 ")
        assert served.get("/about/").status == 404
        site.sql("UPDATE pages SET is_published = true WHERE path = 'about'")
        assert tab.hear()["key"].startswith("200 ")


def test_a_list_is_told_when_a_page_joins_it(site: BuiltSite, served: Served) -> None:
    with served.tab("/sitemap/pages-0.xml") as tab:
        site.add(page("third"))
        assert tab.hear()["about"]["reason"] == "its rows changed"


def test_the_settings_are_read_again(site: BuiltSite, served: Served) -> None:
    project = (site.folder / "pyproject.toml").read_text()
    with served.tab("/about/") as tab:
        site.write("pyproject.toml", project.replace('"Test"', '"Renamed"'))
        assert tab.hear()["about"]["reason"].endswith("changed (site)")
        assert "Renamed" in served.get("/about/").text


def test_an_upload_that_is_replaced_is_shown_without_another_change(site: BuiltSite) -> None:
    project = (site.folder / "pyproject.toml").read_text()
    site.write("pyproject.toml", f'{project}media = "uploads"\n').write("uploads/a.txt", "One.")
    site.add(page("about", id=1), (PageImage, {"page_id": 1, "image": "a.txt"}))
    with serving(site, "--watch") as served, served.tab("/media/a.txt") as tab:
        assert served.get("/media/a.txt").text == "One."
        time.sleep(SETTLED + QUIET)
        site.write("uploads/a.txt", "Two.")
        assert tab.states.get(timeout=SOON)
        assert served.get("/media/a.txt").text == "Two."


def test_places_that_the_settings_name_anew_are_watched(site: BuiltSite, served: Served) -> None:
    project = (site.folder / "pyproject.toml").read_text()
    shutil.copytree(site.folder / "templates", site.folder / "others")
    site.write("others/pages/default.html", "One.")
    with served.tab("/about/") as tab:
        site.write("pyproject.toml", f'{project}templates = "others"\n')
        hears_of(tab, served.get("/about/").text)
        time.sleep(SETTLED + QUIET)
        with served.tab("/other/"):  # all is compared, and not again without a hint
            site.write("others/pages/default.html", "Two.")
            shown = served.get("/about/").text
            assert shown.startswith("Two.")
            hears_of(tab, shown)


def test_a_tab_at_another_moment_hears_of_that(site: BuiltSite, served: Served) -> None:
    with served.tab("/about/%3Fnow=2030-01-01") as tab:
        site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'about'")
        assert tab.hear()["about"]["reason"] == "its rows changed"


def test_the_terminal_has_one_line_for_a_change(site: BuiltSite, served: Served) -> None:
    with served.tab("/about/") as tab:
        site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'about'")
        tab.hear()
        assert served.process.stdout
        line = served.process.stdout.readline()
    assert line[8:].startswith("  its rows changed: /about/, ")
    assert line.endswith(" ms\n")


def test_a_folder_that_goes_while_it_is_looked_at_ends_nothing(
    site: BuiltSite, served: Served
) -> None:
    with served.tab("/about/") as tab:
        for _ in range(20):
            shutil.copytree(site.folder / "templates", site.folder / "assets/aside")
            shutil.rmtree(site.folder / "assets/aside")
        site.sql("UPDATE pages SET content = 'Edited.' WHERE path = 'about'")
        shown = served.get("/about/").text
        assert "Edited." in shown
        hears_of(tab, shown)


def test_a_template_behind_a_link_is_watched_like_others(site: BuiltSite) -> None:
    linked = site.folder / "elsewhere"
    (site.folder / "templates/pages").rename(linked)
    (site.folder / "templates/pages").symlink_to(linked)
    site.add(page("about"))
    with serving(site) as served:
        before = served.get("/about/").text
        site.write("elsewhere/default.html", "Another template.")
        assert served.get("/about/").text == "Another template." != before


def test_tabs_hear_of_changes_when_nobody_reads_the_terminal(
    site: BuiltSite, served: Served
) -> None:
    assert served.process.stdout
    served.process.stdout.close()
    with served.tab("/about/") as tab:
        for text_ in ("One.", "Two.", "Three."):
            site.sql("UPDATE pages SET content = :text WHERE path = 'about'", text=text_)
            assert tab.hear()["about"]["reason"] == "its rows changed"


def test_many_tabs_are_told_and_cost_nothing_when_nothing_happens(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.add(page("about"))
    with serving(sqlite_site, "--watch") as served, ExitStack() as tabs:
        opened = [tabs.enter_context(served.tab("/about/")) for _ in range(50)]
        before = ticks(served.process.pid)
        assert opened[0].hears_nothing()
        assert ticks(served.process.pid) - before < 10
        sqlite_site.sql("UPDATE pages SET content = 'Edited.'")
        assert {tab.hear()["about"]["reason"] for tab in opened} == {"its rows changed"}


def ticks(pid: int) -> int:
    """Hundredths of a second of CPU that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return int(user) + int(system)
