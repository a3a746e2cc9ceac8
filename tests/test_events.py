"""Lists of events, from rows on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.errors import SitegenError
from sitegen.sections.event_rows import plain_title
from tests.events_rows import (
    DAILY,
    MONTHLY,
    NOW,
    VIEWS,
    YEARLY,
    add_calendar,
    add_category,
    add_event,
    add_venue,
    at,
    calendar_page,
    contexts,
    happens,
    index,
    once,
    past_page,
    recurs,
    titles,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine


def months(engine: Engine) -> dict[str, list[str]]:
    return {month["month"]: titles(month["rows"]) for month in index(engine)["months"]}


def test_overviews_exist_without_rows_and_nothing_else_does(engine: Engine):
    found = {path: context for view in VIEWS for path, context in contexts(engine, view).items()}
    assert set(found) == {
        "events/index.html",
        "events/calendars/index.html",
        "sitemap/events.xml",
    }
    lists: list[Any] = list(found["events/index.html"].values())
    assert lists == [[], [], [], None, [], []]


def test_an_event_to_come_stands_below_its_month(engine: Engine):
    add_calendar(engine, "Conferences")
    venue = add_venue(engine, "Hall", url="https://example.org/")
    event = add_event(engine, "PyCon", venue_id=venue, featured=True)
    happens(engine, event, "2026-07-13", "2026-07-19", all_day=True)
    assert index(engine)["months"] == [
        {
            "month": "2026-07",
            "rows": [
                {
                    "title": "PyCon",
                    "url": "/events/conferences/1/",
                    "when": {
                        "start": at("2026-07-13"),
                        "end": at("2026-07-19"),
                        "all_day": True,
                        "running": False,
                    },
                    "month": "2026-07",
                    "rhythm": "",
                    "others": [],
                    "more": None,
                    "venue": {"name": "Hall"},
                    "calendar": {"name": "Conferences", "url": "/events/conferences/"},
                }
            ],
        }
    ]


def test_months_are_in_order_and_events_in_them_by_start_and_id(engine: Engine):
    add_calendar(engine)
    for title, start in [
        *(("far", "2031-01-01"), ("late", "2026-06-30T23:59"), ("twin", "2026-06-03T09:00")),
        *(("other twin", "2026-06-03T09:00"), ("next month", "2026-07-01")),
    ]:
        once(engine, title, start)
    assert months(engine) == {
        "2026-06": ["twin", "other twin", "late"],
        "2026-07": ["next month"],
        "2031-01": ["far"],
    }


def test_a_recurring_event_is_one_row_in_this_month_and_the_next_two(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Meetup")
    recurs(engine, event, "2026-01-06T18:00", "2030-12-31")
    recurs(engine, event, "2026-06-09T18:00", "2030-12-31", MONTHLY)
    happens(engine, event, "2026-06-25T09:00")
    found = index(engine)["months"]
    assert [month["month"] for month in found] == ["2026-06", "2026-07", "2026-08"]
    assert [len(month["rows"]) for month in found] == [1] * 3
    row = found[0]["rows"][0]
    assert row["when"]["start"] == at("2026-06-02T18:00")
    assert [each["start"] for each in row["others"]] == [
        at(f"2026-06-{day}") for day in ("09T18:00", "16T18:00", "23T18:00", "25T09:00", "30T18:00")
    ]
    assert row["rhythm"] == "Every Tuesday and on the 9th of every month"
    assert index(engine)["repeating_until"] == "2026-08"


def test_a_recurring_event_stands_below_the_month_of_its_next_start_however_far(engine: Engine):
    add_calendar(engine)
    yearly = add_event(engine, "Yearly")
    recurs(engine, yearly, "2020-02-10T18:00", "2030-12-31", YEARLY)
    happens(engine, yearly, "2027-05-01T09:00")
    recurs(engine, add_event(engine, "Weekly later"), "2026-11-03T18:00", "2030-12-31")
    once_more = add_event(engine, "Once more")
    recurs(engine, once_more, "2026-10-10T18:00", "2026-10-11", DAILY)
    found = {month["month"]: month["rows"] for month in index(engine)["months"]}
    assert {month: titles(rows) for month, rows in found.items()} == {
        "2026-10": ["Once more"],
        "2026-11": ["Weekly later"],
        "2027-02": ["Yearly"],
        "2027-05": ["Yearly"],
    }
    assert found["2026-11"][0]["when"]["start"] == at("2026-11-03T18:00")
    assert (found["2026-11"][0]["rhythm"], found["2026-11"][0]["others"]) == ("Every Tuesday", [])
    assert index(engine)["repeating_until"] == "2026-08"


def test_nothing_is_said_of_repeating_events_if_all_of_their_starts_are_listed(engine: Engine):
    add_calendar(engine)
    recurs(engine, add_event(engine, "Brief"), "2026-06-02T18:00", "2026-08-31")
    recurs(engine, add_event(engine, "Once more"), "2026-10-10T18:00", "2026-10-10T18:00", DAILY)
    once(engine, "Far", "2030-01-01")
    assert index(engine)["repeating_until"] is None


def test_an_event_of_several_rules_says_their_times_if_they_differ(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Office hour")
    recurs(engine, event, "2026-01-06T01:30", "2030-12-31")
    recurs(engine, event, "2026-01-08T13:30", "2030-12-31")
    row = index(engine)["months"][0]["rows"][0]
    assert row["rhythm"] == "Every Tuesday (01:30 UTC) and every Thursday (13:30 UTC)"


def test_a_month_names_only_the_rhythm_that_goes_on_in_it(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Meetup")
    recurs(engine, event, "2026-06-02T18:00", "2026-06-30")
    recurs(engine, event, "2026-06-04T18:00", "2026-08-30", MONTHLY)
    words = [month["rows"][0]["rhythm"] for month in index(engine)["months"]]
    assert words == [
        "Every Tuesday and on the 4th of every month",
        *["On the 4th of every month"] * 2,
    ]


def test_what_runs_is_listed_as_running_from_its_start_until_its_end(engine: Engine):
    add_calendar(engine)
    once(engine, "Sprint", "2026-06-01T12:00", "2026-06-01T14:00")
    for now, running, coming, missed in [
        ("2026-06-01T11:59:59", [], ["Sprint"], []),
        ("2026-06-01T12:00", ["Sprint"], [], []),
        ("2026-06-01T13:59:59", ["Sprint"], [], []),
        ("2026-06-01T14:00", [], [], ["Sprint"]),
    ]:
        page = index(engine, at(now))
        assert titles(page["running"]) == running
        assert [titles(month["rows"]) for month in page["months"]] == [coming] * bool(coming)
        assert titles(page["just_missed"]) == missed


def test_an_event_of_whole_days_runs_through_the_last_of_them(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Sprint")
    happens(engine, event, "2026-06-01T10:00", "2026-06-02T10:00", all_day=True)
    assert titles(index(engine, at("2026-06-01"))["running"]) == ["Sprint"]
    assert titles(index(engine, at("2026-06-02T23:59:59"))["running"]) == ["Sprint"]
    assert titles(index(engine, at("2026-06-03"))["just_missed"]) == ["Sprint"]


def test_a_recurring_event_runs_and_comes_again(engine: Engine):
    add_calendar(engine)
    recurs(engine, add_event(engine, "Lunch"), "2026-01-01T11:30", "2026-06-02T11:30", DAILY)
    page = index(engine)
    [running], [month] = page["running"], page["months"]
    assert (running["when"]["running"], running["when"]["start"]) == (True, at("2026-06-01T11:30"))
    assert month["rows"][0]["when"]["start"] == at("2026-06-02T11:30")
    assert (page["just_missed"], page["calendars"][0]["count"]) == ([], 1)


def test_a_spent_rule_is_over_and_has_no_rhythm(engine: Engine):
    add_calendar(engine)
    recurs(
        engine, add_event(engine, "Standup"), "2026-03-01T09:00", "2026-12-31", DAILY, interval=300
    )
    page = index(engine, at("2026-12-30"))
    assert (page["running"], page["months"]) == ([], [])
    assert [(row["when"]["start"], row["rhythm"]) for row in page["just_missed"]] == [
        (at("2026-12-26T09:00"), "")
    ]


def test_an_event_without_a_time_is_in_no_list(engine: Engine):
    add_calendar(engine)
    event = add_event(engine, "Some day", featured=True)
    recurs(engine, event, "2026-06-02", "2026-06-01")
    add_category(engine, "Talks", 1, event)
    lists = [context for view in VIEWS for context in contexts(engine, view).values()]
    assert all(not context.get("rows") for context in lists)
    assert (
        index(engine)["months"] == index(engine)["just_missed"] == index(engine)["featured"] == []
    )


def test_two_events_that_ended_latest_were_just_missed(engine: Engine):
    add_calendar(engine)
    once(engine, "long", "2026-01-01", "2026-05-31")
    once(engine, "short", "2026-05-01", "2026-05-02")
    once(engine, "twin", "2026-04-01", "2026-05-31")
    recurs(engine, add_event(engine, "goes on"), "2026-05-26T18:00", "2026-06-30")
    assert titles(index(engine)["just_missed"]) == ["twin", "long"]


def test_at_most_three_featured_events_are_shown_soonest_first(engine: Engine):
    add_calendar(engine)
    for day in (9, 8, 7, 6):
        once(engine, f"June {day}", f"2026-06-{day:02}", featured=True)
    once(engine, "over", "2026-05-01", featured=True)
    once(engine, "plain", "2026-06-02")
    once(engine, "running", "2026-06-01", "2026-06-02", featured=True)
    assert titles(index(engine)["featured"]) == ["running", "June 6", "June 7"]


def test_what_runs_is_listed_as_running_unless_it_is_shown_as_featured(engine: Engine):
    add_calendar(engine)
    for day in (28, 29, 30, 31):
        once(engine, f"May {day}", f"2026-05-{day}", "2026-06-02", featured=True)
    once(engine, "plain", "2026-06-01", "2026-06-02")
    page = index(engine)
    assert titles(page["featured"]) == ["May 28", "May 29", "May 30"]
    assert titles(page["running"]) == ["May 31", "plain"]


def test_calendars_count_events_that_are_not_over(engine: Engine):
    other = add_calendar(engine, "User groups", description="Meetings")
    here = add_calendar(engine, "Conferences")
    once(engine, "to come", "2026-06-02", calendar=here)
    once(engine, "running", "2026-06-01", "2026-06-02", calendar=here)
    once(engine, "over", "2026-05-01", calendar=other)
    page = contexts(engine, "events.calendars")["events/calendars/index.html"]
    assert page["calendars"] == index(engine)["calendars"]
    assert page["calendars"] == [
        {"name": "Conferences", "url": "/events/conferences/", "description": "", "count": 2},
        {
            "name": "User groups",
            "url": "/events/user-groups/",
            "description": "Meetings",
            "count": 0,
        },
    ]


def test_a_calendar_lists_its_events_until_they_are_over(engine: Engine):
    add_calendar(engine)
    add_calendar(engine, "Other")
    once(engine, "elsewhere", "2026-06-02", calendar=2)
    once(engine, "late", "2026-07-02", featured=True)
    once(engine, "over", "2026-05-02", featured=True)
    once(engine, "running", "2026-06-01", "2026-06-02")
    recurs(engine, add_event(engine, "weekly", featured=True), "2026-01-06", "2026-12-31")
    page = calendar_page(engine)
    assert titles(page["rows"]) == ["running", "weekly", "late"]
    assert page["featured"]["title"] == "weekly"
    assert page["pager"] is None
    assert titles(past_page(engine)["rows"]) == ["over"]
    assert contexts(engine, "events.past")["events/other/past/index.html"]["rows"] == []


def test_a_featured_event_that_runs_stands_once_in_its_calendar(engine: Engine):
    add_calendar(engine)
    once(engine, "exhibition", "2024-10-01", "2026-12-01", featured=True)
    once(engine, "plain", "2024-10-02", "2026-12-01")
    once(engine, "late", "2026-07-02", featured=True)
    page = calendar_page(engine)
    assert page["featured"]["title"] == "exhibition"
    assert titles(page["rows"]) == ["plain", "late"]


def test_past_events_are_listed_for_their_last_occurrence_latest_first(engine: Engine):
    add_calendar(engine)
    once(engine, "early", "2026-01-01", "2026-05-30")
    recurs(engine, add_event(engine, "weekly"), "2026-01-06T18:00", "2026-05-31")
    once(engine, "twin of early", "2026-01-01")
    rows = past_page(engine)["rows"]
    assert titles(rows) == ["weekly", "early", "twin of early"]
    assert rows[0]["when"]["start"] == at("2026-05-26T18:00")


def test_a_calendar_is_followed_on_the_web_only(engine: Engine):
    add_calendar(
        engine,
        description="All of them",
        url="https://example.org/basic.ics",
        rss="http://example.org/feed",
        embed="javascript:alert(1)",
        twitter=None,
    )
    name = {"name": "Conferences", "url": "/events/conferences/"}
    assert past_page(engine)["calendar"] == name
    assert calendar_page(engine)["calendar"] == {
        **name,
        "description": "All of them",
        "past_url": "/events/conferences/past/",
        "links": [
            {"kind": "url", "url": "https://example.org/basic.ics"},
            {"kind": "rss", "url": "http://example.org/feed"},
        ],
    }


def test_long_lists_are_cut_and_only_page_1_leads_elsewhere(engine: Engine):
    add_calendar(engine)
    venue = add_venue(engine, "Hall")
    found = [
        once(engine, f"June {n}", f"2026-06-02T{n % 24:02}:{n:02}", featured=True, venue_id=venue)
        for n in range(26)
    ]
    add_category(engine, "Talks", 1, *found)
    first, second = calendar_page(engine), calendar_page(engine, "page/2/")
    assert (len(first["rows"]), len(second["rows"])) == (25, 1)
    assert (first["pager"]["next"], second["pager"]["next"]) == ("/events/conferences/page/2/", "")
    assert first["featured"] and first["categories"] and first["locations"]
    assert (second["featured"], second["categories"], second["locations"]) == (None, [], [])
    kinds = contexts(engine, "events.category")
    assert sorted(kinds) == [
        "events/conferences/categories/talks/index.html",
        "events/conferences/categories/talks/page/2/index.html",
    ]
    places = contexts(engine, "events.location")
    assert len(places["events/conferences/locations/1/page/2/index.html"]["rows"]) == 1


def test_categories_and_places_of_a_calendar_are_counted(engine: Engine):
    add_calendar(engine)
    hall, empty = add_venue(engine, "Hall", address="Street 1"), add_venue(engine, "Barn")
    add_venue(engine, "Elsewhere", None)
    events = [once(engine, f"{n}", "2026-06-02", venue_id=hall) for n in range(2)]
    events.append(once(engine, "over", "2026-05-02", venue_id=empty))
    add_category(engine, "Talks", 1, *events)
    add_category(engine, "Sprints", 1, events[-1])
    add_category(engine, "Nowhere", None, *events)
    talks = {"name": "Talks", "url": "/events/conferences/categories/talks/", "count": 2}
    sprints = {"name": "Sprints", "url": "/events/conferences/categories/sprints/", "count": 0}
    place = {
        "name": "Hall",
        "address": "Street 1",
        "url": f"/events/conferences/locations/{hall}/",
        "count": 2,
    }
    barn = {"name": "Barn", "address": "", "url": f"/events/conferences/locations/{empty}/"}
    kinds = contexts(engine, "events.categories")["events/conferences/categories/index.html"]
    places = contexts(engine, "events.locations")["events/conferences/locations/index.html"]
    assert kinds["categories"] == [sprints, talks]
    assert places["locations"] == [{**barn, "count": 0}, place]
    assert calendar_page(engine)["categories"] == [talks]
    del place["address"]
    assert calendar_page(engine)["locations"] == [place]


def test_a_category_lists_its_events_of_all_calendars(engine: Engine):
    add_calendar(engine)
    add_calendar(engine, "Other")
    here, there = (
        once(engine, "here", "2026-06-03"),
        once(engine, "there", "2026-06-02", calendar=2),
    )
    add_category(engine, "Talks", 1, here, there)
    add_category(engine, "Nowhere", None, here)
    [(path, page)] = contexts(engine, "events.category").items()
    assert path == "events/conferences/categories/talks/index.html"
    assert page["category"] == {"name": "Talks"}
    assert page["calendar"] == {"name": "Conferences", "url": "/events/conferences/"}
    assert titles(page["rows"]) == ["there", "here"]
    assert "calendar" not in page["rows"][0]


def test_a_place_lists_its_events_and_says_where_it_is(engine: Engine):
    add_calendar(engine)
    hall = add_venue(engine, "Hall", address="Street 1", url="https://example.org/")
    add_venue(engine, "Elsewhere", None)
    add_venue(engine, "Odd", url="javascript:alert(1)")
    once(engine, "here", "2026-06-03", venue_id=hall)
    once(engine, "over", "2026-05-03", venue_id=hall)
    pages = contexts(engine, "events.location")
    assert set(pages) == {f"events/conferences/locations/{key}/index.html" for key in (1, 3)}
    page = pages["events/conferences/locations/1/index.html"]
    assert page["location"] == {
        "name": "Hall",
        "address": "Street 1",
        "web": "https://example.org/",
    }
    assert titles(page["rows"]) == ["here"]
    assert pages["events/conferences/locations/3/index.html"]["location"]["web"] == ""


def test_a_bad_rule_is_an_error_that_names_it(engine: Engine):
    add_calendar(engine)
    recurs(engine, add_event(engine, "Odd"), "2026-01-01", "2027-01-01", interval=0, id=7)
    with pytest.raises(SitegenError) as caught:
        index(engine)
    message = (
        "recurring_rules id 7 (event 1): its interval is 0."
        " Set it to a whole number from 1 to 32767."
    )
    assert str(caught.value) == message


def test_every_list_and_event_is_in_the_sitemap(engine: Engine):
    add_calendar(engine)
    add_category(engine, "Talks")
    add_category(engine, "Nowhere", None)
    add_venue(engine, "Hall")
    once(engine, "here", "2026-06-03", updated=at("2026-05-01"))
    once(engine, "over", "2026-05-03", updated=at("2026-05-02"))
    [lists] = contexts(engine, "events.sitemap").values()
    [events] = contexts(engine, "events.event_sitemap").values()
    assert lists["urls"] == [
        {"url": url, "lastmod": at("2026-05-02")}
        for url in (
            *("/events/", "/events/calendars/", "/events/conferences/"),
            *("/events/conferences/categories/", "/events/conferences/categories/talks/"),
            *("/events/conferences/locations/", "/events/conferences/locations/1/"),
            "/events/conferences/past/",
        )
    ]
    assert events["urls"] == [
        {"url": "/events/conferences/1/", "lastmod": at("2026-05-01")},
        {"url": "/events/conferences/2/", "lastmod": at("2026-05-02")},
    ]


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("PyCon &amp; <b>EuroPython</b>", "PyCon & EuroPython"),
        ("Py<i>Con</i>", "PyCon"),
        ("Two<br>lines \n and\tmore", "Two lines and more"),
        ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
        ("<script>alert(1)</script>Talk", "Talk"),
        ("&lt;b&gt;", "<b>"),
        ("", ""),
        ("<b> </b>&nbsp;", ""),
        ("\u200b\u202e", ""),
        ("<frameset>", ""),
    ],
)
def test_titles_are_plain_text(stored: str, shown: str):
    assert plain_title(stored) == shown


def test_names_of_calendars_are_ordered_by_code_point(engine: Engine):
    for n, name in enumerate(("b", "B", "\xe9", "a")):
        add_calendar(engine, name, slug=f"calendar-{n}")
    names = [each["name"] for each in index(engine)["calendars"]]
    assert names == ["B", "a", "b", "\xe9"]


def test_a_list_changes_at_the_very_moment(engine: Engine):
    add_calendar(engine)
    once(engine, "Sprint", "2026-06-01T12:00:00.000001", "2026-06-01T14:00")
    assert titles(index(engine, NOW)["running"]) == []
    assert titles(index(engine, NOW + timedelta.resolution)["running"]) == ["Sprint"]
