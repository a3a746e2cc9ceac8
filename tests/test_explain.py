from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sitegen.cli.looking import lines
from sitegen.errors import SettingsFault
from sitegen.explain import explain, routes
from sitegen.sections import SITE
from tests.built_site import NOW, BuiltSite, box, page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def explained(site: BuiltSite, asked: str) -> list[str]:
    return list(lines(explain(site.settings, SITE, NOW, asked)))


def verdict(site: BuiltSite, asked: str) -> str:
    return explained(site, asked)[0]


def append(file: Path, text: str) -> None:
    with file.open("a") as opened:
        opened.write(text)


def test_a_page_that_was_just_built_is_up_to_date(site: BuiltSite) -> None:
    site.add(page("about", id=7)).build()
    said = explained(site, "/about/")
    assert said[0] == "about/index.html: is up to date."
    assert "  source    pages id 7 (about)" in said
    assert "  rows      pages" in said
    assert "  template  pages/default.html" in said


def test_a_computed_page_names_the_tables_that_it_is_made_from(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    rows = "  rows      operating_systems, pages, release_files, releases"
    assert rows in explained(sqlite_site, "/downloads/")


@pytest.mark.parametrize(
    "asked", ["about/index.html", "/about/", "/about", "https://EXAMPLE.org/about/#y"]
)
def test_a_page_is_known_by_path_and_by_url(sqlite_site: BuiltSite, asked: str) -> None:
    sqlite_site.add(page("about")).build()
    assert verdict(sqlite_site, asked) == "about/index.html: is up to date."


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda site: site.sql("UPDATE pages SET title = 'x'"), "its rows changed"),
        (lambda site: (site.output / "about/index.html").unlink(), "missing from the output"),
        (lambda site: site.write("build/about/index.html", "x"), "edited in the output"),
        (
            lambda site: append(site.folder / "templates/macros/frame.html", "\n"),
            "template macros/frame.html changed",
        ),
        (
            lambda site: site.set(name="Another").sql("UPDATE pages SET title = 'x'"),
            "its rows changed, and the settings changed",
        ),
    ],
)
def test_the_reason_is_the_one_that_the_build_acts_on(
    sqlite_site: BuiltSite, change: Callable[[BuiltSite], object], reason: str
) -> None:
    sqlite_site.add(page("about")).build()
    change(sqlite_site)
    assert verdict(sqlite_site, "/about/") == f"about/index.html: would be made again: {reason}."


def test_what_changed_of_the_inputs_is_named_and_marked(sqlite_site: BuiltSite) -> None:
    shown = '{{ box("hello") }}{% include ["none.html", "some.html"] %}'
    sqlite_site.add(page("about"), box("hello", "Hello."))
    sqlite_site.write("templates/some.html", "Some.")
    sqlite_site.write("templates/pages/default.html", shown).build()
    sqlite_site.sql("UPDATE boxes SET content = 'Bye.'")
    sqlite_site.write("templates/pages/default.html", '{{ box("hello") }}')
    said = explained(sqlite_site, "/about/")
    changed = "template pages/default.html, box hello, template none.html and template some.html"
    assert said[0] == f"about/index.html: would be made again: {changed} changed."
    assert [line for line in said if line.endswith(" (changed)")] == [
        "  template  pages/default.html (changed)",
        "  box       hello (changed)",
    ]
    assert said[-2:] == [
        "  template  none.html (no longer used)",
        "  template  some.html (no longer used)",
    ]


def test_as_values_an_explanation_says_the_same(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about", id=7)).build()
    sqlite_site.sql("UPDATE pages SET title = 'x'")
    sqlite_site.write("templates/pages/default.html", "{% include 'no.html' ignore missing %}")
    found = explain(sqlite_site.settings, SITE, NOW, "/about/")
    assert (found.path, found.verdict, found.would_render) == ("about/index.html", "stale", True)
    assert (found.source, found.view) == ("pages id 7 (about)", "pages.page")
    assert (found.tables, found.template) == (("pages",), "pages/default.html")
    inputs = {str(part): part for part in found.inputs}
    assert inputs["template pages/default.html"].changed
    assert inputs["template no.html"].absent
    assert not inputs["the code"].changed
    assert len(inputs["the code"].fingerprint) == 40


def test_headers_are_said_to_follow_what_pages_embed(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a")).build()
    frame = '<iframe title="A" src="https://a.example/"></iframe>'
    sqlite_site.sql("UPDATE pages SET content = :frame, content_markup_type = 'html'", frame=frame)
    first, *_, last = explained(sqlite_site, "_headers")
    assert first == "_headers: is up to date."
    assert last == (
        "  follows   what pages embed, which is known when they are rendered: "
        "the policy permits no more"
    )
    headers = sqlite_site.read("_headers")
    assert sqlite_site.build().rendered == 1
    assert sqlite_site.read("_headers") != headers
    assert not any("follows" in line for line in explained(sqlite_site, "/a/"))


def test_a_page_that_fails_says_why(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("x/../y", id=7))
    found = explain(sqlite_site.settings, SITE, NOW, "x/../y/index.html")
    assert (found.verdict, found.would_render) == ("failed", False)
    assert list(lines(found)) == ["x/../y/index.html: fails.", *found.failures]
    assert found.failures[0].startswith("pages id 7 (x/../y): its path ")


def test_an_asset_is_made_of_its_file_alone(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    (asset,) = (sqlite_site.output / "assets").glob("site*.css")
    found = explain(sqlite_site.settings, SITE, NOW, f"/assets/{asset.name}")
    assert (found.verdict, found.view, found.inputs) == ("current", "", ())


def test_a_page_that_nothing_makes_any_more_would_be_removed(site: BuiltSite) -> None:
    site.add(page("about")).build()
    site.sql("DELETE FROM pages")
    assert verdict(site, "/about/") == (
        "about/index.html: would be removed; nothing makes it any more."
    )


def damage(file: Path) -> None:
    """Leave the head of a database, and spoil all the rest."""
    file.write_bytes(file.read_bytes()[:4096] + b"\xa5" * 40_000)


def state_of(site: BuiltSite) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in site.settings.state.iterdir()}


@pytest.mark.parametrize("layout", [1, 2])
def test_nothing_of_the_state_is_changed(sqlite_site: BuiltSite, layout: int) -> None:
    sqlite_site.add(page("about"), box("hello", "Hello.")).build()
    sqlite_site.write("templates/pages/default.html", '{{ box("hello") }}')
    with closing(sqlite3.connect(sqlite_site.settings.state / "manifest.db")) as manifest:
        manifest.execute(f"PRAGMA user_version = {layout}")
    before = state_of(sqlite_site)
    verdict(sqlite_site, "/about/")
    routes(sqlite_site.settings, SITE, NOW)
    assert state_of(sqlite_site) == before


def test_a_state_of_an_older_layout_is_as_good_as_none(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about")).build()
    with closing(sqlite3.connect(sqlite_site.settings.state / "manifest.db")) as manifest:
        manifest.execute("PRAGMA user_version = 1")
    assert verdict(sqlite_site, "/about/") == "about/index.html: would be made again: new."


def test_a_damaged_state_is_named(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about")).build()
    damage(sqlite_site.settings.state / "manifest.db")
    with pytest.raises(SettingsFault, match=r"^The state .* cannot be used: .*malformed") as caught:
        verdict(sqlite_site, "/about/")
    assert "build with --adopt" in caught.value.mend


def test_what_changed_of_damaged_inputs_nobody_can_say(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about")).build()
    sqlite_site.write("templates/macros/frame.html", "")
    with closing(sqlite3.connect(sqlite_site.settings.state / "manifest.db")) as manifest:
        manifest.execute("UPDATE inputs SET parts = substr(parts, 2)")
        manifest.commit()
    said = explained(sqlite_site, "/about/")
    assert said[0] == (
        "about/index.html: would be made again: "
        "its template, shared content, settings or code changed."
    )
    assert not [line for line in said if "(changed)" in line]


def test_a_damaged_memo_does_not_matter(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about")).build()
    damage(sqlite_site.settings.state / "fragments.db")
    before = state_of(sqlite_site)
    assert verdict(sqlite_site, "/about/") == "about/index.html: is up to date."
    assert state_of(sqlite_site) == before


def test_a_page_of_another_host_is_an_error(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about"))
    with pytest.raises(SettingsFault) as caught:
        verdict(sqlite_site, "https://other.example/about/")
    assert str(caught.value) == (
        "https://other.example/about/ is on another host than this site, which is "
        "https://example.org. Name a page of this site."
    )


def test_a_page_that_never_was_is_an_error(sqlite_site: BuiltSite) -> None:
    with pytest.raises(SettingsFault) as caught:
        verdict(sqlite_site, "/nowhere/")
    assert str(caught.value) == (
        "The site has no page at /nowhere/. `sitegen routes` lists all of them."
    )


def test_routes_list_every_path_with_its_view_and_template(site: BuiltSite) -> None:
    site.add(page("about"), page("draft", is_published=False))
    found = {route["path"]: route for route in routes(site.settings, SITE, NOW)}
    assert found["about/index.html"] == {
        "path": "about/index.html",
        "view": "pages.page",
        "template": "pages/default.html",
    }
    assert "draft/index.html" not in found
