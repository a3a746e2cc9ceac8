"""The preview gives every file as a build writes it, and answers as the host does."""

from __future__ import annotations

import shutil
import signal
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen import urls
from sitegen.seeds.demo import seed_demo
from tests.built_site import page
from tests.processes import PATIENCE, run
from tests.served_site import serving

if TYPE_CHECKING:
    from tests.built_site import BuiltSite

SCRIPT = b'<script src="/_sitegen/live.js" data-key="'
RULES = ("_redirects", "_headers")  # the host reads them, visitors do not


def test_every_file_of_the_demonstration_is_that_of_a_build(site: BuiltSite) -> None:
    seed_demo(site.engine)
    site.build()
    with serving(site) as served:
        for path, body in site.tree().items():
            reply = served.get(urls.url_of(path))
            assert (reply.status, reply.body) == (200, body), path


def test_nothing_but_the_script_is_added_to_pages_that_hear_of_changes(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.add(page("about"), page("raw/plain.txt", "</body>", content_type="text/plain"))
    sqlite_site.build()
    with serving(sqlite_site, "--watch") as served:
        for path, body in sqlite_site.tree().items():
            shown = served.get(urls.url_of(path)).body
            before, script, rest = shown.partition(SCRIPT)
            if path.endswith(".html"):
                assert script, path
                assert before + rest.partition(b" defer></script>")[2] == body
            else:
                assert shown == body


def test_a_folder_without_its_slash_leads_to_it_with_its_query(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site.add(page("about"))) as served:
        reply = served.get("/about?a=1&b=%20")
        assert (reply.status, reply.headers["location"]) == (301, "/about/?a=1&b=+")


def test_what_is_missing_gets_the_page_for_it(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    with serving(sqlite_site) as served:
        reply = served.get("/nowhere/")
        assert (reply.status, reply.text) == (404, sqlite_site.read("404.html"))


def test_redirects_are_those_of_the_host(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site) as served:
        reply = served.get("/getit/windows/?x=1")
        assert (reply.status, reply.headers["location"]) == (301, "/downloads/windows?x=1")


def test_headers_are_those_of_the_host(sqlite_site: BuiltSite) -> None:
    odd = page("feed", "<rss/>", "plain", content_type="application/rss+xml")
    with serving(sqlite_site.add(odd)) as served:
        home = served.get("/")
        assert "default-src 'none'" in home.headers["content-security-policy"]
        assert home.headers["content-type"] == "text/html; charset=utf-8"
        assert served.get("/feed/").headers["content-type"] == "application/rss+xml"


def test_a_page_that_a_browser_has_is_not_sent_again(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site) as served:
        tag = served.get("/").headers["etag"]
        reply = served.get("/", If_None_Match=tag)
        assert (reply.status, reply.body) == (304, b"")


def test_a_request_for_the_head_gets_no_body(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site) as served:
        reply = served.get("/", "HEAD")
        assert (reply.status, reply.body) == (200, b"")
        assert int(reply.headers["content-length"]) == len(served.get("/").body)


def test_a_page_may_be_looked_at_at_another_moment(site: BuiltSite) -> None:
    seed_demo(site.engine)
    site.build()
    with serving(site) as served:
        assert served.get("/jobs/?now=2026-06-01T12:00").text == site.read("jobs/index.html")
        site.build(now=datetime(2030, 1, 1, tzinfo=UTC))
        assert served.get("/jobs/?now=2030-01-01").text == site.read("jobs/index.html")
        reply = served.get("/jobs/?now=tomorrow")
        said = "now='tomorrow' is no moment: write 2026-06-01T12:00.\n"
        assert (reply.status, reply.text) == (400, said)


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example"])
def test_a_name_that_is_not_ours_is_refused(sqlite_site: BuiltSite, host: str) -> None:
    with serving(sqlite_site) as served:
        assert served.get("/", Host=host).status == 400
        assert served.get("/", Host=f"localhost:{served.port}").status == 200


def test_a_page_that_fails_says_so_in_its_place(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("about", kind="bbcode"))
    with serving(sqlite_site) as served:
        reply = served.get("/about/")
        assert reply.status == 500
        assert "pages id 1 (about): unknown markup type &#x27;bbcode&#x27;." in reply.text


def test_drafts_are_shown_when_asked_for_and_never_built(site: BuiltSite) -> None:
    site.add(page("about"), page("hidden", "Not yet.", is_published=False))
    with serving(site) as served:
        assert served.get("/hidden/").status == 404
    with serving(site, "--drafts") as served:
        assert "Not yet." in served.get("/hidden/").text
        with served.tab("/hidden/") as tab:
            assert tab.shown["about"]["draft"]
        with served.tab("/about/") as tab:
            assert not tab.shown["about"]["draft"]
        site.build()
    assert not site.has("hidden/index.html")


def test_a_draft_that_is_published_is_marked_no_more(site: BuiltSite) -> None:
    site.add(page("hidden", "Not yet.", is_published=False))
    with serving(site, "--drafts", "--watch") as served, served.tab("/hidden/") as tab:
        site.sql("UPDATE pages SET is_published = true")
        assert not tab.hear()["about"]["draft"]
        site.sql("UPDATE pages SET is_published = false")
        assert tab.hear()["about"]["draft"]


def test_a_type_that_no_header_can_hold_is_no_traceback(sqlite_site: BuiltSite) -> None:
    odd = page("odd", "Text.", "plain", content_type="text/\u043f\u043b")
    with serving(sqlite_site.add(odd)) as served:
        assert served.get("/odd/").status == 200


def test_a_page_for_what_is_missing_is_sent_again(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site) as served:
        tag = served.get("/nowhere/").headers["etag"]
        assert served.get("/nowhere/", If_None_Match=tag).status == 404


def test_a_preview_for_everybody_names_an_address_that_it_answers(
    sqlite_site: BuiltSite,
) -> None:
    with serving(sqlite_site, "--host", "0.0.0.0") as served:  # noqa: S104 - that is the test
        assert served.get("/").status == 200


def test_without_unpublished_rows_drafts_change_nothing(site: BuiltSite) -> None:
    seed_demo(site.engine)
    site.sql("UPDATE pages SET is_published = true").sql("UPDATE releases SET is_published = true")
    site.build()
    with serving(site, "--drafts") as served:
        for path, body in site.tree().items():
            shown = served.get(urls.url_of(path)).body
            before, _, rest = shown.partition(SCRIPT)
            assert before + rest.partition(b" defer></script>")[2] == body, path


def test_nothing_is_written(sqlite_site: BuiltSite) -> None:
    before = sorted(sqlite_site.folder.rglob("*"))
    with serving(sqlite_site, "--watch") as served:
        served.get("/")
        served.get("/_sitegen/live.js")
    others = set(sqlite_site.folder.rglob("*")) - set(before)
    assert {file.name for file in others} <= {"site.db-shm", "site.db-wal"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_and_that_is_no_fault(
    sqlite_site: BuiltSite, number: signal.Signals
) -> None:
    with serving(sqlite_site, "--watch") as served, served.tab("/"):
        served.process.send_signal(number)
        said, complaints = served.process.communicate(timeout=PATIENCE)
        assert (served.process.returncode, said, complaints) == (0, "Ended.\n", "")


def test_a_preview_outside_a_project_does_not_begin(sqlite_site: BuiltSite) -> None:
    shutil.rmtree(sqlite_site.folder / "templates")
    code, said = run(sqlite_site, "serve", "--port", "0")
    assert (code, said) == (
        2,
        f"error: There is no templates folder at {sqlite_site.folder / 'templates'}. "
        "Run sitegen in the project's folder, or set templates.\n",
    )


def test_a_port_in_use_is_named_with_the_next_free_one(sqlite_site: BuiltSite) -> None:
    with serving(sqlite_site) as served:
        code, said = run(sqlite_site, "serve", "--port", str(served.port))
    assert code == 2
    start = f"error: 127.0.0.1:{served.port} cannot be listened on: Address already in use. Port "
    assert said.startswith(start)
    assert said.endswith(".\n")


def test_a_database_that_is_not_migrated_is_an_error_in_the_page(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.sql("DROP TABLE alembic_version")
    with serving(sqlite_site) as served:
        assert "is not migrated. Run `sitegen db upgrade" in served.get("/").text
