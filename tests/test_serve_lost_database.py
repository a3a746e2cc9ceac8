"""A database that goes away is a banner over the page, and no restart is needed when it is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.built_site import BuiltSite, page
from tests.conftest import migrate
from tests.postgres import control, find_programs, started
from tests.served_site import serving

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

SECONDS = 20_000  # milliseconds for a server to come and go


def test_a_server_that_stops_and_starts_is_followed(tmp_path: Path, chromium: Browser) -> None:
    with started(find_programs()) as url:
        text = url.render_as_string(hide_password=False)
        migrate(text)
        site = BuiltSite(text, tmp_path).add(page("about", "First."))
        with serving(site, "--watch") as served, chromium.new_context() as context:
            tab = context.new_page()
            tab.goto(f"{served.url}/about/")
            site.engine.dispose()
            control(url, "stop")
            banner = tab.get_by_role("status").filter(has_text="cannot be used")
            banner.wait_for(timeout=SECONDS)
            assert tab.get_by_text("First.", exact=True).is_visible()
            assert "First." in served.get("/about/").text
            assert "cannot be used" in served.get("/other/").text
            control(url, "start")
            banner.wait_for(state="hidden", timeout=SECONDS)
            site.sql("UPDATE pages SET content = 'Edited.'")
            tab.get_by_text("Edited.", exact=True).wait_for(timeout=SECONDS)
        site.engine.dispose()


def test_a_file_that_is_replaced_is_read_anew(sqlite_site: BuiltSite, tmp_path: Path) -> None:
    sqlite_site.add(page("about", "First."))
    sqlite_site.engine.dispose()
    file = tmp_path / "site.db"
    with serving(sqlite_site, "--watch") as served, served.tab("/about/") as tab:
        aside = file.rename(tmp_path / "aside.db")
        assert tab.hear()["banner"].startswith("There is no database at")
        aside.rename(file)
        assert "banner" not in tab.hear()
        assert "First." in served.get("/about/").text
