"""What readers meet in lists of events and jobs, and on the pages they lead to."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sitegen.markup import Fragment
from sitegen.page import Kit, Page
from sitegen.render import Renderer
from sitegen.sections.pager import pages
from sitegen.templates import template_set, template_sources

TEMPLATES = template_set(template_sources(Path(__file__).parents[1] / "templates"))
SITE = {"name": "Test", "base_url": "https://example.org", "description": "A test", "year": 2026}
STAND_INS: dict[str, Any] = {"box": Fragment(""), "menu": [], "asset": "/assets/x"}
MOMENT = datetime(2026, 6, 2, 18, tzinfo=UTC)

CALENDAR = {"name": "Groups", "url": "/events/groups/", "description": ""}
CALENDAR |= {"past_url": "/events/groups/past/"}
LINKS = [{"kind": "rss", "url": "https://a.org/rss"}, {"kind": "url", "url": "javascript:x"}]
WHEN = {"start": MOMENT, "end": MOMENT.replace(hour=20), "all_day": False, "running": False}
EVENT: dict[str, Any] = {
    "title": "<b>Meetup</b>",
    "url": "/events/groups/1/",
    "when": WHEN,
    "month": "2026-06",
    "rhythm": "Every week",
    "others": [],
    "more": None,
    "venue": None,
    "calendar": CALENDAR,
}
JOB = {
    "id": 1,
    "job_title": "Dev",
    "company_name": "Acme",
    "location_slug": "",
    "location_url": "",
    "city": "Singapore",
    "region": "",
    "country": "Singapore",
    "description": Fragment("<p>Work.</p>"),
    "requirements": Fragment(""),
    "company_description": Fragment(""),
    "contact": "",
    "email": "a@example.org",
    "url": "https://a.org/",
    "telecommuting": False,
    "agencies": True,
    "created": MOMENT,
    "expires": MOMENT,
    "category_name": "Web",
    "category_url": "/jobs/category/web/",
    "other_job_type": "",
    "previous_url": None,
    "previous_title": None,
    "next_url": "/jobs/7/",
    "next_title": "<i>Older</i>",
}
LISTED_JOB = {
    "title": "Dev",
    "company": "Acme",
    "place": "Berlin",
    "also_remote": False,
    "posted": MOMENT,
    "new": False,
    "featured": False,
    "category": "Web",
    "types": [],
    "url": "/jobs/1/",
}
NOTHING: dict[str, dict[str, Any]] = {
    "events/index.html": {"featured": [], "running": [], "months": [], "just_missed": []}
    | {"repeating_until": None}
    | {"calendars": []},
    "events/calendars.html": {"calendars": []},
    "events/calendar.html": {"calendar": CALENDAR | {"links": []}, "rows": [], "pager": None}
    | {"featured": None, "categories": [], "locations": []},
    "events/past.html": {"calendar": CALENDAR, "rows": [], "pager": None},
    "events/categories.html": {"calendar": CALENDAR, "categories": []},
    "events/locations.html": {"calendar": CALENDAR, "locations": []},
    "events/category.html": {"calendar": CALENDAR, "category": {"name": "Talk"}}
    | {"rows": [], "pager": None},
    "events/location.html": {"calendar": CALENDAR, "rows": [], "pager": None}
    | {"location": {"name": "Hall", "address": "", "web": ""}},
    "jobs/index.html": {"rows": [], "pager": None, "count": 0, "facets": None},
    "jobs/filtered.html": {"rows": [], "pager": None, "count": 0, "kind": "type", "name": "Web"},
    "jobs/categories.html": {"categories": []},
    "jobs/types.html": {"types": []},
    "jobs/locations.html": {
        "countries": [],
        "remote": {"url": "/r/", "count": 0},
    },
}


def shown(template: str, context: dict[str, Any], path: str = "a/b/index.html") -> str:
    """The main part of the page, with its head."""
    closure = TEMPLATES.closure(template).shared
    shared = {(kind, name): STAND_INS[kind] for kind, name in closure}
    site = SITE | {"language": "en", "media_url": ""}
    made = Renderer(Kit(TEMPLATES.sources, {template: closure}, shared, site)).render(
        Page(path, template, "a row", context)
    )
    return getattr(made, "body", b"").decode().partition("</main>")[0] or str(made)


def pager(number: int, *numbers: int) -> dict[str, Any]:
    linked = [{"number": each, "url": f"/p/{each}/"} for each in numbers]
    return {"number": number, "count": numbers[-1], "first": "/p/", "pages": linked} | {
        "previous": f"/p/{number - 1}/" if number > 1 else "",
        "next": f"/p/{number + 1}/" if number < numbers[-1] else "",
    }


def job(**values: Any) -> str:
    return shown("jobs/job.html", {"job": JOB | values, "types": []})


def steps(body: str) -> list[str]:
    """Where the breadcrumbs lead."""
    breadcrumbs = body.partition('<nav class="breadcrumbs"')[2].partition("</nav>")[0]
    return re.findall(r'<li><a href="([^"]+)">', breadcrumbs)


@pytest.mark.parametrize("template", NOTHING)
def test_an_empty_list_says_so_and_leads_on(template: str) -> None:
    body = shown(template, NOTHING[template])
    empty = body.partition('<div class="empty">')[2].partition("</div>")[0]
    assert 'class="empty-title"' in empty
    assert '<a href="' in empty
    assert body.count("<h1") == 1


def test_a_row_says_when_in_words_and_to_machines() -> None:
    body = shown("events/past.html", NOTHING["events/past.html"] | {"rows": [EVENT]})
    assert '<time class="event-date" datetime="2026-06-02">' in body
    assert 'Tuesday, <time datetime="2026-06-02T18:00:00Z">18:00</time> to ' in body
    assert "&lt;b&gt;Meetup" in body


def test_an_event_without_a_title_is_called_so_wherever_it_is_named() -> None:
    untitled = EVENT | {"title": ""}
    rows = shown("events/past.html", NOTHING["events/past.html"] | {"rows": [untitled]})
    assert '<a href="/events/groups/1/"><bdi>Untitled event</bdi></a>' in rows
    details = {"when": WHEN, "over": False, "rhythms": [], "upcoming": []}
    page = shown(
        "events/event.html",
        {"event": {"title": "", "description": Fragment("")}}
        | {
            **details,
            "categories": [],
            "calendar": CALENDAR,
            "venue": None,
            "previous": untitled,
            "next": untitled,
        },
    )
    assert "<title>Untitled event |" in page
    assert "<h1>Untitled event</h1>" in page
    assert '<span aria-current="page">Untitled event</span>' in page
    assert page.count("</span> Untitled event</a>") == 2


def test_of_many_pages_those_left_out_are_a_gap() -> None:
    context = NOTHING["events/past.html"] | {
        "rows": [EVENT],
        "pager": pager(5, 1, 3, 4, 5, 6, 7, 9),
    }
    body = shown("events/past.html", context)
    words = re.sub(r"<[^>]+>|Page", " ", body.partition('class="pager-pages"')[2])
    assert " ".join(words.split()).startswith("> 1 … 3 4 5 6 7 … 9 Next")
    assert '<link rel="prev" href="/p/4/">' in body
    assert "<title>Past events of Groups, page 5 |" in body


@pytest.mark.parametrize(
    ("template", "folder", "above"),
    [
        ("jobs/index.html", "jobs/", 1),
        ("jobs/filtered.html", "jobs/category/page/", 3),
        ("events/calendar.html", "events/page/", 2),
        ("events/past.html", "events/webpage/past/", 3),
        ("events/category.html", "events/webpage/categories/page/", 4),
        ("events/location.html", "events/webpage/locations/1/", 4),
    ],
)
def test_a_further_page_leads_back_to_the_first_whatever_it_is_called(
    template: str, folder: str, above: int
) -> None:
    rows = [EVENT, EVENT] if folder.startswith("events") else [LISTED_JOB, LISTED_JOB]
    _, (path, shown_rows, pager_of_it) = pages(rows, f"{folder}index.html", size=1)
    context = NOTHING[template] | {"rows": shown_rows, "pager": pager_of_it}
    if "calendar" in context:
        context["calendar"] = CALENDAR | {"links": []}
    links = steps(shown(template, context, path))
    assert links[-1] == f"/{folder}"
    assert len(links) == 1 + above


def test_links_of_a_calendar_are_links_if_they_are_of_the_web() -> None:
    context = NOTHING["events/calendar.html"] | {"calendar": CALENDAR | {"links": LINKS}}
    body = shown("events/calendar.html", context)
    assert '<a href="https://a.org/rss" rel="nofollow ugc noopener">RSS</a>' in body
    assert "javascript" not in body


def test_a_job_says_a_place_once_and_who_may_answer() -> None:
    assert "Acme, Singapore</p>" in job()
    assert "Agencies" not in job()
    assert "Agencies are asked not to get in touch" in job(agencies=False)


@pytest.mark.parametrize("nowhere", ["", "  "])
@pytest.mark.parametrize("remote", [False, True])
def test_a_job_without_a_place_names_its_company_alone(nowhere: str, remote: bool) -> None:
    body = job(city=nowhere, region=nowhere, country=nowhere, telecommuting=remote)
    tag = ' <span class="tag">Remote</span>' if remote else ""
    assert f'<p class="lead">Acme{tag}</p>' in body
    assert '<meta name="description" content="Dev at Acme. Work.">' in body
    assert "<dt>Where</dt>" not in body


def test_a_place_that_only_its_list_names_leads_there() -> None:
    body = job(
        city="",
        region="",
        country="",
        location_slug="near-you",
        location_url="/jobs/location/near-you/",
    )
    assert '<dd><a href="/jobs/location/near-you/">near-you</a></dd>' in body


@pytest.mark.parametrize(
    ("city", "region", "country", "words"),
    [
        (" Berlin ", "berlin", "Germany", "Berlin, berlin, Germany"),
        (" Berlin ", "Berlin", " ", "Berlin"),
    ],
)
def test_the_page_of_a_job_says_its_place_as_lists_do(
    city: str, region: str, country: str, words: str
) -> None:
    assert f'<p class="lead">Acme, {words}</p>' in job(city=city, region=region, country=country)


def test_remote_jobs_are_called_so_where_jobs_are_listed() -> None:
    remote = {"kind": "telecommute", "name": "", "url": "/r/", "count": 2}
    facets = {"places": [remote], "categories": [], "types": []}
    rows = [LISTED_JOB | {"place": "", "also_remote": True}, LISTED_JOB | {"place": ""}]
    body = shown("jobs/index.html", NOTHING["jobs/index.html"] | {"facets": facets, "rows": rows})
    assert '<li><a href="/r/">Remote</a>' in body
    places = [line.strip() for line in body.splitlines() if "job-place" in line]
    assert places == ['<p class="job-place"> <span class="tag">Remote</span></p>']
    context = NOTHING["jobs/filtered.html"] | {"kind": "telecommute", "name": ""}
    body = shown("jobs/filtered.html", context)
    assert '<span aria-current="page">Remote</span>' in body
    assert "<h1>Remote Python jobs</h1>" in body


def test_a_job_can_be_answered_from_its_top_and_hides_its_mail_from_harvesters() -> None:
    body = job()
    assert 'href="#apply"' in body
    assert 'id="apply"' in body
    assert '<a href="https://a.org/" rel="nofollow ugc noopener">a.org</a>' in body
    assert "@" not in body
    assert "mailto:" not in body
    assert '<dd><a href="mailto:a@example.org">a@example.org</a></dd>' in unescape(body)


def test_what_is_no_address_is_shown_as_text() -> None:
    body = job(url="javascript:alert(1)", email="<ask at the door>")
    assert "<dd>javascript:alert(1)</dd>" in body
    assert "<dd>&lt;ask at the door&gt;</dd>" in body


def test_the_way_to_a_job_leads_through_its_category() -> None:
    assert steps(job()) == ["/", "/jobs/", "/jobs/category/web/"]


def test_headings_leave_out_no_level() -> None:
    rows = {"rows": [EVENT], "pager": None}
    for body in (job(), shown("events/past.html", NOTHING["events/past.html"] | rows)):
        levels = [int(level) for level in re.findall(r"<h([1-6])", body)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("name", ["calendar", "category", "location"])
def test_what_runs_stands_below_no_month_of_the_past(name: str) -> None:
    started = WHEN | {"start": datetime(2024, 10, 1, 18, tzinfo=UTC), "running": True}
    runs = EVENT | {"when": started, "month": "2024-10"}
    template = f"events/{name}.html"
    body = shown(template, NOTHING[template] | {"rows": [runs, EVENT]})
    assert re.findall(r'<h2 id="(?:now|month)[^>]*>(.*?)</h2>', body) == [
        "Happening now",
        '<time datetime="2026-06">June 2026</time>',
    ]
    assert '<span class="event-day">1</span> Oct 2024</time>' in body


def test_a_further_day_says_its_time_if_that_is_another_one() -> None:
    others = [
        {"start": MOMENT.replace(day=9), "all_day": False},
        {"start": MOMENT.replace(day=16, hour=9), "all_day": False},
        {"start": MOMENT.replace(day=23, hour=0), "all_day": True},
    ]
    body = shown(
        "events/past.html", NOTHING["events/past.html"] | {"rows": [EVENT | {"others": others}]}
    )
    words = re.sub(r"<[^>]+>", "", body.partition('class="event-rhythm">')[2].partition("</p>")[0])
    assert words == "Every week, also 9, 16 (09:00) and 23 (all day) June"


@pytest.mark.parametrize("differ", [True, False])
def test_the_page_of_an_event_says_the_time_of_each_rule_if_they_differ(differ: bool) -> None:
    days = {"since": None, "until": None}
    rules = [
        {"words": "Every Tuesday", "clock": "18:00" if differ else "", "all_day": False, **days},
        {"words": "Every Friday", "clock": "", "all_day": differ, **days},
    ]
    body = shown(
        "events/event.html",
        {"event": {"title": "", "description": Fragment("")}}
        | {"when": WHEN, "over": False, "rhythms": rules, "upcoming": []}
        | {"categories": [], "calendar": CALENDAR, "venue": None, "previous": None, "next": None},
    )
    assert ("Every Tuesday, 18:00&nbsp;UTC" in body) is differ
    assert ("Every Friday, all day" in body) is differ


@pytest.mark.parametrize("busy", [True, False])
def test_nothing_else_is_planned_while_something_runs(busy: bool) -> None:
    context = NOTHING["events/index.html"] | {"running": [EVENT] if busy else []}
    body = shown("events/index.html", context)
    assert ("Nothing else is planned at the moment" in body) is busy
    assert ("Nothing is planned at the moment" in body) is not busy


def test_the_list_of_events_says_how_far_it_repeats_them() -> None:
    context = NOTHING["events/index.html"] | {"repeating_until": "2027-01"}
    words = " ".join(re.sub(r"<[^>]+>", "", shown("events/index.html", context)).split())
    assert (
        "Repeating events are listed each time until the end of January 2027, later ones by their"
        " next date; their own pages tell how they go on."
    ) in words
