"""What people see of the preview: a real browser, and rows and files that change under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.built_site import box, page
from tests.processes import wait_until
from tests.served_site import QUIET, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Route
    from playwright.sync_api import Page as Tab

    from tests.built_site import BuiltSite
    from tests.served_site import Served

SECONDS = 10_000  # milliseconds for what takes a moment
LONG = "\n\n".join(f"Paragraph {number}." for number in range(200))


@pytest.fixture
def served(site: BuiltSite) -> Iterator[Served]:
    site.add(page("about", f"First.\n\n{LONG}"), page("other"), box("site-about", "Ours."))
    with serving(site, "--watch") as served:
        yield served


@pytest.fixture
def tab(chromium: Browser, served: Served) -> Iterator[Tab]:
    with chromium.new_context(base_url=served.url) as context:
        tab = context.new_page()
        visit(tab, "/about/")
        yield tab


def visit(tab: Tab, url: str) -> None:
    """Open a page, and wait until it listens."""
    with tab.expect_request(lambda request: "/_sitegen/events" in request.url):
        tab.goto(url)
    tab.evaluate("window.isOld = true")


def sees(tab: Tab, text: str) -> None:
    tab.get_by_text(text, exact=True).first.wait_for(timeout=SECONDS)


def becomes(tab: Tab, expression: str) -> None:
    """Wait until it is true; the browser could not: the policy of the site forbids to evaluate."""
    wait_until(lambda: tab.evaluate(expression))


def was_reloaded(tab: Tab) -> bool:
    return not tab.evaluate("window.isOld === true")


def edit(site: BuiltSite, text: str) -> None:
    site.sql("UPDATE pages SET content = :text WHERE path = 'about'", text=f"{text}\n\n{LONG}")


def test_an_edited_row_is_seen_in_its_tab_and_leaves_others_alone(
    site: BuiltSite, tab: Tab
) -> None:
    other = tab.context.new_page()
    visit(other, "/other/")
    edit(site, "Edited in another process.")
    sees(tab, "Edited in another process.")
    other.wait_for_timeout(1000 * QUIET)
    assert not was_reloaded(other)


def test_a_reader_stays_where_he_was(site: BuiltSite, tab: Tab) -> None:
    tab.mouse.wheel(0, 1500)
    becomes(tab, "scrollY > 1000")
    before = tab.evaluate("scrollY")
    edit(site, "Edited.")
    sees(tab, "Edited.")
    becomes(tab, f"Math.abs(scrollY - {before}) < 50")


def test_an_edited_template_is_seen(site: BuiltSite, tab: Tab) -> None:
    source = (site.folder / "templates/pages/default.html").read_text()
    site.write("templates/pages/default.html", source.replace("Last changed on", "Seen to on"))
    tab.get_by_text("Seen to on").wait_for(timeout=SECONDS)


def test_an_edited_box_is_seen(site: BuiltSite, tab: Tab) -> None:
    site.sql("UPDATE boxes SET content = 'Theirs.'")
    sees(tab, "Theirs.")


def test_an_edited_style_sheet_is_seen_without_a_reload(site: BuiltSite, tab: Tab) -> None:
    css = (site.folder / "assets/site.css").read_text()
    site.write("assets/site.css", f"{css}\nh1 {{ color: rgb(1, 2, 3) !important; }}\n")
    look = "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'"
    becomes(tab, look)
    assert not was_reloaded(tab)
    becomes(tab, "document.querySelectorAll('link[rel=stylesheet]').length === 1")


def test_a_template_that_breaks_is_shown_over_the_page_until_it_is_mended(
    site: BuiltSite, tab: Tab
) -> None:
    source = (site.folder / "templates/pages/default.html").read_text()
    site.write("templates/pages/default.html", source + "\n{% if %}\n")
    alert = tab.get_by_role("alert")
    alert.wait_for(timeout=SECONDS)
    assert "templates/pages/default.html:" in alert.inner_text()
    assert tab.get_by_text("First.", exact=True).count() == 1
    site.write("templates/pages/default.html", source)
    alert.wait_for(state="hidden", timeout=SECONDS)
    assert not was_reloaded(tab)


def test_a_row_that_breaks_is_named_over_the_last_good_page(site: BuiltSite, tab: Tab) -> None:
    site.sql("UPDATE pages SET content_markup_type = 'bbcode' WHERE path = 'about'")
    alert = tab.get_by_role("alert")
    alert.wait_for(timeout=SECONDS)
    assert "pages id 1 (about): unknown markup type 'bbcode'." in alert.inner_text()
    visit(tab, "/about/")
    alert.wait_for(timeout=SECONDS)
    sees(tab, "First.")
    site.sql("UPDATE pages SET content_markup_type = 'markdown' WHERE path = 'about'")
    alert.wait_for(state="hidden", timeout=SECONDS)


def test_the_bar_says_what_the_page_is_made_of_and_leads_to_another_moment(tab: Tab) -> None:
    tab.get_by_text("Preview", exact=True).click()
    sees(tab, "pages id 1 (about)")
    sees(tab, "templates/pages/default.html")
    tab.get_by_label("Moment, UTC").fill("2030-01-01T00:00")
    tab.get_by_role("button", name="Show").click()
    tab.wait_for_url("**/about/?now=2030-01-01T00%3A00")
    sees(tab, "Preview at 2030-01-01T00:00")
    tab.get_by_role("link", name="Test").first.click()
    tab.wait_for_url("**/?now=2030-01-01T00%3A00")


def test_a_tab_that_is_not_seen_holds_no_connection_and_misses_nothing(
    site: BuiltSite, tab: Tab
) -> None:
    hide(tab, "hidden")
    edit(site, "Edited meanwhile.")
    tab.wait_for_timeout(1000 * QUIET)
    assert not was_reloaded(tab)
    hide(tab, "visible")
    sees(tab, "Edited meanwhile.")


def hide(tab: Tab, state: str) -> None:
    tab.evaluate(
        "(state) => { Object.defineProperty(document, 'visibilityState',"
        " {value: state, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }",
        state,
    )


def test_the_script_breaks_no_rule_of_the_page(chromium: Browser, served: Served) -> None:
    with chromium.new_context(base_url=served.url) as context:
        tab = context.new_page()
        said: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        visit(tab, "/about/")
        becomes(tab, "!!document.querySelector('sitegen-preview')")
        assert said == []


def test_a_stream_that_was_refused_is_asked_for_again(site: BuiltSite, tab: Tab) -> None:
    refused: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.fulfill(status=503)

    tab.route("**/_sitegen/events*", refuse, times=2)
    visit(tab, "/about/")
    wait_until(lambda: tab.evaluate("1") and len(refused) == 2)
    edit(site, "Edited.")
    sees(tab, "Edited.")


def test_a_link_within_a_page_leads_there_at_the_same_moment_without_a_reload(
    site: BuiltSite, tab: Tab
) -> None:
    link = '<a href="#end">Down</a> <a href="/about/#end">Down, too</a>'
    edit(site, f"{link}\n\n{LONG}\n\n<p id='end'>The end.</p>")
    sees(tab, "Down, too")
    for query in ("2030-01-01", "2030-01-01T00:00"):
        for name in ("Down", "Down, too"):
            visit(tab, f"/about/?now={query}")
            tab.get_by_role("link", name=name, exact=True).click()
            becomes(tab, "scrollY > 1000")
            assert tab.url.endswith(f"/about/?now={query}#end")
            assert not was_reloaded(tab)


def test_another_moment_goes_along_with_the_links_of_a_picture(site: BuiltSite, tab: Tab) -> None:
    box = '<rect width="99" height="99"/>'
    for name in ("href", "xlink:href"):
        visit(tab, "/other/")
        edit(site, f'<svg width="99" height="99"><a {name}="/other/">{box}</a></svg>')
        visit(tab, "/about/?now=2030-01-01")
        tab.locator("main svg a rect").click()
        tab.wait_for_url("**/other/?now=2030-01-01")


def test_the_bar_is_not_printed(tab: Tab) -> None:
    look = "getComputedStyle(document.querySelector('sitegen-preview')).display"
    assert tab.evaluate(look) != "none"
    tab.emulate_media(media="print")
    assert tab.evaluate(look) == "none"
