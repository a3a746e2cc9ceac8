from __future__ import annotations

from sitegen.markup import Policy, Text, render


def html(source: str, policy: Policy = Policy.TRUSTED) -> str:
    return render(Text(source, "plain", policy, "content")).html


def test_text_is_escaped():
    assert html('<b> & "quotes"') == '<p>&lt;b&gt; &amp; "quotes"</p>\n'


def test_blank_lines_part_paragraphs_and_other_line_ends_break_lines():
    assert html("one\r\ntwo\r\n \t\r\n\r\nthree\n") == "<p>one<br>\ntwo</p>\n<p>three</p>\n"


def test_urls_and_addresses_are_links():
    assert html("See https://example.org/a?b=c&d=e, www.python.org or jobs@python.org.") == (
        '<p>See <a href="https://example.org/a?b=c&amp;d=e">https://example.org/a?b=c&amp;d=e</a>, '
        '<a href="http://www.python.org">www.python.org</a> or '
        '<a href="mailto:jobs@python.org">jobs@python.org</a>.</p>\n'
    )


def test_the_name_of_a_file_is_no_link():
    assert html("Edit setup.py, see www.python.org") == (
        '<p>Edit setup.py, see <a href="http://www.python.org">www.python.org</a></p>\n'
    )


def test_links_of_the_public_are_not_endorsed():
    assert html("http://example.org", Policy.UNTRUSTED) == (
        '<p><a href="http://example.org" rel="nofollow ugc noopener">http://example.org</a></p>\n'
    )


def test_a_url_that_runs_a_script_is_no_link():
    assert "<a" not in html("javascript://example.org/%0aalert(1)", Policy.UNTRUSTED)


def test_control_characters_are_left_out_with_a_warning():
    fragment = render(Text("one\ntwo\x00 \x07three", "plain", Policy.TRUSTED, "content"))
    assert fragment.html == "<p>one<br>\ntwo three</p>\n"
    assert fragment.warnings == ("line 2: control character U+0000 was left out.",)
