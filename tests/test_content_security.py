"""The Content-Security-Policy permits what pages embed and no more, whatever was rendered when."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from sitegen.checks.report import check
from sitegen.hosting.content_security import (
    FIXED,
    MOST,
    NAME,
    OWN_SCRIPT,
    SCRIPT,
    embeds_of,
    policy,
)
from sitegen.sections.site import EVERYWHERE
from sitegen.seeds.demo import seed_demo
from sitegen.urls import url_of
from tests.built_site import box, page
from tests.chromium import served
from tests.jobs_rows import add_job
from tests.served_site import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.built_site import BuiltSite

URL = "https://example.org/a/"
FRAME = '<iframe title="A film" src="https://{}/1"></iframe>'
FILM = '<video controls src="{}"></video>'
OWN_FORM = '<form action="/find/"><button>Find</button></form>'


def directives(site: BuiltSite) -> dict[str, str]:
    """What the policy of a site permits beyond that of a site that embeds nothing."""
    (line,) = (line for line in site.read("_headers").splitlines() if NAME in line)
    written = line.strip().removeprefix(f"{NAME}: ")
    pairs = (each.split(" ", 1) for each in written.split("; "))
    found = {name: sources for name, sources in pairs if FIXED.get(name) != sources}
    assert policy(f"{name} {each}" for name in found for each in found[name].split()) == written
    return found


@pytest.mark.parametrize(
    ("html", "loads"),
    [
        ("<p>Text with an <img src=https://a.example/b.png></p>", []),
        ("<p>An &lt;iframe src=https://a.example></p>", []),
        ('<iframe src="https://A.example:8443/b;c?d"></iframe>', ["frame-src https://a.example:8443"]),
        ("<IFRAME SRC='//a.example/b'></IFRAME>", ["frame-src https://a.example"]),
        ("<iframe src='/own/'></iframe>", ["frame-src 'self'"]),
        ("<iframe src='https://example.org/own/'></iframe>", ["frame-src 'self'"]),
        ("<iframe src='https://Example.org:443/own/'></iframe>", ["frame-src 'self'"]),
        ("<iframe src='https://a.example:443/'></iframe>", ["frame-src https://a.example"]),
        ("<iframe src='https://a.example:80/'></iframe>", ["frame-src https://a.example:80"]),
        ("<iframe src='http://a.example/'></iframe>", []),
        ("<iframe src='https://a.example; script-src *'></iframe>", []),
        ("<iframe src='https://*/'></iframe><iframe src='https://[/'></iframe>", []),
        ("<iframe src='https://a@b.example/'></iframe>", []),
        ("<iframe src='data:text/html,a'></iframe><iframe srcdoc=a></iframe><iframe></iframe>", []),
        ("<video src=a.webm></video>", ["media-src 'self'"]),
        (
            "<audio><source src=https://a.example/b><track src=https://c.example/d></audio>",
            ["media-src https://a.example", "media-src https://c.example"],
        ),
        ("<form></form>", ["form-action 'self'"]),
        ("<form action=https://a.example/></form>", []),
        ("<form action=https://a.example/><button formaction=/b>", ["form-action 'self'"]),
    ],
)  # fmt: skip
def test_what_a_page_embeds(html: str, loads: list[str]) -> None:
    assert list(embeds_of(html, URL).loads) == loads


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<iframe src='http://a.example/b'></iframe><iframe src='http://a.example/b'></iframe>",
            ["lets no <iframe> load http://a.example/b. Write its address with https:."],
        ),
        (
            "<video><source src='http://example.org/b'></video>",
            ["lets no <source> load http://example.org/b. Write its address with https:."],
        ),
        (
            "<iframe src=https://caf\u00e9.example/></iframe>",
            [
                "lets no <iframe> load https://caf\u00e9.example/. "
                "Write the name of its host in ASCII (xn--\u2026)."
            ],
        ),
        (
            "<iframe src='https://me:secret@a.example/b'></iframe>",
            [
                "lets no <iframe> load https://me:secret@a.example/b. "
                "Write its address without a name and a password."
            ],
        ),
        (
            "<iframe src='data:text/html,\na'></iframe>",
            [
                "lets no <iframe> load data:text/html, a. "
                "Embed what has an address that begins with https:."
            ],
        ),
        (
            "<form action=https://a.example/></form>",
            ["lets no form send to https://a.example/. Link to a page with that form instead."],
        ),
        *(
            (
                f"<script {kind} src={address}></script>",
                [
                    f"lets no <script> load {shown}. "
                    "Put the script into assets/, and load it from there."
                ],
            )
            for kind, address, shown in (
                ("", "https://a.example/b.js", "https://a.example/b.js"),
                ("defer", "'&#47;/a.example/b.js'", "//a.example/b.js"),
                ("type=module", '"/\\a.example/b.js"', "/\\a.example/b.js"),
            )
        ),
        ('<script src="/a.js"></script><script src=/b/c.js defer></script><script>1</script>', []),
        ("<script src=b.js></script><script type=text/plain src=https://a.example></script>", []),
        ("<iframe src=about:blank></iframe><iframe srcdoc=a></iframe>", []),
        ("<iframe src=https://a.example/></iframe><video src=https://b.example:444/></video>", []),
        ("<img src=http://a.example/b.png><!-- <script src=https://a.example/> -->", []),
    ],
)
def test_what_no_policy_permits_a_page_is_told(html: str, said: list[str]) -> None:
    frame = '<script src="/assets/site.0123.js"></script>'
    found = embeds_of(f"{frame}{html}", URL).blocked
    assert [f"{each.message} {each.mend}" for each in found] == [f"the {NAME} {s}" for s in said]


def test_what_is_stopped_is_told_by_every_build_and_by_a_check(sqlite_site: BuiltSite) -> None:
    frame = FRAME.format("a.example").replace("https:", "http:")
    report = sqlite_site.add(page("a", frame, "html"), page("b")).build()
    said = f"the {NAME} lets no <iframe> load http://a.example/1."
    told = f"pages id 1 (a): {said} Write its address with https:."
    again = sqlite_site.build()
    assert again.rendered == 0
    for warnings in (report.warnings, again.warnings):
        assert [each.message for each in warnings if each.path == "a/index.html"] == [told]
    findings = check(sqlite_site.settings).findings
    assert [(each.path, each.message) for each in findings if each.check == "policy"] == [
        ("a/index.html", said)
    ]


def test_scripts_of_the_site_are_seen_to_be_its_own_without_parsing(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.add(page("a")).build()
    html = sqlite_site.read("a/index.html").lower()
    assert html.count(SCRIPT) == len(OWN_SCRIPT.findall(html)) > 0


def test_a_page_that_frames_another_one_of_the_site_is_let() -> None:
    written = policy(["frame-src 'self'", "frame-src https://a.example"])
    assert "frame-ancestors 'self'; frame-src 'self' https://a.example" in written


def test_very_many_hosts_are_not_listed() -> None:
    loads = [f"frame-src https://{number}.example" for number in range(MOST + 1)]
    assert f"frame-src {' '.join(sorted(each.split()[1] for each in loads[1:]))}" in policy(
        loads[1:]
    )
    assert policy(loads).endswith("; frame-src https:")
    assert policy([*loads, "frame-src 'self'"]).endswith("; frame-src 'self' https:")


def test_a_site_that_embeds_nothing_permits_nothing(sqlite_site: BuiltSite) -> None:
    seed_demo(sqlite_site.engine)
    sqlite_site.build()
    assert directives(sqlite_site) == {}
    assert policy(()) == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https:; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_the_policy_follows_the_pages(site: BuiltSite) -> None:
    site.add(page("a", FRAME.format("a.example"), "html"), page("b", OWN_FORM, "html"))
    site.add(page("c", FRAME.format("b.example"), "html", is_published=False)).build()
    assert directives(site) == {"frame-src": "https://a.example", "form-action": "'self'"}
    report = site.sql("UPDATE pages SET is_published = true WHERE path = 'c'").build()
    assert directives(site)["frame-src"] == "https://a.example https://b.example"
    headers = site.read("_headers")
    again = site.build()
    assert (again.rendered, again.written) == (0, 0)
    site.build(full=True)
    assert site.read("_headers") == headers
    site.sql("UPDATE pages SET content = :film WHERE path = 'a'", film=FILM.format("/a.webm"))
    site.sql("DELETE FROM pages WHERE path = 'b'")
    report = site.build()
    assert directives(site) == {"frame-src": "https://b.example", "media-src": "'self'"}
    assert report.written == report.rendered + 1  # `_headers`, of which no row changed
    shutil.rmtree(site.output)
    shutil.rmtree(site.settings.state)
    site.build()
    assert directives(site) == {"frame-src": "https://b.example", "media-src": "'self'"}


def test_a_page_that_stays_for_its_new_one_fails_keeps_what_it_embeds(
    sqlite_site: BuiltSite,
) -> None:
    sqlite_site.add(page("a", FRAME.format("a.example"), "html")).build()
    sqlite_site.sql("UPDATE pages SET content_markup_type = 'wiki'")
    assert sqlite_site.add(page("b", FRAME.format("b.example"), "html")).build(keep_going=True)
    assert directives(sqlite_site) == {"frame-src": "https://a.example https://b.example"}


def test_boxes_and_templates_are_parts_of_pages(sqlite_site: BuiltSite) -> None:
    base = (sqlite_site.folder / "templates/base.html").read_text("utf-8")
    sqlite_site.write("templates/base.html", base.replace("</main>", f"</main>{OWN_FORM}"))
    sqlite_site.add(box("downloads-introduction", FRAME.format("a.example"), "html"))
    sqlite_site.write("templates/home/index.html", '{{ box("downloads-introduction") }}').build()
    assert directives(sqlite_site) == {"frame-src": "https://a.example", "form-action": "'self'"}


@pytest.mark.parametrize("kind", ["html", "markdown", "rst", "plain"])
def test_no_text_of_strangers_widens_the_policy(sqlite_site: BuiltSite, kind: str) -> None:
    text = FRAME.format("a.example") + FILM.format("https://b.example/c") + OWN_FORM
    text += "<img src=https://c.example/d.png>"
    add_job(sqlite_site.engine, "A", description=text, description_markup_type=kind)
    sqlite_site.build()
    assert directives(sqlite_site) == {}


@pytest.mark.parametrize("kind", ["html", "markdown", "rst"])
def test_no_pieces_of_strangers_make_a_tag_together(sqlite_site: BuiltSite, kind: str) -> None:
    pieces = '<p>formaction</p><i title="iframe src=https://evil.example ">x</i>'
    markup = {"description_markup_type": kind, "requirements_markup_type": kind}
    add_job(sqlite_site.engine, "A", description='i title="', requirements=pieces, **markup)
    base = (sqlite_site.folder / "templates/base.html").read_text("utf-8")
    framed = base.replace("</main>", f"{FRAME.format('staff.example')}</main>")
    sqlite_site.write("templates/base.html", framed).build()
    assert directives(sqlite_site) == {"frame-src": "https://staff.example"}


def test_the_preview_sends_the_policy_for_the_page(sqlite_site: BuiltSite) -> None:
    sqlite_site.add(page("a", FRAME.format("a.example"), "html"), page("b"))
    with serving(sqlite_site) as preview:
        sent = {path: preview.get(path).headers for path in ("/a/", "/b/", "/nowhere")}
    assert sent["/a/"][NAME.lower()] == policy(["frame-src https://a.example"])
    assert sent["/b/"][NAME.lower()] == sent["/nowhere"][NAME.lower()] == policy(())
    for name, value in EVERYWHERE[1:]:
        assert sent["/b/"].get(name.lower()) == value


def test_a_site_without_https_does_not_ask_for_it(sqlite_site: BuiltSite) -> None:
    sqlite_site.set(base_url="http://example.org").build()
    names = [line.split(":")[0].strip() for line in sqlite_site.read("_headers").splitlines()]
    left_out = "Strict-Transport-Security"
    assert names[1:6] == [name for name, _ in EVERYWHERE if name != left_out]


def violations(browser: Browser, site: BuiltSite, paths: list[str]) -> list[str]:
    """What the browser says the policy forbids on these pages."""
    heard: list[str] = []
    tab = browser.new_context().new_page()
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(f"Content Security Policy? {error}"))
    with served(site.output) as base_url:
        for path in paths:
            tab.goto(base_url + url_of(path), wait_until="load")
    tab.context.close()
    return [text for text in heard if "Content Security Policy" in text or "Permissions" in text]


def test_the_demonstration_needs_no_more_than_it_is_permitted(
    sqlite_site: BuiltSite, chromium: Browser
) -> None:
    seed_demo(sqlite_site.engine)
    sqlite_site.build()
    paths = [path for path in sqlite_site.tree() if path.endswith(".html")]
    assert violations(chromium, sqlite_site, paths) == []


EMBEDDING = f"""
{FRAME.format("a.example")}{FRAME.format("b.example")}{FILM.format("/m.webm")}
{FILM.format("https://c.example/m.webm")}<img alt="" src="/p.png">
<img alt="" src="https://d.example/p.png">
"""


def test_what_is_permitted_is_needed(sqlite_site: BuiltSite, chromium: Browser) -> None:
    sqlite_site.add(page("a", EMBEDDING, "html")).build()
    assert directives(sqlite_site) == {
        "frame-src": "https://a.example https://b.example",
        "media-src": "'self' https://c.example",
    }
    assert violations(chromium, sqlite_site, ["a/index.html"]) == []
    whole = sqlite_site.read("_headers")
    for name in ("script-src", "style-src", "img-src", "frame-src", "media-src"):
        sources = whole.partition(f"; {name} ")[2].partition(";")[0].split("\n")[0]
        for source in sources.split():
            rest = sources.replace(source, "").strip() or "'none'"
            narrower = whole.replace(f"; {name} {sources}", f"; {name} {rest}")
            (sqlite_site.output / "_headers").write_text(narrower)
            assert violations(chromium, sqlite_site, ["a/index.html"]), (name, source)
