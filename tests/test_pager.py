"""Long lists, cut into pages."""

from __future__ import annotations

import pytest

from sitegen.sections.pager import pages


def test_a_list_of_one_page_has_no_pager():
    assert list(pages([1, 2, 3], "jobs/index.html")) == [("jobs/index.html", [1, 2, 3], None)]


def test_page_1_exists_when_nothing_is_listed():
    assert list(pages([], "jobs/index.html")) == [("jobs/index.html", [], None)]


def test_pages_link_to_each_other():
    first, second = pages([1, 2, 3], "events/pycon calls/index.html", size=2)
    links = [
        {"number": 1, "url": "/events/pycon%20calls/"},
        {"number": 2, "url": "/events/pycon%20calls/page/2/"},
    ]
    both = {"count": 2, "first": "/events/pycon%20calls/", "pages": links}
    assert first == (
        "events/pycon calls/index.html",
        [1, 2],
        {"number": 1, "previous": "", "next": links[1]["url"], **both},
    )
    assert second == (
        "events/pycon calls/page/2/index.html",
        [3],
        {"number": 2, "previous": links[0]["url"], "next": "", **both},
    )


@pytest.mark.parametrize(
    ("number", "linked"),
    [(1, [1, 2, 3, 9]), (5, [1, 3, 4, 5, 6, 7, 9]), (9, [1, 7, 8, 9])],
)
def test_a_page_of_many_links_to_the_ends_and_its_neighbours(number: int, linked: list[int]):
    pagers = [pager for _, _, pager in pages(range(9), "jobs/index.html", size=1)]
    pager = pagers[number - 1]
    assert pager is not None
    assert [each["number"] for each in pager["pages"]] == linked


def test_every_item_stands_on_one_page_in_its_order():
    cut = list(pages(range(51), "jobs/index.html"))
    assert [len(items) for _, items, _ in cut] == [25, 25, 1]
    assert [item for _, items, _ in cut for item in items] == list(range(51))
