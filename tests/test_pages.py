"""What is said of pages beside their files: in the sitemap, and in headers for the host."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.database import snapshot
from sitegen.hosting.rules import Headers, Redirect, Rules, exact, headers_view, redirects_view
from sitegen.models import Page, Release
from sitegen.reading import Reading
from sitegen.sections import RULES, SITE, SITEMAPS, home, pages
from sitegen.sections.site import EVERYWHERE as FOR_ALL_FILES
from tests.built_site import page
from tests.downloads_rows import NOW, add_page, add_release, add_systems
from tests.jobs_rows import add_job

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.built_site import BuiltSite

EVERYWHERE = {
    "/*": dict(FOR_ALL_FILES),
    "/assets/*": {"Cache-Control": "public, max-age=31536000, immutable"},
}
NAMES_OF_FILES = ["robots.txt", "404.html"]
JSON = {"content_type": "application/json"}


def listed(engine: Engine) -> dict[str, list[str]]:
    """The URLs in each file of the pages' sitemap."""
    with snapshot(engine) as connection:
        found = pages.SITEMAPS[0].contexts(Reading(connection, NOW), None)
        return {each.path: [url["url"] for url in each.context["urls"]] for each in found}


def headers(engine: Engine) -> dict[str, dict[str, str]]:
    """What the section of pages asks of the host, beside what holds for all files."""
    with snapshot(engine) as connection:
        (content,) = headers_view(RULES).contexts(Reading(connection, NOW), None)
    found = {
        block["path"]: {each["name"]: each["value"] for each in block["headers"]}
        for block in content.context["blocks"]
    }
    assert EVERYWHERE.items() <= found.items()
    return {path: lines for path, lines in found.items() if path not in EVERYWHERE}


def claimed(engine: Engine) -> list[str]:
    """The stored paths of pages for which there is no place."""
    add_systems(engine)
    add_release(engine, "Python 3.14.0")
    add_job(engine, "Developer", "Data", id=7)
    own = ["", "downloads", "Downloads", "/downloads/windows/", "downloads/release/python-3140"]
    of_jobs = ["jobs", "jobs/7", "jobs/locations", "jobs/location/telecommute", "jobs/type/data"]
    return [*own, *of_jobs, "jobs/category/web", "jobs/location/Berlin-Germany", *NAMES_OF_FILES]


def test_every_file_is_what_its_type_says_and_assets_are_kept_for_good(engine: Engine):
    assert headers(engine) == {}


def test_a_page_whose_path_does_not_tell_its_type_has_a_header(engine: Engine):
    add_page(engine, "api", **JSON)
    add_page(engine, "api.json", **JSON)
    add_page(engine, "hidden", is_published=False, **JSON)
    assert headers(engine) == {"/api/": {"Content-Type": "application/json"}}


def test_what_concerns_one_page_is_the_block_of_that_and_what_holds_for_all(engine: Engine):
    view = headers_view(RULES)
    for path in ("api", "/feed/", "other"):
        add_page(engine, path, **(JSON if path != "other" else {}))
    found = {}
    for path in ("api/index.html", "feed/index.html", "other/index.html", "index.html"):
        with snapshot(engine) as connection:
            (content,) = view.concerning(path).contexts(Reading(connection, NOW), None)
        found[path] = {block["path"] for block in content.context["blocks"]} - EVERYWHERE.keys()
    assert found == {
        "api/index.html": {"/api/"},
        "feed/index.html": {"/feed/"},
        "other/index.html": set(),
        "index.html": set(),
    }


def test_a_page_that_gives_way_alters_no_header(engine: Engine):
    for path in claimed(engine):
        add_page(engine, path, **JSON)
    assert headers(engine) == {}


def test_a_page_that_gives_way_is_not_in_the_sitemap(engine: Engine):
    for path in claimed(engine):
        add_page(engine, path)
    add_page(engine, "downloads/release/python-unpublished")
    add_page(engine, "downloads/verify")
    assert listed(engine) == {
        "sitemap/pages-0.xml": ["/downloads/release/python-unpublished/", "/downloads/verify/"]
    }


def test_a_page_keeps_the_path_of_an_unpublished_release(engine: Engine):
    add_release(engine, "Python 3.14.0", is_published=False)
    add_page(engine, "downloads/release/python-3140")
    assert listed(engine) == {"sitemap/pages-0.xml": ["/downloads/release/python-3140/"]}


def test_all_pages_that_give_way_are_known(site: BuiltSite):
    """Hold what is left out beside the pages against what the plan leaves out."""
    paths = claimed(site.engine)
    for path in paths:
        add_page(site.engine, path)
    add_page(site.engine, "about")
    left_out = [each for each in site.build().warnings if "left out, because" in each.message]
    assert len(left_out) == len(paths)
    assert listed(site.engine) == {"sitemap/pages-0.xml": ["/about/"]}


@pytest.mark.parametrize("kind", ["", " ", "text/html", "text/html; charset=utf-8"])
def test_a_page_without_a_type_is_html(engine: Engine, kind: str):
    add_page(engine, "about", content_type=kind)
    assert listed(engine) == {"sitemap/pages-0.xml": ["/about/"]}
    assert headers(engine) == {}


@pytest.mark.parametrize(
    ("path", "pattern"),
    [("a:b", "/a%3Ab/"), ("a*", "/a%2A/"), ("a b#c", "/a%20b%23c/"), ("é\n", "/%C3%A9%0A/")],
)
def test_a_header_is_for_the_path_of_its_row_alone(engine: Engine, path: str, pattern: str):
    add_page(engine, path, **JSON)
    assert list(headers(engine)) == [pattern]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("application/json\nX-Evil: 1", "application/json X-Evil: 1"),
        (" text/x-diff;\tcharset=utf-8 ", "text/x-diff; charset=utf-8"),
        ("application/json\u2028", "application/json"),
    ],
)
def test_a_header_is_one_line_whatever_the_row_holds(engine: Engine, kind: str, value: str):
    add_page(engine, "api", content_type=kind)
    assert headers(engine) == {"/api/": {"Content-Type": value}}


def test_a_header_without_a_value_is_left_out(engine: Engine):
    add_page(engine, "api", content_type="\n")
    assert headers(engine) == {}


def test_no_rule_of_any_section_breaks_its_line(engine: Engine):
    rules = Rules(
        redirects=lambda rows: [Redirect("/a b\n#c", "/é\u2028 #d")],
        headers=lambda rows: [Headers("/a\n#b", (("X", "1"),))],
    )
    with snapshot(engine) as connection:
        (redirects,) = redirects_view([rules]).contexts(Reading(connection, NOW), None)
        (blocks,) = headers_view([rules]).contexts(Reading(connection, NOW), None)
    assert redirects.context["rules"] == [
        {"source": "/a%20b%0A%23c", "target": "/%C3%A9%E2%80%A8%20%23d", "status": 301, "row": ""}
    ]
    assert blocks.context["blocks"] == [
        {"path": "/a%0A%23b", "headers": [{"name": "X", "value": "1"}]}
    ]


def test_an_exact_path_holds_no_pattern():
    assert exact("/a:b/*/") == "/a%3Ab/%2A/"


@pytest.mark.parametrize("model", [Page, Release])
def test_a_file_of_the_sitemap_holds_a_range_of_5000_ids(engine: Engine, model: type):
    ids = (1, 4_999, 5_000, 9_999, 10_000)
    for key in ids:
        if model is Page:
            add_page(engine, f"page-{key}", id=key)
        else:
            add_release(engine, f"Python 3.{key}", id=key)
    kind = "pages" if model is Page else "releases"
    lengths = {path: len(urls) for path, urls in all_listed(engine).items() if kind in path}
    assert lengths == {
        f"sitemap/{kind}-0.xml": 2,
        f"sitemap/{kind}-1.xml": 2,
        f"sitemap/{kind}-2.xml": 1,
    }


def all_listed(engine: Engine) -> dict[str, Any]:
    with snapshot(engine) as connection:
        found = [
            each for view in SITEMAPS for each in view.contexts(Reading(connection, NOW), None)
        ]
    return {each.path: each.context["urls"] for each in found}


def test_no_file_of_the_sitemap_holds_more_than_5000_urls(engine: Engine):
    rows = [{"id": key, "path": f"p{key}", "title": "", "content": ""} for key in range(1, 10_001)]
    with engine.begin() as connection:
        connection.execute(Page.__table__.insert(), rows)
    found = {path: len(urls) for path, urls in all_listed(engine).items() if "pages" in path}
    assert found == {
        "sitemap/pages-0.xml": 4_999,
        "sitemap/pages-1.xml": 5_000,
        "sitemap/pages-2.xml": 1,
    }


def test_addresses_in_the_sitemap_are_encoded_as_in_links(site: BuiltSite):
    when = datetime(2026, 1, 2, tzinfo=UTC)
    site.add(page("café 100%", updated=when)).build()
    line = "https://example.org/caf%C3%A9%20100%25/</loc><lastmod>2026-01-02T00:00:00Z</lastmod>"
    assert line in site.read("sitemap/pages-0.xml")
    assert 'rel="canonical" href="https://example.org/caf%C3%A9%20100%25/"' in site.read(
        "café 100%/index.html"
    )


def test_the_index_lists_every_file_of_the_sitemap(site: BuiltSite):
    site.add(page("about")).build()
    files = [path for path in site.tree() if path.startswith("sitemap/")]
    index = site.read("sitemap.xml")
    for path in files:
        assert f"<sitemap><loc>https://example.org/{path}</loc></sitemap>" in index
    assert "sitemap/pages-0.xml" in files
    assert index.count("<loc>") == len(files)


def test_names_of_views_are_unique():
    names = [view.name for view in SITE.views]
    assert len(names) == len(set(names))


def test_the_newest_releases_say_what_changed(engine: Engine):
    add_release(engine, "Python 3.14.0", release_notes_url="https://docs.example/")
    with snapshot(engine) as connection:
        (content,) = home.VIEWS[0].contexts(Reading(connection, NOW), None)
    (release,) = content.context["newest"]
    assert release["notes_url"] == "https://docs.example/"


@pytest.mark.parametrize(
    "values",
    [{"content_type": "application/json"}, {"template_name": "pages/raw.html"}],
    ids=["not HTML", "a file of its own"],
)
def test_what_is_no_part_of_a_page_is_published_as_it_stands(
    sqlite_site: BuiltSite, values: dict[str, str]
) -> None:
    sqlite_site.add(page("raw", '<style>p {}</style>{"open": "<b>"}', "html", **values)).build()
    assert sqlite_site.read("raw/index.html") == '<style>p {}</style>{"open": "<b>"}'


@pytest.mark.parametrize("title", ["", "  "])
@pytest.mark.parametrize(
    ("path", "shown"), [("about/a/ba", "ba"), ("caf\xe9", "caf\xe9"), ("a/", "a")]
)
def test_a_page_without_a_title_is_called_after_the_end_of_its_path(
    site: BuiltSite, path: str, shown: str, title: str
) -> None:
    for template in ("pages/default.html", "psf/full-width.html"):
        site.sql("DELETE FROM pages").add(page(path, title=title))
        site.sql("UPDATE pages SET template_name = :name", name=template)
        assert site.build().failures == ()
        body = site.read(f"{path.strip('/')}/index.html")
        assert f"<title>{shown} | Test</title>" in body
        assert f">{shown}</h1>" in body
