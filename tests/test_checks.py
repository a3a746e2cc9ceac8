"""What is wrong with small sites, each finding whole: `broken_sites/NAME` holds site and lines."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sitegen.checks.report import check
from sitegen.errors import SitegenError
from sitegen.seeds.demo import seed_demo
from sitegen.settings import with_flags
from tests.checked_site import found, page, publish, publish_copy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.built_site import BuiltSite

SITES = sorted((Path(__file__).parent / "broken_sites").iterdir())


@pytest.mark.parametrize("broken", SITES, ids=lambda broken: broken.name)
def test_each_fault_of_a_broken_site_is_found(broken: Path, tmp_path: Path) -> None:
    expected = broken / "findings.txt"
    lines = found(publish_copy(tmp_path, broken / "site"))
    if os.environ.get("SITEGEN_WRITE_GOLDEN"):
        expected.write_text(text(lines), "utf-8")
    assert text(lines) == expected.read_text("utf-8")


def text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def test_a_site_without_faults_has_no_findings(tmp_path: Path) -> None:
    files = {"index.html": page('<p id="a"><a href="#a">A</a></p>'), "data.json": "[1]"}
    assert found(publish(tmp_path, files)) == []


def test_files_that_are_gone_are_findings(tmp_path: Path) -> None:
    settings = publish(tmp_path, {"index.html": page(""), "a.png": "", "b.css": ""})
    for name in ("index.html", "a.png"):
        (settings.output / name).unlink()
    assert found(settings) == [
        "a.png:0:0 files: The file cannot be read: No such file or directory. Build again. "
        "+index.html",
    ]


@pytest.mark.parametrize("name", ["index.html", "a.png", "_redirects"])
def test_something_else_in_the_place_of_a_file_is_a_finding(tmp_path: Path, name: str) -> None:
    settings = publish(tmp_path, {name: ""})
    (settings.output / name).unlink()
    os.mkfifo(settings.output / name)
    assert found(settings) == [
        f"{name}:0:0 files: Something else than a file is in its place. Build again."
    ]


def test_redirects_that_are_not_utf_8_are_a_finding(tmp_path: Path) -> None:
    files = {"index.html": page('<p><a href="/a/">A</a></p>'), "_redirects": ""}
    settings = publish(tmp_path, files)
    (settings.output / "_redirects").write_bytes(b"/a/ / 301\n/caf\xe9/ / 301\n")
    assert found(settings) == [
        "_redirects:0:0 html: The file is not UTF-8 (byte 14). Write it in UTF-8."
    ]


def test_redirects_that_never_answer_or_lead_on_are_findings(tmp_path: Path) -> None:
    rules = "/a / 301\n/old t=1 /gone 301\n/b/* /a/:splat\n/c/* /b/:splat\n"
    files = {"index.html": page(""), "a/index.html": page(""), "_redirects": rules}
    assert found(publish(tmp_path, files)) == [
        "_redirects:1:1 links: /a is never followed, because a file of the site answers there. "
        "Remove the rule, or give the file another path.",
        "_redirects:2:10 links: links to /gone, which is not on the site. "
        "Mend the link, or make the page or a redirect.",
        "_redirects:4:1 links: visitors of /c are sent to /b/, and from there to /a/. "
        "Write a rule before /c/* that leads there at once.",
    ]


def test_redirects_in_a_circle_are_a_finding(tmp_path: Path) -> None:
    assert found(publish(tmp_path, {"_redirects": "/a /b\n/b /a\n"})) == [
        "_redirects:0:0 links: line 1: `/a /b`: visitors of /a would be sent to /b, /a, /b, and "
        "so on without end. Give one of these rules a target that no rule answers."
    ]


RSS = (
    '<rss version="2.0"><channel><title>a</title><link>/</link><description>d</description>'
    "<pubDate>{}</pubDate></channel></rss>"
)


@pytest.mark.parametrize(
    "date",
    ["Mon, 01 Jun 2026 12:00:00 +99999999999999999999", "Mon, 01 Jun 99999999999 12:00:00 +0000"],
)
def test_a_date_that_no_clock_knows_is_a_finding(tmp_path: Path, date: str) -> None:
    assert found(publish(tmp_path, {"index.html": page(""), "a.rss": RSS.format(date)})) == [
        f'a.rss:0:0 feeds: The pubDate "{date}" is not a date. '
        "Write it like Mon, 01 Jun 2026 12:00:00 +0000."
    ]


def test_a_loc_that_is_no_url_is_a_finding(tmp_path: Path) -> None:
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    sitemap = f"<urlset {xmlns}><url><loc>http://[x</loc></url></urlset>"
    assert found(publish(tmp_path, {"a.xml": sitemap})) == [
        'a.xml:0:0 feeds: The loc "http://[x" is not a URL of this site. '
        "Begin it with https://example.org/.",
        'a.xml:0:0 links: links to "http://[x", which is not a URL. Mend the link.',
    ]


def test_json_may_hold_any_number_but_has_its_depth(tmp_path: Path) -> None:
    files = {"long.json": f"[{'9' * 6_000}]", "deep.json": "[" * 60_000}
    assert found(publish(tmp_path, files)) == [
        "deep.json:1:1 feeds: It is JSON nested too deeply to be read. Mend the template."
    ]


def test_many_files_are_read_by_several_processes_with_the_same_result(tmp_path: Path) -> None:
    files = {f"{n:03}/index.html": page(f'<p><a href="/{n % 7}/">x</a></p>') for n in range(450)}
    settings = publish(tmp_path, files)
    assert found(with_flags(settings, {"workers": "2"})) == found(settings)


def test_a_process_that_dies_is_an_error(tmp_path: Path) -> None:
    settings = publish(tmp_path, {f"{n:03}/index.html": page("") for n in range(450)})

    def kill_all(_what: str, _done: int, _total: int) -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with pytest.raises(SitegenError) as lost:
        check(with_flags(settings, {"workers": "2"}), None, kill_all)
    assert str(lost.value) == (
        "A worker process died while it read files. "
        "Check again; with SITEGEN_WORKERS=1 files are read in the first process."
    )


def test_a_fault_of_many_files_is_one_finding(tmp_path: Path) -> None:
    files = {f"{name}/index.html": page('<p><a href="/x/">x</a></p>') for name in "abc"}
    (finding,) = check(publish(tmp_path, files)).findings
    assert (finding.path, finding.also) == ("a/index.html", ("b/index.html", "c/index.html"))


def test_a_sitemap_has_its_limits(tmp_path: Path) -> None:
    entry = "<url><loc>https://example.org/</loc></url>\n"
    space = " " * (50 * 2**20)
    xmlns = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    files = {
        "index.html": page(""),
        "long.xml": f"<urlset {xmlns}>{entry * 50_001}</urlset>",
        "wide.xml": f"<urlset {xmlns}>{entry}{space}</urlset>",
    }
    assert found(publish(tmp_path, files)) == [
        "long.xml:0:0 feeds: The sitemap has 50,001 entries, more than 50,000. "
        "Spread them over several sitemaps.",
        "wide.xml:0:0 feeds: The sitemap has 52,428,912 bytes, more than 52,428,800. "
        "Spread it over several sitemaps.",
    ]


def test_the_demonstration_has_no_findings(sqlite_site: BuiltSite) -> None:
    seed_demo(sqlite_site.engine)
    sqlite_site.build()
    assert found(sqlite_site.settings) == []
