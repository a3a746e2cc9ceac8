"""Rules for the host are checked before they are written: each answers somebody, and only once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.errors import RulesFault
from sitegen.hosting.itinerary import Itinerary
from sitegen.hosting.soundness import (
    CONDITION_MEND,
    LINE_MEND,
    NAME_MEND,
    REST_MEND,
    STATUS_MEND,
    TARGET_MEND,
    detours,
    sound_rules,
)
from sitegen.seeds.demo import seed_demo
from sitegen.serve.host import Answer, answer
from tests.built_site import page
from tests.test_serve_host import shown_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sitegen.hosting.itinerary import Request, Step
    from sitegen.messages import Warned
    from sitegen.serve.shown import Shown
    from tests.built_site import BuiltSite

ROOT = Path(__file__).parents[1]
TEMPLATE = "templates/site/_redirects.txt"
LEFT_OUT = "_redirects: {} is left out, because {}."


def said(text: str, *files: str) -> list[str]:
    """All warnings about rules on a site with these files."""
    written, warnings = sound_rules(text)
    found = detours(written, set(files))
    return [*warnings, *(f"_redirects: {each.message} {each.mend}" for each in found)]


@pytest.mark.parametrize(
    ("line", "fault", "mend"),
    [
        ("x y", "it is for no path and no address", "Begin it with `/`."),
        ("old.example/* /new/", "it is for no path and no address", "Begin it with `/`."),
        ("  a /b", "it is for no path and no address", "Begin it with `/`."),
        ("/list tab /releases", "`tab` has no value", LINE_MEND),
        ("/list =1 /releases", "`=1` has no value", LINE_MEND),
        ("/nowhere 301", "it leads nowhere", TARGET_MEND),
        ("/nowhere", "it leads nowhere", TARGET_MEND),
        ("/a # /b", "it leads nowhere", TARGET_MEND),
        ("/a there", "it leads nowhere", TARGET_MEND),
        ("https://old.example/*", "it leads nowhere", TARGET_MEND),
        ("/a /b forever", "`forever` is no status", STATUS_MEND),
        ("/a /b 999", "hosts do not answer with 999", STATUS_MEND),
        ("/a /b 307!", "hosts do not answer with 307", STATUS_MEND),
        ("/a /b 100", "hosts do not answer with 100", STATUS_MEND),
        ("/a/*/b /c", "/a/*/b has a `*` that is not its last segment", REST_MEND),
        ("/a* /c", "/a* has a `*` that is not its last segment", REST_MEND),
        ("/v:n/b /c", "/v:n/b has a `:` within a segment", NAME_MEND),
        ("/a/:name /b/:nam", "its target names :nam, which its source does not", NAME_MEND),
        ("/a /b/:splat", "its target names :splat, which its source does not", NAME_MEND),
        ("/a /b \uff13\uff10\uff11", "`\uff13\uff10\uff11` is no status", STATUS_MEND),
        ("/a /b 301 force", "`force` is no condition", CONDITION_MEND),
        ("/a /b 302 Country = au", "`Country` is no condition", CONDITION_MEND),
    ],
)
def test_what_a_host_would_take_for_another_rule_is_refused(
    line: str, fault: str, mend: str
) -> None:
    with pytest.raises(RulesFault) as error:
        sound_rules(f"/first /second 301\n{line}\n")
    quoted = line.partition("#")[0].strip()
    assert error.value.message == f"_redirects, line 2: `{quoted}`: {fault}."
    assert error.value.mend == mend


def test_a_long_rule_is_quoted_in_part() -> None:
    with pytest.raises(RulesFault) as error:
        sound_rules(f"/{'a' * 5_000} /b 999\n")
    quoted = f"/{'a' * 199}…"
    assert error.value.message == f"_redirects, line 1: `{quoted}`: hosts do not answer with 999."


@pytest.mark.parametrize("status", [200, 301, 302, 308, 404, 410, 503])
def test_a_rule_has_any_status_that_hosts_answer_with(status: int) -> None:
    text = f"/a /b {status}\n"
    assert sound_rules(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "# a comment\n\n/a /b\n",
        "/list tab=:t page= /lists/:t/ 301\n/list /lists/ 302!\n",
        "/a /b 302 Country=de,at Language=de\n/a /c\n",
        "/a/:x/* https://example.org:8080/:x/:splat 301\n",
        "https://old.example/* https://example.org/:splat 301!\n",
        "http://old.example:8080/:a /b/:a\n  /indented /there\n",
        "/api/* https://api.example/:splat 200\n/old /api/x\n",
        "/:x/a /b\n/y/* /z\n",
    ],
)
def test_sound_rules_are_written_as_they_are(text: str) -> None:
    assert sound_rules(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "line", "places"),
    [
        ("/a /a/\n", 1, "/a would be sent to /a/, /a/, /a/"),
        ("/a /b\n/b /a\n", 1, "/a would be sent to /b, /a, /b"),
        ("/x /a\n/a /b\n/b /a/\n", 3, "/x would be sent to /a, /b, /a/"),
        ("/a/* /a/b/:splat\n", 1, "/a would be sent to /a/b/, /a/b/b, /a/b/b/b"),
        ("/o/* /n/:splat\n/n/x /o/x\n", 1, "/o/x would be sent to /n/x, /o/x, /n/x"),
        (
            "/a/:x /b/:x/\n/b/:x /a/:x\n",
            1,
            "/a/anything would be sent to /b/anything/, /a/anything, /b/anything/",
        ),
        ("/a t=:x /b?u=:x\n/b u=7 /a?t=7\n", 1, "/a?t=7 would be sent to /b?u=7, /a?t=7, /b?u=7"),
        ("/a t=1 /a?t=1\n", 1, "/a?t=1 would be sent to /a?t=1, /a?t=1, /a?t=1"),
        ("/a/* /b/c/:splat\n/b/* /a/:splat\n", 1, "/a would be sent to /b/c/, /a/c, /b/c/c"),
        ("/caf%c3%a9 /caf%C3%A9\n", 1, "/café would be sent to /café, /café, /café"),
    ],
)
def test_rules_that_lead_in_a_circle_are_refused(text: str, line: int, places: str) -> None:
    with pytest.raises(RulesFault) as error:
        sound_rules(text)
    assert str(error.value) == (
        f"_redirects, line {line}: `{text.splitlines()[line - 1]}`: visitors of {places}, "
        "and so on without end. Give one of these rules a target that no rule answers."
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a", "/a/"),
        ("/a/*", "/a"),
        ("/a/*", "/a/b/:c"),
        ("/a/*", "/a/b/*"),
        ("/a/:x", "/a/b"),
        ("/a/:x", "/a/:y/"),
        ("/*", "/"),
        ("/a", "/a t=1"),
        ("/a t=:t", "/a u=2 t=1"),
    ],
)
def test_a_rule_that_an_earlier_one_hides_is_left_out(first: str, second: str) -> None:
    text = f"{first} https://example.org/1\n{second} https://example.org/2\n"
    reason = f"{first} above it answers all who come to it. Remove one of the two"
    assert sound_rules(text) == (
        f"{first} https://example.org/1\n",
        (LEFT_OUT.format(second, reason),),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("/a/b", "/a/:x"),
        ("/a/:x", "/a/*"),
        ("/a/:x", "/a"),
        ("/a t=1", "/a"),
        ("/a t=1", "/a t=2"),
        ("/a t=1", "/a t=:t"),
        ("/a/b/*", "/a/:x"),
        ("/A", "/a"),
    ],
)
def test_a_rule_that_answers_anybody_stays(first: str, second: str) -> None:
    text = f"{first} https://example.org/1\n{second} https://example.org/2\n"
    assert sound_rules(text) == (text, ())


def test_a_rule_for_some_visitors_hides_none() -> None:
    text = "/a /german 302 Language=de\n/a /english 302\n"
    assert sound_rules(text) == (text, ())


def test_what_a_host_never_looks_for_is_left_out() -> None:
    text = "/.netlify/images /i\n/a?b=c /d\n/e /f\n"
    assert sound_rules(text) == (
        "/e /f\n",
        (
            LEFT_OUT.format(
                "/.netlify/images", "/.netlify is the host's own. Give it another source"
            ),
            LEFT_OUT.format(
                "/a?b=c", "a source with `?` matches nothing. Write its query as `name=value`"
            ),
        ),
    )


def test_the_address_of_the_site_is_the_site() -> None:
    text = "/a https://example.org/b\n/b /c\n"
    assert sound_rules(text) == (text, ())
    (found,) = detours(text, (), "https://example.org")
    assert found.message == "visitors of /a are sent to /b, and from there to /c."
    plain = ("https://example.org", "http://example.org", "//Example.org")
    for own in (*plain, "https://example.org:443", "http://example.org:80", "//example.org:443"):
        for circle in (f"/a/* {own}/a/:splat\n", f"/a /b\n/b {own}/a\n", f"/ {own}\n"):
            with pytest.raises(RulesFault, match="without end"):
                sound_rules(circle, "https://example.org")


def test_uploaded_files_at_their_own_address_on_the_site_need_no_rule(
    sqlite_site: BuiltSite,
) -> None:
    assert not sqlite_site.set(media="https://example.org/media").build().failures
    assert "\n/m/* https://example.org/media/:splat 301\n" in sqlite_site.read("_redirects")
    assert "/media/*" not in sqlite_site.read("_redirects")


AT_ONCE = "Write that as the target of the first rule"
BEFORE = "Write a rule before /a that leads there at once"
OTHERS = "and before it a rule for the visitors whom {} answers"


@pytest.mark.parametrize(
    ("text", "said_of", "end", "mend"),
    [
        ("/a /b/ 301!\n/b /c\n/c /d 302\n", "/a", "/b/, and from there to /d", f"{AT_ONCE}."),
        (
            "/a /b\n/b /de 302 Country=de\n/b /c\n",
            "/a",
            "/b, and from there to /c",
            f"{AT_ONCE}, {OTHERS.format('/b')}.",
        ),
        ("/a /b\n/b x=1 /d\n/b /c\n", "/a?x=1", "/b?x=1, and from there to /d?x=1", f"{BEFORE}."),
        (
            "/a x=1 /d\n/a /b\n/b x=1 /d\n/b /c\n",
            "/a",
            "/b, and from there to /c",
            f"{AT_ONCE}, {OTHERS.format('/b x=1')}.",
        ),
        (
            "/a /b\n/b x=1 /d 200\n/b /c\n",
            "/a",
            "/b, and from there to /c",
            f"{AT_ONCE}, {OTHERS.format('/b x=1')}.",
        ),
    ],
)
def test_a_rule_that_leads_to_another_stays_and_is_told_where_its_visitors_end(
    text: str, said_of: str, end: str, mend: str
) -> None:
    assert sound_rules(text) == (text, ())
    assert said(text)[0] == f"_redirects: visitors of {said_of} are sent to {end}. {mend}"


@pytest.mark.parametrize("number", [20, 25, 3_000])
def test_a_long_way_that_ends_is_none_without_end(number: int) -> None:
    text = "".join(f"/a{n} /a{n + 1}\n" for n in range(number))
    assert sound_rules(text) == (text, ())
    assert said(text)[0] == (
        f"_redirects: visitors of /a0 are sent to /a1, and from there to /a{number}. {AT_ONCE}."
    )
    with pytest.raises(RulesFault, match="/a0 would be sent to /a1, /a2, /a3, and so on"):
        sound_rules(f"{text}/a{number} /a7\n")


def test_a_rule_that_answers_the_same_visitor_often_may_come_to_an_end() -> None:
    text = f"/x/* /:splat\n/a /{'x/' * 25}b\n"
    assert sound_rules(text) == (text, ())
    assert "and from there to /b." in said(text)[-1]


def test_a_way_ends_where_a_file_stands() -> None:
    text = "/a/ /b/\n/b/ /c/\n/c/ /d/\n"
    assert sound_rules(text) == (text, ())
    assert "/b/ is never followed" in said(text, "b/index.html")[0]
    assert "/a are sent to /b/, and from there to /c/." in said(text, "c/index.html")[0]
    assert list(detours(text, (), elsewhere=("/b/", "/c/"))) == []


def test_rules_that_lead_on_by_way_of_a_pattern_are_told() -> None:
    text = "/old/* /new/:splat\n/new/list/* /lists/\n/x /new/list/a\n"
    assert said(text) == [
        "_redirects: visitors of /old/list are sent to /new/list, and from there to /lists/. "
        "Write a rule before /old/* that leads there at once.",
        "_redirects: visitors of /x are sent to /new/list/a, and from there to /lists/. "
        "Write that as the target of the first rule.",
    ]
    assert len(said(text, "new/list/a/index.html")) == 1
    assert said(f"/old/list/* /lists/\n{text}", "new/list/a") == []


def test_a_rule_at_whose_path_a_file_stands_is_told() -> None:
    text = "/a/ /b\n/c.txt /d\n/e/* /f\n/g /h 301!\n"
    end = "Remove the rule, or give the file another path."
    assert said(text, "a/index.html", "c.txt", "e/x/index.html", "g/index.html") == [
        f"_redirects: {source} is never followed, because a file of the site answers there. {end}"
        for source in ("/a/", "/c.txt")
    ]


SEGMENTS = ["a", "b", ":x"]
sources = st.builds(
    lambda segments, end: "/" + "/".join(segments) + end,
    st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=3, unique=True),
    st.sampled_from(["", "/", "/*"]),
)
queries = st.sampled_from(["", "", "", " t=1", " t=:t", " u=1", " t=2 u=:t"])
targets = st.builds(
    lambda segments, end: "/" + "/".join(segments) + end,
    st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=3),
    st.sampled_from(["", "/", "", "/:x", "/:splat", "/:x/:splat"]),
)


@st.composite
def written_rules(draw: st.DrawFn) -> str:
    lines = []
    for _ in range(draw(st.integers(1, 5))):
        source, query, target = draw(sources), draw(queries), draw(targets)
        target = target if ":x" in source else target.replace("/:x", "")
        target = target if "*" in source else target.replace("/:splat", "")
        lines.append(f"{source}{query} {target or '/'} 301\n")
    return "".join(lines)


PATHS = ["/" + "/".join(path) for depth in range(5) for path in product("abz", repeat=depth)]
QUERIES = ["&".join(pairs) for pairs in product(["t=1", "t=2", "t=9", ""], ["u=1", "u=9", ""])]


class Rules:
    """A site that has no files but its rules."""

    def __init__(self, text: str) -> None:
        self.text = text

    def file(self, path: str) -> Shown | None:
        return shown_text(path, self.text) if path == "_redirects" else None

    def headers(self, path: str) -> str:
        return ""


def moved(text: str, place: str) -> Answer:
    url, _, query = place.partition("?")
    return answer(Rules(text), url, query)


@settings(max_examples=200, deadline=None)
@given(written_rules())
@example("/a/:x/* /a 301\n/a /b 301\n/a/* /a 301\n")
def test_of_rules_without_a_warning_each_answers_somebody_and_nobody_twice(text: str) -> None:
    try:
        written, _ = sound_rules(text)
    except RulesFault as fault:
        assert "without end" in fault.message
        return
    is_plain = not list(detours(written, ()))
    answering = set()
    for path in PATHS:
        for query in QUERIES:
            answering.add(first_rule(written, path, query))
            place = moved(written, f"{path}?{query}").headers.get("Location", "")
            if place and is_plain:
                assert moved(written, place).status == 404, (path, query, place)
    lines = written.splitlines()
    for number in set(range(len(lines))) - answering:
        assert len(hiding(lines, number)) > 1  # which only together answer all who come to it


def hiding(lines: list[str], number: int) -> set[int | None]:
    """The numbers of the rules that answer instead of one that nobody comes to."""
    asked = [(path, query) for path in PATHS for query in QUERIES]
    return {
        first_rule("\n".join(lines), *each)
        for each in asked
        if first_rule(lines[number], *each) is not None
    }


def first_rule(text: str, path: str, query: str) -> int | None:
    """The number of the rule that answers, told by expressions, one after the other."""
    asked = dict(parse_qsl(query))
    for number, line in enumerate(text.splitlines()):
        source, *wanted, _, _ = line.split()
        pairs = [pair.partition("=") for pair in wanted]
        fits = all(
            name in asked and (value.startswith(":") or asked[name] == value)
            for name, _, value in pairs
        )
        if fits and expression(source).fullmatch(path.rstrip("/") or "/"):
            return number
    return None


@cache
def expression(source: str) -> re.Pattern[str]:
    """The paths that a source matches, said in another way than that of the code."""
    start = source.removesuffix("/*")
    whole = start.rstrip("/") or ("" if start != source else "/")
    return re.compile(re.sub(r":\w+", "[^/]+", whole) + ("(?:/.*)?" if start != source else ""))


@pytest.mark.parametrize(
    ("rule", "number", "most"),
    [
        ("/old/{0}/page/ /new/{0}/ 301", 10_000, 0),
        ("/a{0} /b{0}\n/b{0} /c", 2_000, 20),
        ("/p{0}/* /:splat 301", 500, 300),
        ("/p{0}/:a/:b /:a/:b/z 301", 500, 300),
        ("/p{0}/* /q/:splat 301\n/q/{0}/ /r", 500, 300),
    ],
)
def test_what_the_check_of_a_rule_takes_does_not_grow_with_their_number(
    rule: str, number: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = Counter[str]()
    step = Itinerary.step

    def counted(self: Itinerary, request: Request) -> Step | None:
        steps["taken"] += 1
        return step(self, request)

    monkeypatch.setattr(Itinerary, "step", counted)
    said("".join(f"{rule.format(n)}\n" for n in range(number)))
    assert steps["taken"] <= most * number


def messages(warnings: Iterable[Warned]) -> list[str]:
    return [warned.message for warned in warnings if warned.path == "_redirects"]


def test_the_rules_of_the_demonstration_are_sound(sqlite_site: BuiltSite) -> None:
    seed_demo(sqlite_site.engine)
    sqlite_site.set(media="https://media.example.org")
    assert messages(sqlite_site.build().warnings) == []


def test_a_build_tells_of_rules_as_often_as_it_is_asked(sqlite_site: BuiltSite) -> None:
    sqlite_site.write(TEMPLATE, "/a /b\n/b /c\n/d/* /e/:splat\n/e/x/* /f\n")
    first = messages(sqlite_site.build().warnings)
    again = sqlite_site.build()
    assert (len(first), again.rendered) == (2, 0)
    assert messages(again.warnings) == first
    assert sqlite_site.read("_redirects") == "/a /b\n/b /c\n/d/* /e/:splat\n/e/x/* /f\n"
    assert not sqlite_site.build(strict=True).committed


def test_a_page_that_comes_to_the_path_of_a_rule_is_told(sqlite_site: BuiltSite) -> None:
    sqlite_site.write(TEMPLATE, "/about /a\n").build()
    report = sqlite_site.add(page("about")).build()
    assert messages(report.warnings) == [
        "_redirects: /about is never followed, because a file of the site answers there. "
        "Remove the rule, or give the file another path."
    ]


def test_a_build_with_rules_in_a_circle_fails(sqlite_site: BuiltSite) -> None:
    sqlite_site.write(TEMPLATE, "/a /b\n/b /a\n")
    (failure,) = sqlite_site.build().failures
    assert (failure.path, failure.source) == ("_redirects", "_redirects")
    assert failure.message == (
        "templates/site/_redirects.txt: `/a /b`: visitors of /a would be sent to /b, /a, "
        "/b, and so on without end. Give one of these rules a target that no rule answers."
    )


def test_a_build_names_the_row_whose_rule_is_in_a_circle(sqlite_site: BuiltSite) -> None:
    template = (ROOT / TEMPLATE).read_text("utf-8")
    circle = "/downloads/release/* /downloads/latest/"
    sqlite_site.write(TEMPLATE, f"{template}{circle}\n")
    seed_demo(sqlite_site.engine)
    (failure,) = sqlite_site.build().failures
    row, rule, _ = failure.message.split(": ", 2)
    page = re.fullmatch(r"releases \((downloads/release/python-\d+)\)", row)
    assert page
    assert rule == f"`/downloads/latest/ /{page[1]}/ 302`"
