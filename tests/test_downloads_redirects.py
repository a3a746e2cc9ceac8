"""Where old and moving addresses of downloads lead, from rows on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.database import snapshot
from sitegen.hosting.rules import redirects_view
from sitegen.reading import Reading
from sitegen.sections.download_redirects import RULES, STARTS
from tests.downloads_rows import NOW, add_page, add_release, add_systems

if TYPE_CHECKING:
    from sqlalchemy import Engine


def redirects(engine: Engine) -> dict[str, tuple[str, int]]:
    """The rules in their order: target and status by source."""
    with snapshot(engine) as connection:
        (content,) = redirects_view([RULES]).contexts(Reading(connection, NOW), None)
    rules = content.context["rules"]
    found = {rule["source"]: (rule["target"], rule["status"]) for rule in rules}
    assert len(found) == len(rules)
    return found


@pytest.mark.parametrize(
    "name",
    ["", "python3/", "python2/", "prerelease/", "pymanager/", "python3.14/", "python3.16/", "*"],
)
def test_without_releases_the_latest_is_the_landing_page(engine: Engine, name: str):
    assert redirects(engine)[f"/downloads/latest/{name}"] == ("/downloads/", 302)


def test_the_latest_releases_have_fixed_addresses(engine: Engine):
    add_release(engine, "Python 3.14.1", is_latest=True)
    add_release(engine, "Python 3.14.2", "2025-01-01")
    add_release(engine, "Python 2.7.18", is_latest=True)
    add_release(engine, "Python install manager 26.0", is_latest=True)
    rules = redirects(engine)
    assert rules["/downloads/latest/"] == ("/downloads/release/python-3141/", 302)
    assert rules["/downloads/latest/python3/"] == ("/downloads/release/python-3141/", 302)
    assert rules["/downloads/latest/python2/"] == ("/downloads/release/python-2718/", 302)
    assert rules["/downloads/latest/pymanager/"] == ("/downloads/release/pymanager-260/", 302)


def test_the_latest_pre_release_is_one_of_python_3(engine: Engine):
    add_release(engine, "Python 3.14.0rc2", "2025-09-01", pre_release=True)
    add_release(engine, "Python 3.15.0a1", "2025-10-01", pre_release=True)
    add_release(engine, "Python install manager 26.1b1", "2026-01-01", pre_release=True)
    add_release(engine, "Python 3.15.0a2", "2026-01-01", pre_release=True, is_published=False)
    target = redirects(engine)["/downloads/latest/prerelease/"]
    assert target == ("/downloads/release/python-3150a1/", 302)


def test_the_latest_of_a_series_is_published_last_whatever_it_is(engine: Engine):
    add_release(engine, "Python 3.1.5", "2012-04-01", is_latest=True)
    add_release(engine, "Python 3.14.0", "2025-10-07", is_latest=True)
    add_release(engine, "Python 3.14.1rc1", "2025-11-01", pre_release=True)
    rules = redirects(engine)
    assert rules["/downloads/latest/python3.1/"] == ("/downloads/release/python-315/", 302)
    assert rules["/downloads/latest/python3.14/"] == ("/downloads/release/python-3141rc1/", 302)


def test_of_two_published_on_one_day_the_higher_version_is_the_latest(engine: Engine):
    add_release(engine, "Python 3.14.10", "2026-01-01")
    add_release(engine, "Python 3.14.9", "2026-01-01")
    target = redirects(engine)["/downloads/latest/python3.14/"]
    assert target == ("/downloads/release/python-31410/", 302)


def test_the_latest_leads_to_the_release_page_of_a_release_without_content(engine: Engine):
    page = add_page(engine, "news/3.14")
    add_release(engine, "Python 3.14.0", content="", release_page_id=page, is_latest=True)
    assert redirects(engine)["/downloads/latest/"] == ("/news/3.14/", 302)


def test_old_addresses_of_final_releases_lead_to_their_pages(engine: Engine):
    add_release(engine, "Python 2.7.18")
    add_release(engine, "Python 3.15.0rc1", pre_release=True)
    add_release(engine, "Python 3.14.0", is_published=False)
    add_release(engine, "Python 3.13.0", slug="thirteen")
    old = {name: to for name, to in redirects(engine).items() if "/releases/" in name}
    assert old == {"/download/releases/2.7.18/": ("/downloads/release/python-2718/", 301)}


def test_a_release_with_a_release_page_has_no_redirect_from_its_old_address(engine: Engine):
    page = add_page(engine, "news/2.3.4")
    add_release(engine, "Python 2.3.4", release_page_id=page)
    assert "/download/releases/2.3.4/" not in redirects(engine)


def test_a_published_page_is_not_shadowed_by_a_redirect(engine: Engine):
    add_release(engine, "Python 2.7.18")
    add_release(engine, "Python 2.7.17")
    add_page(engine, "download/releases/2.7.18")
    add_page(engine, "download/windows/")
    add_page(engine, "download/releases/2.7.17", is_published=False)
    rules = redirects(engine)
    assert "/download/releases/2.7.18/" not in rules
    assert "/download/windows/" not in rules
    assert rules["/download/releases/2.7.17/"] == ("/downloads/release/python-2717/", 301)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("windows", "/windows/"),
        ("/download/", "/download/"),
        ("/download/mac/", "/download/mac/"),
        ("download/download_mac.html", "/download/download_mac.html"),
        ("downloads/operating-systems", "/downloads/operating-systems/"),
        ("downloads/latest", "/downloads/latest/"),
        ("/downloads/latest/python3.14/", "/downloads/latest/python3.14/"),
        ("getit/latest/python3.14", "/getit/latest/python3.14/"),
    ],
)
def test_no_source_is_the_path_of_a_published_page(engine: Engine, path: str, source: str):
    before = redirects(engine)
    add_page(engine, path)
    twin = source.replace("/downloads/", "/getit/")
    assert before.keys() - redirects(engine).keys() == {source, twin}


def test_every_source_is_compared_with_pages(engine: Engine):
    add_release(engine, "Python 2.7.18")
    assert all(source.startswith(STARTS) for source in redirects(engine))


def test_a_target_from_a_row_holds_no_placeholder(engine: Engine):
    add_release(engine, "Python 3.14.0", slug="a:b*", is_latest=True)
    target = redirects(engine)["/downloads/latest/"]
    assert target == ("/downloads/release/a%3Ab%2A/", 302)


def test_nobody_is_sent_on_twice_by_way_of_a_former_name(engine: Engine):
    add_release(engine, "Python 3.14.0", is_latest=True)
    rules = redirects(engine)
    of_today = {name: to for name, to in rules.items() if name.startswith("/downloads/")}
    assert of_today == {
        name.replace("/getit/", "/downloads/"): to
        for name, to in rules.items()
        if name.startswith("/getit/") and name != "/getit/*"
    }
    assert list(rules)[-1] == "/getit/*"


def test_former_names_lead_to_what_is_there_today(engine: Engine):
    bare = redirects(engine)
    assert bare["/download/mac/"] == bare["/download/download_other.html"] == ("/downloads/", 301)
    add_systems(engine)
    add_page(engine, "download/other")
    rules = redirects(engine)
    assert rules["/download/"] == ("/downloads/", 301)
    assert rules["/download/source/"] == ("/downloads/source/", 301)
    assert rules["/download/mac/"] == ("/downloads/macos/", 301)
    assert rules["/windows/"] == ("/downloads/windows/", 301)
    assert rules["/download/download_other.html"] == ("/download/other/", 301)
    assert rules["/download/download_linux.html"] == ("/downloads/", 301)
    assert rules["/getit/*"] == ("/downloads/:splat", 301)


def test_the_rule_for_everything_else_stands_after_those_for_names(engine: Engine):
    add_release(engine, "Python 3.14.0")
    latest = [name for name in redirects(engine) if name.startswith("/downloads/latest/")]
    assert latest[-1] == "/downloads/latest/*"


def test_what_rows_hold_stays_one_word_of_a_rule(engine: Engine):
    add_release(engine, "Python 3.14.0", slug="a b\nc\t#d?é", is_latest=True)
    rules = redirects(engine)
    assert rules["/downloads/latest/"] == ("/downloads/release/a%20b%0Ac%09%23d%3F%C3%A9/", 302)
    words = "".join(f"{source}{target}" for source, (target, _) in rules.items())
    assert words.isascii()
    assert words.isprintable()
    assert " " not in words
