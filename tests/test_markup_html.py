from __future__ import annotations

import pytest

from sitegen.errors import MarkupFault
from sitegen.markup import VERBATIM, Policy, Text, render


def trusted(source: str) -> str:
    return render(Text(source, "html", Policy.TRUSTED, "content")).html


def untrusted(source: str) -> str:
    return render(Text(source, "html", Policy.UNTRUSTED, "content")).html


def test_trusted_html_passes_untouched():
    source = "<h1 onclick='x()'>A\x00</h1>\r\n<script>alert(1)</script><p>A <b>bold</b> end"
    assert trusted(source) is source


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>Unclosed <b>bold", "<p>Unclosed <b>bold</b></p>"),
        ("a</div></main>b", "ab"),
        ("<table><tr><td>a", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("a<!-- b", "a<!-- b-->"),
        ("<textarea>a", "<textarea>a</textarea>"),
        ("<script src=a>b", '<script src="a">b</script>'),
    ],
)
def test_no_element_of_trusted_html_outlasts_it_or_ends_one_of_the_page(source, html):
    fragment = render(Text(source, "html", Policy.TRUSTED, "content"))
    assert fragment.html == html
    assert fragment.warnings == (
        "an element is not closed, or closed and not opened; this was mended.",
    )


def test_a_style_sheet_within_a_page_is_left_out_with_a_warning():
    fragment = render(Text("a<STYLE>p {}</STYLE>b", "html", Policy.TRUSTED, "content"))
    assert fragment.html == "ab"
    assert fragment.warnings == (
        "a <style> does nothing in a page and was left out. Put it into assets/.",
    )


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("https://videos.example.org/embed/1", "videos.example.org"),
        ("/widgets/map/", "this site"),
        ("http://[", "this site"),
    ],
)
def test_a_frame_without_a_title_is_named_by_its_host_with_a_warning(source, title):
    html = f'<p>a</p><iframe src="{source}" title=" "></iframe>'
    fragment = render(Text(html, "html", Policy.TRUSTED, "content"))
    assert fragment.html == f'<p>a</p><iframe src="{source}" title="{title}"></iframe>'
    assert fragment.warnings == (
        f"an <iframe> of {title} has no title. Give it one that says what it shows.",
    )


def test_a_frame_with_a_title_stays_as_it_is():
    source = "<iframe title='A map' src='https://example.org'></iframe><P>b</P>"
    fragment = render(Text(source, "html", Policy.TRUSTED, "content"))
    assert (fragment.html, fragment.warnings) == (source, ())


@pytest.mark.parametrize(
    ("source", "warnings"),
    [
        (
            "<p>a</p><SCRIPT>x()</SCRIPT><script type='module'>y()</script>",
            ("an inline <script> does nothing in a page. Put it into a file in assets/.",),
        ),
        (
            "<p onclick='x()'>a</p><img alt='' src='b'ONERROR=y()>",
            (
                "an onclick attribute does nothing in a page. Put a script into a file in assets/.",
                "an onerror attribute does nothing in a page. Put a script into a file in assets/.",
            ),
        ),
        ("<script src='/assets/a.js'></script><p>on=b</p>", ()),
        ("<script type='application/ld+json'>{}</script>", ()),
    ],
)
def test_a_script_within_a_page_stays_with_a_warning(source, warnings):
    fragment = render(Text(source, "html", Policy.TRUSTED, "content"))
    assert (fragment.html, fragment.warnings) == (source, warnings)


def test_what_is_a_file_of_its_own_stays_to_the_byte():
    source = "<!doctype html><style>p {}</style><p>a <b>b"
    fragment = render(Text(source, VERBATIM, Policy.TRUSTED, "content"))
    assert (fragment.html, fragment.warnings) == (source, ())


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<style>p{color:red}</style>",
        '<iframe src="https://example.org">x</iframe>',
        "<svg><a href='javascript:alert(1)'>x</a></svg>",
        "<math><mtext>x</mtext></math>",
        "<!-- comment -->",
        "<template>x</template><noscript><p>x</p></noscript>",
    ],
)
def test_what_runs_or_frames_is_removed_with_its_text(source):
    assert untrusted(source) == ""


def test_attributes_off_the_list_are_removed():
    source = '<p onclick="x()" style="color:red" data-x="1" class="button good">x</p>'
    assert untrusted(source) == '<p class="good">x</p>'


@pytest.mark.parametrize("scheme", ["javascript:", "JaVaScRiPt:", "data:text/html,", "vbscript:"])
def test_links_lead_to_http_and_mail_alone(scheme):
    assert untrusted(f'<a href="{scheme}alert(1)" title="t">x</a>') == '<a title="t">x</a>'


def test_links_of_the_public_are_not_endorsed():
    assert untrusted('<a href="/about/" rel="me" target="_blank">x</a>') == (
        '<a href="/about/" rel="nofollow ugc noopener">x</a>'
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("about/", "about/"),
        ("?a#b", "?a#b"),
        ("//other.example/x", "//other.example/x"),
        ("mailto:a@b.org?subject=c", "mailto:a@b.org?subject=c"),
        (" https://a.org/\n", "https://a.org/"),
    ],
)
def test_links_may_lead_anywhere_within_the_site_and_on_the_web(written, kept):
    assert untrusted(f'<a href="{written}">x</a>') == (
        f'<a href="{kept}" rel="nofollow ugc noopener">x</a>'
    )


@pytest.mark.parametrize(
    "url", ["java\u200bscript:x", "\u2060javascript:x", "java&#x202e;script:x", "&#xfeff;data:,x"]
)
def test_a_scheme_is_looked_for_in_what_is_left_of_a_link(url):
    assert untrusted(f'<a href="{url}">x</a><img src="{url}">') == "<a>x</a>"


def test_pictures_come_from_the_site_or_by_https():
    sources = ["a.png", "https://b.org/c", "http://b.org/c", "//b.org/c", "/\\b.org", "mailto:d"]
    assert untrusted("".join(f'<img src="{source}">' for source in sources)) == (
        '<img alt="" src="a.png"><img alt="" src="https://b.org/c">'
        '<img alt="" src="https://b.org/c"><img alt="" src="https://b.org/c">'
        '<img alt="" src="https:/\\b.org">'
    )


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("<li>a</li><dd>b</dd><td>c</td>", "abc"),
        ("<ul><div><li>a</li></div></ul>", "<ul><div>a</div></ul>"),
        ("<dl><div><dt>a</dt></div></dl>", "<dl><div><dt>a</dt></div></dl>"),
        # Without the section, the inner item would end the outer one and the box between them.
        (
            "<ul><li><div>a<section><li>b</li></section></div></li></ul>",
            "<ul><li><div>ab</div></li></ul>",
        ),
        ("<p>a<button><p>b</p></button></p>", "<p>a</p><p>b</p><p></p>"),
        ("<div>" * 40 + "a", "<div>" * 24 + "a" + "</div>" * 24),
        ("<pre>\n\n\n\n\n\n\n\n\n\n\na</pre>", "<pre>a</pre>"),
    ],
)
def test_elements_stand_where_they_cannot_end_those_of_the_page(source, kept):
    assert untrusted(source) == kept


def test_signs_that_nobody_sees_are_left_out_of_text_and_attributes():
    source = '<p title="a&#x202e;b">c\u202ed&#x2067;e\u200bf&#x200d;g</p>'
    assert untrusted(source) == '<p title="ab">cdef\u200dg</p>'
    heading = render(Text("# a&#x202e;b", "markdown", Policy.UNTRUSTED, "content")).contents[0]
    assert heading.title == "ab"


def test_ids_are_under_the_prefix_and_links_follow_them():
    assert untrusted('<p id="main">x</p><a href="#main">y</a><p id="content-z">z</p>') == (
        '<p id="content-main">x</p>'
        '<a href="#content-main" rel="nofollow ugc noopener">y</a>'
        '<p id="content-z">z</p>'
    )


def test_an_id_stays_only_the_first_time():
    assert untrusted('<p id="a">x</p><p id="a">y</p>') == '<p id="content-a">x</p><p>y</p>'


def test_headings_start_below_the_title_of_the_page():
    source = '<h1 title="<h4>">A</h1><h4>B</h4><h3>C</h3><h1>D</h1>'
    assert untrusted(source) == ('<h2 title="&lt;h4&gt;">A</h2><h3>B</h3><h3>C</h3><h2>D</h2>')


def test_a_picture_without_text_is_decoration():
    assert untrusted('<img src="/a.png"><img src="b.png" alt="a > b" width="20%">') == (
        '<img alt="" src="/a.png"><img src="b.png" alt="a &gt; b">'
    )


def test_unclosed_elements_are_closed():
    assert untrusted("<p>one <b>two<ul><li>three") == (
        "<p>one <b>two</b></p><ul><li><b>three</b></li></ul>"
    )


def test_what_the_renderers_write_is_kept():
    source = (
        '<div class="table" role="group" tabindex="0" aria-label="Sizes"><table><thead><tr>'
        '<th scope="col" class="align-right">a</th></tr></thead></table></div>'
        '<pre class="code" tabindex="0"><code class="language-python"><span class="k">def</span>'
        '</code></pre><span class="task" role="img" aria-label="Done">☑</span>'
    )
    assert untrusted(source) == source


@pytest.mark.parametrize("policy", list(Policy))
def test_a_lone_surrogate_is_a_fault_with_its_line(policy):
    with pytest.raises(MarkupFault) as caught:
        render(Text("<p>\n\ud800</p>", "html", policy, "content"))
    assert str(caught.value) == "line 2: half a character (U+D800). Write the text again in UTF-8."
