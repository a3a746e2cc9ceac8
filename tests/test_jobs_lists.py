"""The pages that list jobs, from rows on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.models import JobCategory, JobType
from tests.jobs_rows import (
    POSTED,
    add_job,
    add_jobs,
    all_jobs,
    contexts,
    heading,
    titles,
    under,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.built_site import BuiltSite


def facets(engine: Engine) -> Any:
    return all_jobs(engine)["facets"]


def link(kind: str, name: str, folder: str, count: int) -> dict[str, Any]:
    return {"kind": kind, "name": name, "url": f"/jobs/{folder}/", "count": count}


def names(links: Any) -> list[tuple[str, int]]:
    return [(link["name"], link["count"]) for link in links]


def countries(engine: Engine) -> Any:
    return contexts(engine, "jobs.locations")["jobs/locations/index.html"]["countries"]


def test_pages_that_list_nothing_are_there(engine: Engine):
    assert contexts(engine, "jobs.index") == {
        "jobs/index.html": {
            "rows": [],
            "pager": None,
            "count": 0,
            "facets": {
                "categories": [],
                "types": [],
                "places": [],
            },
        }
    }
    assert contexts(engine, "jobs.filtered") == {
        "jobs/location/telecommute/index.html": {
            "kind": "telecommute",
            "name": "",
            "rows": [],
            "pager": None,
            "count": 0,
        }
    }
    assert contexts(engine, "jobs.categories") == {"jobs/categories/index.html": {"categories": []}}
    assert contexts(engine, "jobs.types") == {"jobs/types/index.html": {"types": []}}
    assert contexts(engine, "jobs.locations") == {
        "jobs/locations/index.html": {
            "countries": [],
            "remote": link("telecommute", "", "location/telecommute", 0),
        }
    }


def test_a_row_says_what_where_and_since_when(engine: Engine):
    key = add_job(
        engine,
        "Developer",
        "Web",
        "Data",
        category="Engineering",
        region="Brandenburg",
        telecommuting=True,
        is_featured=True,
        other_job_type="Alchemy",
    )
    row = {
        "title": "Developer",
        "company": "Acme",
        "place": "Berlin, Brandenburg, Germany",
        "also_remote": True,
        "posted": POSTED,
        "new": True,
        "featured": True,
        "category": "Engineering",
        "types": ["Data", "Web", "Alchemy"],
        "url": f"/jobs/{key}/",
    }
    assert all_jobs(engine)["rows"] == [row]
    assert {
        path: (page["kind"], page["name"], page["rows"], page["count"])
        for path, page in contexts(engine, "jobs.filtered").items()
    } == {
        "jobs/category/engineering/index.html": ("category", "Engineering", [row], 1),
        "jobs/type/data/index.html": ("type", "Data", [row], 1),
        "jobs/type/web/index.html": ("type", "Web", [row], 1),
        "jobs/location/berlin-germany/index.html": ("location", row["place"], [row], 1),
        "jobs/location/telecommute/index.html": ("telecommute", "", [row], 1),
    }


@pytest.mark.parametrize(
    ("city", "region", "country", "shown"),
    [
        ("Berlin", None, "Germany", "Berlin, Germany"),
        ("Berlin", "", "Germany", "Berlin, Germany"),
        ("Berlin", "Berlin", "Germany", "Berlin, Germany"),
        (" Berlin ", "  ", "Germany", "Berlin, Germany"),
        ("Austin", "Texas", "USA", "Austin, Texas, USA"),
        ("Singapore", None, "Singapore", "Singapore"),
        ("", "", "", ""),
    ],
)
def test_a_place_is_said_once(engine: Engine, city: str, region: Any, country: str, shown: str):
    add_job(engine, city=city, region=region, country=country)
    (row,) = all_jobs(engine)["rows"]
    assert row["place"] == shown


@pytest.mark.parametrize(
    ("city", "remote", "shown"),
    [("", True, True), ("Berlin", True, True), (" Remote", True, False), ("Berlin", False, False)],
)
def test_a_job_is_said_to_be_remote_where_its_place_does_not_say_so(
    engine: Engine, city: str, remote: bool, shown: bool
):
    add_job(engine, city=city, country="", telecommuting=remote)
    (row,) = all_jobs(engine)["rows"]
    assert row["also_remote"] is shown


@pytest.mark.parametrize(("count", "sizes"), [(25, [25]), (26, [25, 1]), (51, [25, 25, 1])])
def test_a_list_has_25_jobs_a_page(engine: Engine, count: int, sizes: list[int]):
    add_jobs(engine, count)
    for view, base in (("index", "jobs/"), ("filtered", "jobs/category/web/")):
        found = contexts(engine, f"jobs.{view}")
        paths = [f"{base}index.html", f"{base}page/2/index.html", f"{base}page/3/index.html"]
        listed = [path for path in paths if path in found]
        assert [len(found[path]["rows"]) for path in listed] == sizes
        assert [found[path]["count"] for path in listed] == [count, 0, 0][: len(sizes)]
        shown = [title for path in listed for title in titles(found[path]["rows"])]
        assert shown == [f"Job {number}" for number in range(1, count + 1)]


def test_pages_of_a_list_lead_to_each_other(engine: Engine):
    add_jobs(engine, 26)
    found = contexts(engine, "jobs.index")
    linked = [{"number": 1, "url": "/jobs/"}, {"number": 2, "url": "/jobs/page/2/"}]
    both = {"count": 2, "first": "/jobs/", "pages": linked}
    first = {"number": 1, "previous": "", "next": "/jobs/page/2/"}
    second = {"number": 2, "previous": "/jobs/", "next": ""}
    assert found["jobs/index.html"]["pager"] == {**first, **both}
    assert found["jobs/page/2/index.html"]["pager"] == {**second, **both}
    assert found["jobs/page/2/index.html"]["facets"] is None


def test_facets_count_the_visible_jobs_under_each_heading(engine: Engine):
    add_job(engine, "One", "Web", "Data", category="Engineering", telecommuting=True)
    add_job(engine, "Two", "Web", category="Engineering")
    add_job(engine, "Three", category="Art", city="Paris", country="France", location_slug="p")
    add_job(engine, "Draft", "Ops", category="Law", status="draft", location_slug="d")
    assert facets(engine) == {
        "categories": [
            link("category", "Art", "category/art", 1),
            link("category", "Engineering", "category/engineering", 2),
        ],
        "types": [
            link("type", "Data", "type/data", 1),
            link("type", "Web", "type/web", 2),
        ],
        "places": [
            link("telecommute", "", "location/telecommute", 1),
            link("location", "Berlin, Germany", "location/berlin-germany", 2),
            link("location", "Paris, France", "location/p", 1),
        ],
    }
    overviews = {
        "categories": contexts(engine, "jobs.categories")["jobs/categories/index.html"],
        "types": contexts(engine, "jobs.types")["jobs/types/index.html"],
    }
    assert overviews == {name: {name: facets(engine)[name]} for name in overviews}


def test_the_ten_most_frequent_places_are_facets_by_name_where_they_draw(engine: Engine):
    for number in range(12):
        add_job(engine, city=f"City {number:02}", location_slug=f"city-{number}")
    add_job(engine, city="City 11", location_slug="city-11")
    found = names(facets(engine)["places"])
    assert found == [
        ("City 11, Germany", 2),
        *((f"City {number:02}, Germany", 1) for number in range(9)),
    ]


def test_an_active_heading_has_a_page_before_it_has_a_job(engine: Engine):
    heading(engine, JobCategory, "Law")
    heading(engine, JobType, "Ops")
    for path in ("category/law", "type/ops"):
        assert (under(engine, path)["rows"], under(engine, path)["count"]) == ([], 0)
    assert facets(engine)["categories"] == facets(engine)["types"] == []


def test_a_heading_that_is_not_active_has_a_page_while_it_has_jobs(engine: Engine):
    heading(engine, JobCategory, "Law", active=False)
    heading(engine, JobType, "Ops", active=False)
    heading(engine, JobType, "Gone", active=False)
    assert list(contexts(engine, "jobs.filtered")) == ["jobs/location/telecommute/index.html"]
    add_job(engine, "Counsel", "Ops", category="Law")
    assert titles(under(engine, "category/law")["rows"]) == ["Counsel"]
    assert titles(under(engine, "type/ops")["rows"]) == ["Counsel"]
    assert names(facets(engine)["categories"]) == [("Law", 1)]
    assert names(facets(engine)["types"]) == [("Ops", 1)]
    overview = contexts(engine, "jobs.types")["jobs/types/index.html"]
    assert names(overview["types"]) == [("Ops", 1)]


# Slugs that no list of a place can have: none, what another list has, and what no path can hold.
NO_PLACES = (
    *(None, "", "telecommute", "Telecommute", "x" * 302, "..", ".", ".x", "a/b", "/", "a\\b"),
    *("a#b", "a?b", "a\nb", "a\u202eb"),
)


@pytest.mark.parametrize("slug", NO_PLACES)
def test_a_job_without_a_place_of_its_own_is_counted_and_not_linked(engine: Engine, slug: Any):
    add_job(engine, location_slug=slug)
    assert facets(engine)["places"] == []
    unlinked = {"kind": "location", "name": "Berlin", "url": "", "count": 1}
    assert countries(engine) == [{"name": "Germany", "places": [unlinked]}]
    assert under(engine, "location/telecommute")["rows"] == []


@pytest.mark.parametrize("slug", NO_PLACES)
def test_a_place_without_a_list_stops_no_build_and_no_page_links_to_it(
    sqlite_site: BuiltSite, slug: Any
):
    key = add_job(sqlite_site.engine, location_slug=slug)
    report = sqlite_site.build()
    assert report.failures == ()
    warned = [each.message for each in report.warnings if each.path.startswith("jobs")]
    if slug == "a\u202eb":  # what nobody sees is taken from a text before a template has it
        link = "jobs id 1 (jobs/1): links to /jobs/location/ab/, which is not on the site."
        assert warned == [link]
        return
    assert warned == []
    assert "<dd>Berlin, Germany</dd>" in sqlite_site.read(f"jobs/{key}/index.html")
    assert "<span>Berlin</span>" in sqlite_site.read("jobs/locations/index.html")


def test_places_that_differ_in_case_alone_are_one(sqlite_site: BuiltSite):
    slugs = ("Berlin-Germany", "berlin-germany", "BERLIN-germany")
    keys = [add_job(sqlite_site.engine, f"{slug}", location_slug=slug) for slug in slugs]
    assert names(facets(sqlite_site.engine)["places"]) == [("Berlin, Germany", 3)]
    assert sqlite_site.build().failures == ()
    assert all(
        title in sqlite_site.read("jobs/location/berlin-germany/index.html") for title in slugs
    )
    for key in keys:
        assert "/jobs/location/berlin-germany/" in sqlite_site.links(f"jobs/{key}/index.html")


def test_places_that_are_called_alike_are_told_apart(engine: Engine):
    add_job(engine, region="Berlin", location_slug="berlin-berlin-germany")
    add_job(engine)
    add_job(engine, city="Bonn", location_slug="bonn")
    add_job(engine, city="Bonn", location_slug="bonn-2")
    add_job(engine, city="Essen", location_slug="essen")
    shown = {
        "Berlin, Germany": "Berlin",
        "Berlin, Berlin, Germany": "Berlin, Berlin",
        "Bonn, Germany (bonn)": "Bonn (bonn)",
        "Bonn, Germany (bonn-2)": "Bonn (bonn-2)",
        "Essen, Germany": "Essen",
    }
    assert {name for name, _ in names(facets(engine)["places"])} == set(shown)
    (germany,) = countries(engine)
    assert {place["name"] for place in germany["places"]} == set(shown.values())
    assert under(engine, "location/berlin-berlin-germany")["name"] == "Berlin, Berlin, Germany"


def test_places_without_latin_letters_are_listed_without_a_link(engine: Engine):
    for _ in range(2):
        add_job(engine, city="\u6771\u4eac", country="\u65e5\u672c", location_slug="")
    add_job(engine, city="Remote", country="", location_slug="", telecommuting=True)
    add_job(engine, city="", country="", location_slug="")
    tokyo = {"kind": "location", "name": "\u6771\u4eac", "url": "", "count": 2}
    assert countries(engine) == [{"name": "\u65e5\u672c", "places": [tokyo]}]


def test_places_stand_by_country_and_name_in_order_of_code_points(engine: Engine):
    places = (
        ("Wien", "", "Österreich", "wien"),
        ("essen", "", "Germany", "essen"),
        ("Berlin", "", "Germany", "berlin"),
        ("Zürich", "ZH", "Switzerland", "zurich"),
        ("", "", "Germany", "germany"),
        ("", "", "", "nowhere"),
    )
    for city, region, country, slug in places:
        add_job(engine, city=city, region=region, country=country, location_slug=slug)
    shown = [
        (each["name"], [place["name"] for place in each["places"]]) for each in countries(engine)
    ]
    assert shown == [
        ("", ["nowhere"]),
        ("Germany", ["Berlin", "Germany", "essen"]),
        ("Switzerland", ["Zürich, ZH"]),
        ("Österreich", ["Wien"]),
    ]
    (germany,) = (each for each in countries(engine) if each["name"] == "Germany")
    assert germany["places"][0] == link("location", "Berlin", "location/berlin", 1)


def test_a_place_is_spelled_as_in_its_newest_job(engine: Engine):
    add_job(engine, city="BERLIN", country="Deutschland", created=POSTED - timedelta(days=1))
    add_job(engine, city="Berlin")
    add_job(engine, city="berlin", created=POSTED - timedelta(days=2))
    assert names(facets(engine)["places"]) == [("Berlin, Germany", 3)]
    assert [each["name"] for each in countries(engine)] == ["Germany"]
    assert under(engine, "location/berlin-germany")["name"] == "Berlin, Germany"
    places = [row["place"] for row in all_jobs(engine)["rows"]]
    assert places == ["Berlin, Germany", "BERLIN, Deutschland", "berlin, Germany"]


def test_addresses_are_encoded(engine: Engine):
    heading(engine, JobCategory, "Café", slug="café 1")
    add_job(engine, category="Café", location_slug="münchen")
    assert facets(engine)["categories"][0]["url"] == "/jobs/category/caf%C3%A9%201/"
    assert facets(engine)["places"][0]["url"] == "/jobs/location/m%C3%BCnchen/"
