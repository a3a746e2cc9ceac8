"""No text stops a build: not by its length, its shape or the name of its markup."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from sitegen.errors import MarkupFault
from sitegen.markup import VERBATIM, Fragment, Policy, Text, render
from sitegen.markup.links import LONGEST_WORD, linker
from sitegen.markup.rendering import LONGEST_OF_STRANGERS
from tests.built_site import page
from tests.jobs_rows import add_job

if TYPE_CHECKING:
    from tests.built_site import BuiltSite

MEND = "Use one of rst, restructuredtext, markdown, markdown_unsafe, html, plain."
GROWING = [
    ("plain", "http://a/["),
    ("plain", "http://a/'"),
    ("markdown", "a://"),
    ("markdown", "http://a/["),
    ("markdown", "http:/// "),
    ("markdown", "x http://a.b/ "),
    ("html", "<span>"),
    ("html", "<b>"),
]


def fragment(source: str, kind: str, policy: Policy = Policy.UNTRUSTED) -> Fragment:
    return render(Text(source, kind, policy, "content"))


def seconds(source: str, kind: str, policy: Policy) -> float:
    """The least of three tries: what else the machine does is no part of it."""
    tries = []
    for _ in range(3):
        started = time.process_time()
        fragment(source, kind, policy)
        tries.append(time.process_time() - started)
    return min(tries)


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize(("kind", "piece"), GROWING)
def test_four_times_the_text_takes_some_four_times_as_long(
    kind: str, piece: str, policy: Policy
) -> None:
    short, long = piece * (20_000 // len(piece)), piece * (80_000 // len(piece))
    fragment(piece, kind, policy)
    assert seconds(long, kind, policy) < 8 * max(seconds(short, kind, policy), 0.002)


def test_links_are_found_in_words_of_a_sensible_length() -> None:
    long, fits = "http://a.org/" + "b" * LONGEST_WORD, "http://a.org/" + "b" * (LONGEST_WORD - 13)
    text = f"(http://a.org/c) {long}\t{fits} www.d.org"
    found = [(text[link.index : link.last_index], link.url) for link in linker().match(text)]
    assert found == [
        ("http://a.org/c", "http://a.org/c"),
        (fits, fits),
        ("www.d.org", "http://www.d.org"),
    ]


def test_a_url_in_markdown_may_hold_signs_of_emphasis_and_be_in_it() -> None:
    assert fragment("*http://a.org/_b_* xhttp://c.org **HTTPS://d.org**", "markdown").html == (
        '<p><em><a href="http://a.org/_b_" rel="nofollow ugc noopener">http://a.org/_b_</a></em> '
        'xhttp://c.org <strong><a href="HTTPS://d.org" rel="nofollow ugc noopener">'
        "HTTPS://d.org</a></strong></p>\n"
    )


@pytest.mark.parametrize("kind", ["html", "markdown", "plain", "rst"])
def test_a_text_of_the_public_that_is_too_long_is_shown_as_it_was_written(kind: str) -> None:
    lines = "\n".join(["x" * 999] * (LONGEST_OF_STRANGERS // 1000))
    source = f"<b>http://a.org</b>\n\n{lines}"
    shown = fragment(source, kind)
    text = lines.replace("\n", "<br>\n")
    assert shown.html == f"<p>&lt;b&gt;http://a.org&lt;/b&gt;</p>\n<p>{text}</p>\n"
    assert shown.warnings == (
        f"{len(source):,} characters, where 100,000 are allowed. "
        "The text is shown as it was written. Shorten it.",
    )
    assert fragment(source, kind, Policy.TRUSTED).warnings == ()


@pytest.mark.parametrize("kind", ["wiki", "verbatim", VERBATIM])
def test_a_text_of_the_public_of_an_unknown_markup_type_is_shown_as_it_was_written(
    kind: str,
) -> None:
    shown = fragment("<b>\n\nhttp://a.org", kind)
    assert shown.html == (
        '<p>&lt;b&gt;</p>\n<p><a href="http://a.org" rel="nofollow ugc noopener">http://a.org</a></p>\n'
    )
    assert shown.warnings == (
        f"unknown markup type {kind!r}. The text is shown as it was written. {MEND}",
    )


@pytest.mark.parametrize("kind", ["wiki", "verbatim"])
def test_a_trusted_text_of_an_unknown_markup_type_is_a_fault(kind: str) -> None:
    with pytest.raises(MarkupFault) as caught:
        fragment("x", kind, Policy.TRUSTED)
    assert str(caught.value) == f"unknown markup type {kind!r}. {MEND}"


def test_no_row_asks_for_its_text_to_be_a_file_of_its_own(site: BuiltSite) -> None:
    site.add(
        page("a", "<p>", "verbatim", id=7), page("b.txt", "<p>", "html", content_type="text/plain")
    )
    (failure,) = site.build(keep_going=True).failures
    assert failure.message == f"pages id 7 (a): unknown markup type 'verbatim'. {MEND}"
    assert site.read("b.txt") == "<p>"


def test_a_stranger_stops_no_build_with_an_unknown_markup_type(site: BuiltSite) -> None:
    key = add_job(site.engine, description="*x*", description_markup_type="wiki")
    report = site.build()
    assert report.committed
    assert [w.message for w in report.warnings if "wiki" in w.message] == [
        f"jobs id {key} (jobs/{key}): unknown markup type 'wiki'. "
        f"The text is shown as it was written. {MEND}"
    ]
