from __future__ import annotations

import pytest

from sitegen.errors import MarkupFault
from sitegen.markup import Fragment, Heading, Policy, Text, render


def fragment(source: str, policy: Policy = Policy.TRUSTED, kind: str = "markdown") -> Fragment:
    return render(Text(source, kind, policy, "content"))


def html(source: str, policy: Policy = Policy.TRUSTED) -> str:
    return fragment(source, policy).html


def test_inline_markup():
    assert html("*a* **b** `c` ~~d~~ [e](/f/ 'g') ![h](i.png)") == (
        "<p><em>a</em> <strong>b</strong> <code>c</code> <s>d</s> "
        '<a href="/f/" title="g">e</a> <img src="i.png" alt="h"></p>\n'
    )


@pytest.mark.parametrize("kind", ["markdown", "markdown_unsafe"])
def test_raw_html_of_staff_stays(kind):
    source = '<div class="x">\n\n<b>a</b>\n\n</div>'
    kept = '<div class="x">\n<p><b>a</b></p>\n</div>'
    assert fragment(source, kind=kind) == Fragment(kept)


@pytest.mark.parametrize("kind", ["markdown", "markdown_unsafe"])
def test_raw_html_of_staff_is_closed_with_a_warning(kind):
    found = fragment('<div class="x">\n\n<b>a</b>', kind=kind)
    assert found.html == '<div class="x">\n<p><b>a</b></p>\n</div>'
    assert found.warnings == (
        "an element is not closed, or closed and not opened; this was mended.",
    )


@pytest.mark.parametrize("kind", ["markdown", "markdown_unsafe"])
def test_raw_html_of_the_public_is_shown_as_text(kind):
    source = "<script>alert(1)</script> <b>x</b>"
    assert fragment(source, Policy.UNTRUSTED, kind).html == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;x&lt;/b&gt;</p>\n"
    )


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("url", ["javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:x"])
def test_a_link_that_runs_a_script_is_none(policy, url):
    assert html(f"[x]({url})", policy) == f"<p>[x]({url})</p>\n"


def test_urls_in_the_text_are_links_but_names_of_files_are_not():
    assert html("https://example.org/a and setup.py and me@example.org") == (
        '<p><a href="https://example.org/a">https://example.org/a</a> and setup.py and '
        '<a href="mailto:me@example.org">me@example.org</a></p>\n'
    )


def test_headings_start_at_h2_and_skip_no_level():
    assert html("# A\n\n### B\n\n## C\n\n# D") == (
        '<h2 id="content-a"><a class="anchor" href="#content-a">A</a></h2>\n'
        '<h3 id="content-b"><a class="anchor" href="#content-b">B</a></h3>\n'
        '<h3 id="content-c"><a class="anchor" href="#content-c">C</a></h3>\n'
        '<h2 id="content-d"><a class="anchor" href="#content-d">D</a></h2>\n'
    )


def test_contents_hold_two_levels_of_headings():
    assert fragment("## Über `x`\n### B\n#### C\n## B").contents == (
        Heading(2, "content-über-x", "Über x"),
        Heading(3, "content-b", "B"),
        Heading(2, "content-b-2", "B"),
    )


def test_a_heading_with_a_link_does_not_link_to_itself():
    assert html("## See [a](b)") == '<h2 id="content-see-a">See <a href="b">a</a></h2>\n'


def test_an_empty_heading_is_left_out():
    result = fragment("#\n\n## A")
    assert result.html.strip() == (
        '<h2 id="content-a"><a class="anchor" href="#content-a">A</a></h2>'
    )
    assert [heading.title for heading in result.contents] == ["A"]


def test_code_is_highlighted_by_the_language_of_its_fence():
    assert html("```python title=x\nNone\n```\n\n    >>> 1\n") == (
        '<pre class="code" tabindex="0"><code class="language-python">'
        '<span class="kc">None</span></code></pre>\n'
        '<pre class="code" tabindex="0"><code class="language-pycon">'
        '<span class="gp">&gt;&gt;&gt; </span><span class="m">1</span></code></pre>\n'
    )


def test_a_table_scrolls_in_a_box_with_a_name():
    assert html("| a | |\n|--:|-|\n| 1 | 2 |") == (
        '<div class="table" role="group" tabindex="0" aria-label="Table">\n<table>\n<thead>\n<tr>\n'
        '<th scope="col" class="align-right">a</th>\n<td></td>\n</tr>\n</thead>\n<tbody>\n<tr>\n'
        '<td class="align-right">1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n</div>\n'
    )


def test_tasks_say_whether_they_are_done():
    assert html("- [ ] a\n- [x] b") == (
        '<ul class="tasks">\n'
        '<li><span class="task" role="img" aria-label="To do">☐</span> a</li>\n'
        '<li><span class="task" role="img" aria-label="Done">☑</span> b</li>\n'
        "</ul>\n"
    )


def test_definition_lists():
    assert html("Term\n: Text") == "<dl>\n<dt>Term</dt>\n<dd>Text</dd>\n</dl>\n"


def test_footnotes_lead_there_and_back():
    assert html("a[^x] b[^y] c[^y]\n\n[^x]: One.\n[^y]: Two.") == (
        '<p>a<a class="footnote-reference" id="content-footnote-reference-1" '
        'href="#content-footnote-1" role="doc-noteref">[1]</a> '
        'b<a class="footnote-reference" id="content-footnote-reference-2" '
        'href="#content-footnote-2" role="doc-noteref">[2]</a> '
        'c<a class="footnote-reference" id="content-footnote-reference-2-2" '
        'href="#content-footnote-2" role="doc-noteref">[2]</a></p>\n'
        '<dl class="footnotes">\n<dt id="content-footnote-1">'
        '<a href="#content-footnote-reference-1" role="doc-backlink">[1]</a></dt>\n'
        "<dd><p>One.</p>\n</dd>\n"
        '<dt id="content-footnote-2">[2] <span class="backrefs">('
        '<a href="#content-footnote-reference-2" role="doc-backlink">1</a>, '
        '<a href="#content-footnote-reference-2-2" role="doc-backlink">2</a>)</span></dt>\n'
        "<dd><p>Two.</p>\n</dd>\n</dl>\n"
    )


def test_a_heading_never_takes_the_id_of_a_footnote():
    contents = fragment("## Footnote 1\na[^x]\n\n[^x]: One.").contents
    assert contents == (Heading(2, "content-footnote-1-2", "Footnote 1"),)


def test_a_footnote_that_nothing_refers_to_is_a_warning():
    assert fragment("[^x]: One.").warnings == (
        "footnote 'x' is left out, since nothing refers to it.",
    )


@pytest.mark.parametrize("source", ["> " * 600 + "x", "- " * 600 + "x", "1. " * 600 + "x"])
def test_too_deep_nesting_is_a_fault_with_its_line(source):
    with pytest.raises(MarkupFault) as caught:
        fragment("\n" + source)
    assert str(caught.value) == "line 2: nested too deeply. Take some levels away."


def test_what_is_nested_within_the_limit_is_all_shown():
    assert "<p>deep</p>" in html("> " * 55 + "deep")


def test_character_references_bring_in_no_control_characters():
    assert html("&#1; &#xD800; &#0;") == "<p>\ufffd \ufffd \ufffd</p>\n"


def test_structures_of_the_renderer_pass_the_sanitiser():
    source = "## A\n\n| a |\n|-:|\n| b |\n\n- [x] c\n\n```py\nNone\n```\n\nd[^1]\n\n[^1]: e"
    public = html(source, Policy.UNTRUSTED).replace(' rel="nofollow ugc noopener"', "")
    assert public == html(source)
