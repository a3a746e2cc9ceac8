from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import (
    DatabaseFault,
    LockHeld,
    MarkupFault,
    OutputRefused,
    SettingsFault,
    TemplateFault,
)
from sitegen.locks import locked
from sitegen.memo import digest_of
from sitegen.staging import Staging
from tests.built_site import BuiltSite, box, page
from tests.events_rows import add_calendar, add_event
from tests.jobs_rows import add_job

if TYPE_CHECKING:
    from pathlib import Path


def test_a_published_page_stands_at_its_path_and_a_draft_nowhere(site: BuiltSite) -> None:
    site.add(page("about", "Hello."), page("secret", is_published=False)).build()
    assert "Hello." in site.read("about/index.html")
    assert not site.has("secret/index.html")


def test_a_second_build_renders_and_writes_nothing(site: BuiltSite) -> None:
    site.add(page("about"), page("about/team")).build()
    before = {file: file.stat().st_mtime_ns for file in site.output.rglob("*")}
    report = site.build()
    assert (report.rendered, report.written, report.removed) == (0, 0, 0)
    assert before == {file: file.stat().st_mtime_ns for file in site.output.rglob("*")}


def test_an_edited_row_renders_its_own_page_and_no_other(site: BuiltSite) -> None:
    site.add(page("one", "Old."), page("two")).build()
    report = site.sql("UPDATE pages SET content = 'New.' WHERE path = 'one'").build()
    assert (report.rendered, report.written) == (1, 1)
    assert "New." in site.read("one/index.html")


def test_a_moved_lastmod_is_written_to_one_file_of_the_sitemap(site: BuiltSite) -> None:
    site.add(page("one", id=1), page("two", id=5_000)).build()
    report = site.sql("UPDATE pages SET updated = '2026-05-05 00:00:00' WHERE id = 1").build()
    assert report.rendered == 2
    assert "2026-05-05" in site.read("sitemap/pages-0.xml")
    assert "2026-05-05" not in site.read("sitemap/pages-1.xml")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM pages", "UPDATE pages SET is_published = false"]
)
def test_a_page_that_is_gone_takes_its_file_and_folders_with_it(
    site: BuiltSite, statement: str
) -> None:
    site.add(page("a/b/c")).build()
    report = site.sql(statement).build()
    assert report.removed >= 1
    assert not (site.output / "a").exists()


def test_an_incremental_build_gives_the_bytes_of_a_full_one(site: BuiltSite) -> None:
    site.add(page("one"), page("two", "*x*", "rst")).build()
    site.sql("UPDATE pages SET path = 'three' WHERE path = 'one'").build()
    incremental = site.tree()
    report = site.build(full=True)
    assert report.rendered > 0
    assert report.written == 0
    assert site.tree() == incremental


def test_the_number_of_workers_does_not_alter_a_byte(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(*(page(f"p{n}", f"# Number {n}") for n in range(30))).build()
    alone = sqlite_site.tree()
    sqlite_site.set(workers="2").build(full=True)
    assert sqlite_site.tree() == alone


def test_an_edited_template_renders_the_pages_that_use_it(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one"), page("two")).build()
    source = (sqlite_site.folder / "templates/pages/default.html").read_text()
    report = sqlite_site.write("templates/pages/default.html", source + "\n").build()
    assert report.rendered == 2


def test_a_template_once_looked_for_in_vain_is_used_when_it_exists(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one", template_name="pages/own.html")).build()
    sqlite_site.write("templates/pages/own.html", "{{ page.title }} in its own template").build()
    assert sqlite_site.read("one/index.html") == "Title of one in its own template"


def test_an_edited_box_renders_the_pages_whose_templates_name_it(site: BuiltSite) -> None:
    site.write("templates/pages/boxed.html", '{{ box("greeting") }}')
    site.add(page("one", template_name="pages/boxed.html"), page("two"), box("greeting", "Hello."))
    site.build()
    report = site.sql("UPDATE boxes SET content = 'Goodbye.'").build()
    assert (report.rendered, report.written) == (1, 1)
    assert site.read("one/index.html") == "<p>Goodbye.</p>\n"


def test_an_edited_asset_gets_another_name_on_every_page(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one")).build()
    report = sqlite_site.write("assets/css/print.css", "body { color: black }").build()
    assert report.removed == 1
    links = [file.name for file in (sqlite_site.output / "assets").glob("*.css")]
    assert f"/assets/{links[0]}" in sqlite_site.read("one/index.html")


def test_a_file_edited_by_hand_is_made_again(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one")).build()
    built = sqlite_site.tree()
    (sqlite_site.output / "one/index.html").write_text("Mine.")
    (sqlite_site.output / "404.html").unlink()
    report = sqlite_site.build()
    assert (report.rendered, report.written) == (2, 2)
    assert sqlite_site.tree() == built


def test_another_modification_time_alone_renders_nothing(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one")).build()
    os.utime(sqlite_site.output / "one/index.html", ns=(1, 1))
    assert sqlite_site.build().rendered == 0


def test_a_file_becomes_a_folder_and_a_file_again(site: BuiltSite) -> None:
    site.add(page("x.txt", "1", "plain", content_type="text/plain")).build()
    assert site.has("x.txt")
    site.sql("UPDATE pages SET path = 'x.txt/y', content_type = 'text/html'").build()
    assert site.has("x.txt/y/index.html")
    site.sql("UPDATE pages SET path = 'x.txt', content_type = 'text/plain'").build()
    assert site.has("x.txt")


def test_swapped_paths_swap_pages(site: BuiltSite) -> None:
    site.add(page("a", "First."), page("b", "Second.")).build()
    for old, new in (("a", "c"), ("b", "a"), ("c", "b")):
        site.sql("UPDATE pages SET path = :new WHERE path = :old", old=old, new=new)
    site.build()
    assert "Second." in site.read("a/index.html")
    assert "First." in site.read("b/index.html")


def test_a_failing_page_leaves_the_old_site_whole(site: BuiltSite) -> None:
    site.add(page("good", "Old."), page("bad", "Old.")).build()
    before = site.tree()
    site.sql("UPDATE pages SET content = 'New.'")
    site.sql("UPDATE pages SET content_markup_type = 'wiki', id = 77 WHERE path = 'bad'")
    report = site.build()
    assert [failure.message for failure in report.failures] == [
        "pages id 77 (bad): unknown markup type 'wiki'. "
        "Use one of rst, restructuredtext, markdown, markdown_unsafe, html, plain."
    ]
    assert not report.committed
    assert site.tree() == before


def test_keep_going_publishes_what_renders_and_keeps_the_old_page(site: BuiltSite) -> None:
    site.add(page("good", "Old."), page("bad", "Old.")).build()
    site.sql("UPDATE pages SET content = 'New.'")
    site.sql("UPDATE pages SET content_markup_type = 'wiki' WHERE path = 'bad'")
    report = site.build(keep_going=True)
    assert report.committed
    assert len(report.failures) == 1
    assert "New." in site.read("good/index.html")
    assert "Old." in site.read("bad/index.html")


def test_a_failing_page_fails_again_until_it_is_mended(site: BuiltSite) -> None:
    site.add(page("bad", kind="wiki"))
    assert len(site.build(keep_going=True).failures) == 1
    assert len(site.build(keep_going=True).failures) == 1
    assert not site.sql("UPDATE pages SET content_markup_type = 'plain'").build().failures


def test_warnings_are_reported_whether_or_not_the_page_is_rendered(site: BuiltSite) -> None:
    site.add(page("one", ".. youtube:: x\n", "rst", id=5), page("two", "[gone](/nowhere/)"))
    first = [warning.message for warning in site.build().warnings]
    assert "pages id 5 (one), line 1: unknown directive 'youtube'." in first
    assert first == [warning.message for warning in site.build().warnings]
    assert any("links to /nowhere/, which is not on the site." in text for text in first)


def test_strict_turns_a_warning_into_a_refusal(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one", "[gone](/nowhere/)"))
    report = sqlite_site.build(strict=True)
    assert not report.committed
    assert not sqlite_site.has("one/index.html")


def test_a_link_breaks_when_the_page_it_leads_to_goes(site: BuiltSite) -> None:
    site.add(page("one", "[two](/two/)"), page("two")).build()
    report = site.sql("DELETE FROM pages WHERE path = 'two'").build()
    assert any("links to /two/" in warning.message for warning in report.warnings)


def test_the_year_is_a_fact_of_the_site(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one"))
    report = sqlite_site.build(datetime(2026, 12, 31, 23, tzinfo=UTC))
    assert report.stale_after == datetime(2027, 1, 1, tzinfo=UTC)
    assert sqlite_site.build(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)).rendered == 0
    assert sqlite_site.build(datetime(2027, 1, 1, tzinfo=UTC)).rendered > 0


def test_an_output_that_is_not_ours_is_refused_and_left_alone(sqlite_site: BuiltSite) -> None:
    sqlite_site.write("build/holiday.jpg", "a picture")
    with pytest.raises(OutputRefused) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        f"The output {sqlite_site.output} holds files that this state did not write, such as "
        "holiday.jpg. Choose an empty folder, or build with --adopt to take it over: what the site "
        "does not make is removed."
    )
    assert sqlite_site.tree() == {"holiday.jpg": b"a picture"}


def test_adopt_takes_an_output_over(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one")).build()
    built = sqlite_site.tree()
    sqlite_site.write("build/old/page.html", "old").set(state=str(sqlite_site.folder / "other"))
    sqlite_site.build(adopt=True)
    assert sqlite_site.tree() == built


def test_a_foreign_file_on_a_planned_path_is_an_error(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    sqlite_site.write("build/one/index.html", "mine").add(page("one"))
    with pytest.raises(OutputRefused, match=r"did not write, such as one/index\.html\."):
        sqlite_site.build()
    assert sqlite_site.read("one/index.html") == "mine"


def test_a_link_in_the_output_is_never_followed(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    elsewhere = sqlite_site.folder / "elsewhere"
    elsewhere.mkdir()
    (sqlite_site.output / "one").symlink_to(elsewhere)
    sqlite_site.add(page("one"))
    with pytest.raises(OutputRefused, match="is a link"):
        sqlite_site.build()
    assert list(elsewhere.iterdir()) == []


def test_a_state_belongs_to_one_output(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    with pytest.raises(OutputRefused, match=r"belongs to the output .*build, not to .*other"):
        sqlite_site.set(output=str(sqlite_site.folder / "other")).build()


def test_one_build_at_a_time(sqlite_site: BuiltSite) -> None:
    settings = sqlite_site.settings
    with locked(settings.state, "lock"), pytest.raises(LockHeld) as caught:
        sqlite_site.build()
    assert str(caught.value) == (
        f"Process {os.getpid()} is at work with {settings.state}. "
        "Wait for it to end, or build with --wait."
    )


def test_a_database_that_is_not_migrated_is_named(blank_sqlite_url: str, tmp_path: Path) -> None:
    site = BuiltSite(blank_sqlite_url, tmp_path)
    with pytest.raises(DatabaseFault, match="sitegen db upgrade"):
        site.build()


def test_a_missing_template_is_named(sqlite_site: BuiltSite) -> None:
    (sqlite_site.folder / "templates/pages/default.html").unlink()
    sqlite_site.add(page("one"))
    with pytest.raises(TemplateFault, match=r"templates/pages/default\.html"):
        sqlite_site.build()


def test_a_template_error_names_template_line_and_row(sqlite_site: BuiltSite) -> None:
    sqlite_site.write("templates/pages/default.html", "\n{{ page.colour }}").add(page("one", id=3))
    (failure,) = sqlite_site.build().failures
    assert failure.message == (
        "templates/pages/default.html:2: 'colour' is not given to the template, only content, "
        "description, id, keywords, title, updated (while rendering pages id 3 (one)). Show one of "
        "these, or have the section select it if everybody may see it: "
        "a section selects public columns only."
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Apia", "LANG": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_hash_seed_time_zone_and_locale_do_not_alter_a_byte(
    site: BuiltSite, environment: dict[str, str]
) -> None:
    site.add(page("one", "# Ünïcode\n\n```python\nx = {1, 2}\n```"), page("two", "*x*", "rst"))
    site.build()
    command = [sys.executable, "-m", "sitegen", "--database", site.settings.database, "build"]
    other = [*command, "--output", "other", "--state", "other-state", "--now", "2026-06-01T12:00Z"]
    subprocess.run(other, cwd=site.folder, env={**os.environ, **environment}, check=True)
    here = site.tree()
    site.set(output=str(site.folder / "other"))
    assert site.tree() == here


def test_what_lies_behind_a_link_is_neither_ours_nor_removed(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a"), page("b")).build()
    elsewhere = sqlite_site.folder / "elsewhere"
    (sqlite_site.output / "a").rename(elsewhere)
    (sqlite_site.output / "a").symlink_to(elsewhere)
    assert sqlite_site.sql("DELETE FROM pages WHERE path = 'a'").build().committed
    assert (elsewhere / "index.html").exists()


def test_an_empty_folder_gives_way_to_a_file(sqlite_site: BuiltSite) -> None:
    sqlite_site.build()
    (sqlite_site.output / "x.txt/deep").mkdir(parents=True)
    sqlite_site.add(page("x.txt", "1", "plain", content_type="text/plain")).build()
    assert sqlite_site.read("x.txt") == "1"


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_folder_that_holds_something_foreign_does_not(sqlite_site: BuiltSite, kind: str) -> None:
    sqlite_site.build()
    folder = sqlite_site.output / "x.txt"
    folder.mkdir()
    (folder / "f").write_text("") if kind == "file" else (folder / "f").symlink_to("/")
    sqlite_site.add(page("x.txt", "1", "plain", content_type="text/plain"))
    with pytest.raises(OutputRefused, match=r"such as x\.txt/f\.|x\.txt/f is a link"):
        sqlite_site.build()
    assert folder.is_dir()


def test_a_refused_build_makes_no_folders(sqlite_site: BuiltSite) -> None:
    sqlite_site.set(templates=str(sqlite_site.folder / "nowhere"))
    with pytest.raises(SettingsFault, match="There is no templates folder"):
        sqlite_site.build()
    assert not sqlite_site.output.exists()
    assert not sqlite_site.settings.state.exists()


def test_a_file_in_the_place_of_the_staging_folder_is_named(sqlite_site: BuiltSite) -> None:
    sqlite_site.write(".build.sitegen", "mine")
    with pytest.raises(OutputRefused, match=r"The disk says: .*\.build\.sitegen"):
        sqlite_site.build()


def test_a_template_asked_for_in_vain_is_a_warning(site: BuiltSite) -> None:
    report = site.add(page("one", id=8, template_name="pages/nope.html")).build()
    assert "pages id 8 (one): there is no templates/pages/nope.html, so " in " ".join(
        warning.message for warning in report.warnings
    )


def test_a_box_that_templates_ask_for_first_is_not_missed(sqlite_site: BuiltSite) -> None:
    asked = '{% if box("maybe") %}{{ box("maybe") }}{% endif %}{{ box("needed") }}'
    sqlite_site.write("templates/pages/boxed.html", asked)
    warned = [w.message for w in sqlite_site.build().warnings if "pages/boxed" in w.message]
    assert warned == [
        'templates/pages/boxed.html shows box("needed"), which the database does not have. '
        "Add a row to boxes with that label, or take it out of the template."
    ]


def test_a_bad_box_is_named(sqlite_site: BuiltSite) -> None:
    sqlite_site.write("templates/pages/boxed.html", '{{ box("hello") }}')
    with pytest.raises(MarkupFault, match=r"^boxes hello: unknown markup type 'wiki'\."):
        sqlite_site.add(box("hello", "x", "wiki")).build()


def test_a_text_of_no_markup_type_is_restructuredtext_whosever_it_is(site: BuiltSite) -> None:
    add_job(site.engine, id=1, description=":strong:`job`", description_markup_type="")
    add_calendar(site.engine)
    text = {"description": ":strong:`event`", "description_markup_type": ""}
    add_event(site.engine, "Meetup", id=1, **text)
    site.add(page("page", ":strong:`page`", ""), box("jobs-intro", ":strong:`box`", "")).build()
    paths = {"job": "jobs/1", "event": "events/conferences/1", "page": "page", "box": "jobs"}
    for word, path in paths.items():
        assert f"<strong>{word}</strong>" in site.read(f"{path}/index.html")


def test_links_to_a_page_that_fails_are_not_broken_besides(site: BuiltSite) -> None:
    site.add(page("one", "[bad](/bad/)"), page("bad", kind="wiki"))
    assert not [w for w in site.build(keep_going=True).warnings if "/bad/" in w.message]


def test_a_page_where_a_section_has_a_file_gives_way(site: BuiltSite) -> None:
    report = site.add(page("404.html", id=4), page("Robots.txt", id=5)).build()
    assert report.committed
    left_out = [w.source for w in report.warnings if "left out" in w.message]
    assert left_out == ["pages id 4 (404.html)", "pages id 5 (Robots.txt)"]


@pytest.mark.parametrize("page_that_fills_the_disk", [1, 90, 150])
def test_a_full_disk_ends_a_build_with_workers_at_once(
    sqlite_site: BuiltSite, page_that_fills_the_disk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_site.add(*(page(f"p{n}", "*x* " * 2000) for n in range(200))).set(workers="2")
    left = iter(range(page_that_fills_the_disk))
    real = Staging.add

    def add(staging: Staging, body: bytes) -> object:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(staging, body)

    monkeypatch.setattr(Staging, "add", add)
    with pytest.raises(OutputRefused, match=r"^The disk says: No space left on device\. Make room"):
        sqlite_site.build()
    assert sqlite_site.tree() == {}


def test_bytes_where_text_is_expected_are_named(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one", id=3)).sql("UPDATE pages SET title = x'ff00'")
    with pytest.raises(DatabaseFault, match=r"^pages id 3: title holds bytes where text is exp"):
        sqlite_site.build()


def test_a_kept_page_keeps_the_assets_that_it_shows(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("one")).build()
    old = {path for path in sqlite_site.tree() if path.startswith("assets/")}
    sqlite_site.write("assets/css/print.css", "p { margin: 0 }")
    sqlite_site.sql("UPDATE pages SET content_markup_type = 'wiki'").build(keep_going=True)
    assert old < set(sqlite_site.tree())
    sqlite_site.sql("UPDATE pages SET content_markup_type = 'rst'").build()
    assert not old <= set(sqlite_site.tree())


def test_a_full_build_believes_no_memo_and_mends_it(sqlite_site: BuiltSite) -> None:
    sqlite_site.write("templates/pages/boxed.html", '{{ box("hello") }}{{ page.content }}')
    sqlite_site.add(page("one", "Text.", template_name="pages/boxed.html"), box("hello", "Hello."))
    sqlite_site.build()
    right = sqlite_site.read("one/index.html")
    memo = sqlite3.connect(sqlite_site.settings.state / "fragments.db")
    memo.create_function("digest_of", 2, digest_of)
    with memo:  # so that nothing tells that it is wrong
        memo.execute("UPDATE fragments SET fragment = replace(fragment, 'e', 'X')")
        memo.execute("UPDATE fragments SET digest = digest_of(key, fragment)")
    memo.close()
    sqlite_site.build(full=True)
    assert sqlite_site.read("one/index.html") == right
    sqlite_site.sql("UPDATE pages SET title = 'Other'").build()
    assert sqlite_site.read("one/index.html") == right


def test_adopt_removes_links_and_empty_folders(sqlite_site: BuiltSite) -> None:
    (sqlite_site.output / "empty/deep").mkdir(parents=True)
    (sqlite_site.output / "etc").symlink_to("/etc")
    sqlite_site.build(adopt=True)
    assert not (sqlite_site.output / "empty").exists()
    assert not (sqlite_site.output / "etc").is_symlink()


def test_a_folder_in_the_place_of_staging_is_not_removed(sqlite_site: BuiltSite) -> None:
    sqlite_site.write(".build.sitegen/diary.txt", "mine")
    with pytest.raises(OutputRefused, match="is where files wait to be published"):
        sqlite_site.build()
    assert (sqlite_site.folder / ".build.sitegen/diary.txt").exists()


def test_two_pages_at_a_sections_path_both_give_way(site: BuiltSite) -> None:
    kind = {"kind": "plain", "content_type": "application/xml"}
    site.add(page("sitemap.xml", id=1, **kind), page("/sitemap.xml", id=2, **kind))
    report = site.build()
    assert report.committed
    left_out = [w.source for w in report.warnings if "left out" in w.message]
    assert left_out == ["pages id 1 (sitemap.xml)", "pages id 2 (sitemap.xml)"]
    assert "sitemapindex" in site.read("sitemap.xml")
