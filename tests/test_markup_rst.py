from __future__ import annotations

import pytest

from sitegen.errors import MarkupFault
from sitegen.markup import Fragment, Heading, Policy, Text, render


def fragment(source: str, policy: Policy = Policy.TRUSTED) -> Fragment:
    return render(Text(source, "rst", policy, "content"))


def html(source: str, policy: Policy = Policy.TRUSTED) -> str:
    result = fragment(source, policy)
    assert result.warnings == ()
    return result.html


def test_inline_markup():
    assert html('*a* **b** ``c <d>`` `e` :sub:`f` "g" h@i.org |j|\n\n.. |j| replace:: *k*') == (
        "<p><em>a</em> <strong>b</strong> <code>c &lt;d&gt;</code> <cite>e</cite> "
        '<sub>f</sub> "g" <a href="mailto:h@i.org">h@i.org</a> <em>k</em></p>\n'
    )


def test_a_lone_title_stays_and_headings_start_at_h2():
    result = fragment("Title\n=====\n\nText\n\nSub\n---\n\nDeep\n~~~~\n\nSub\n---\n")
    assert result.html == (
        '<h2 id="content-title"><a class="anchor" href="#content-title">Title</a></h2>\n'
        "<p>Text</p>\n"
        '<h3 id="content-sub"><a class="anchor" href="#content-sub">Sub</a></h3>\n'
        '<h4 id="content-deep"><a class="anchor" href="#content-deep">Deep</a></h4>\n'
        '<h3 id="content-sub-2"><a class="anchor" href="#content-sub-2">Sub</a></h3>\n'
    )
    assert result.contents == (
        Heading(2, "content-title", "Title"),
        Heading(3, "content-sub", "Sub"),
        Heading(3, "content-sub-2", "Sub"),
    )


def test_anchors_are_readable_in_any_script_and_references_follow_them():
    source = ".. _目的:\n\n概要 説明\n=========\n\n目的_ `概要 説明`_ _`inline`"
    assert html(source) == (
        '<h2 id="content-概要-説明"><span id="content-目的"></span>'
        '<a class="anchor" href="#content-概要-説明">概要 説明</a></h2>\n'
        '<p><a href="#content-目的">目的</a> <a href="#content-概要-説明">概要 説明</a> '
        '<span id="content-inline">inline</span></p>\n'
    )


@pytest.mark.parametrize(
    "block",
    [
        "----\n\na",
        ">>> 1",
        "::\n\n   a",
        ".. math:: x",
        ".. raw:: html\n\n   <b>x</b>",
        "-a  b",
        ":a: b",
        "a\n  b",
        "- a",
        "a) b",
        "| a",
        "== ==\na  b\n== ==",
        "   a",
        ".. note:: a",
        ".. image:: a",
        ".. figure:: a",
        ".. [1] a\n.. [#] [1]_ [#]_",
        ".. topic:: a\n\n   b",
        ".. container:: a\n\n   b",
        ".. epigraph:: a",
        ".. rubric:: a",
        "A\n=",
        "a\n\n.. _two: one_",
    ],
)
def test_a_target_leads_to_whatever_stands_below_it(block):
    result = html(f"b\n\n.. _one:\n\n{block}\n\none_")
    assert result.count('id="content-one"') == 1
    assert '<a href="#content-one">one</a>' in result


def test_a_first_field_list_is_no_docinfo():
    assert html(":Author: A\n:Date: $Date: 2026 $") == (
        '<dl class="field-list">\n<dt>Author</dt>\n<dd>A</dd>\n'
        "<dt>Date</dt>\n<dd>$Date: 2026 $</dd>\n</dl>\n"
    )


def test_a_document_may_bring_its_own_contents():
    source = ".. contents:: Inside\n\nÄ [#]_\n======\n\nB\n=\n\n.. [#] x"
    assert html(source).startswith(
        '<div class="contents" id="content-inside">\n<p class="topic-title">Inside</p>\n<ul>\n'
        '<li><a href="#content-ä">Ä </a></li>\n<li><a href="#content-b">B</a></li>\n</ul>\n</div>\n'
        '<h2 id="content-ä">Ä <a class="footnote-reference" '
    )
    assert [heading.title for heading in fragment(source).contents] == ["Ä", "B"]


def test_footnotes_and_citations_lead_there_and_back():
    assert html("a [1]_ b [#x]_ c [#x]_ d [K]_\n\n.. [1] One.\n.. [#x] Two.\n.. [K] Three.") == (
        '<p>a <a class="footnote-reference" href="#content-footnote-1" '
        'id="content-footnote-reference-1" role="doc-noteref">[1]</a> '
        'b <a class="footnote-reference" href="#content-footnote-2" '
        'id="content-footnote-reference-2" role="doc-noteref">[2]</a> '
        'c <a class="footnote-reference" href="#content-footnote-2" '
        'id="content-footnote-reference-3" role="doc-noteref">[2]</a> '
        'd <a class="citation-reference" href="#content-citation-k" '
        'id="content-citation-reference-1" role="doc-biblioref">[K]</a></p>\n'
        '<dl class="footnotes">\n<dt id="content-footnote-1">'
        '<a href="#content-footnote-reference-1" role="doc-backlink">[1]</a></dt>\n'
        "<dd>One.</dd>\n"
        '<dt id="content-footnote-2">[2] <span class="backrefs">('
        '<a href="#content-footnote-reference-2" role="doc-backlink">1</a>, '
        '<a href="#content-footnote-reference-3" role="doc-backlink">2</a>)</span></dt>\n'
        "<dd>Two.</dd>\n</dl>\n"
        '<dl class="citations">\n<dt id="content-citation-k">'
        '<a href="#content-citation-reference-1" role="doc-backlink">[K]</a></dt>\n'
        "<dd>Three.</dd>\n</dl>\n"
    )


def test_code_is_highlighted_with_docutils_and_sphinx_options():
    source = (
        ".. code-block:: python\n   :class: good\n   :caption: It & me\n   :emphasize-lines: 1\n\n"
        "   None\n\n::\n\n   a <b>\n\n>>> 1\n"
    )
    assert html(source) == (
        '<figure class="listing"><figcaption>It &amp; me</figcaption>\n'
        '<pre class="code good" tabindex="0"><code class="language-python">'
        '<span class="kc">None</span></code></pre>\n</figure>\n'
        '<pre class="code" tabindex="0"><code>a &lt;b&gt;</code></pre>\n'
        '<pre class="code" tabindex="0"><code class="language-pycon">'
        '<span class="gp">&gt;&gt;&gt; </span><span class="m">1</span></code></pre>\n'
    )


def test_inline_code_and_parsed_literals():
    source = (
        ".. role:: py(code)\n   :language: python\n\n:py:`None`\n\n.. parsed-literal::\n\n   *a*"
    )
    assert html(source) == (
        '<p><code><span class="kc">None</span></code></p>\n'
        '<pre class="code" tabindex="0"><code><em>a</em></code></pre>\n'
    )


def test_lines_of_code_can_be_numbered():
    assert html(".. code::\n   :number-lines: 9\n\n   a\n   b") == (
        '<pre class="code" tabindex="0"><code>'
        '<span class="ln"> 9 </span>a\n<span class="ln">10 </span>b</code></pre>\n'
    )


def test_a_table_scrolls_in_a_box_with_its_name():
    source = (
        '.. list-table:: "Sizes"\n   :header-rows: 1\n   :stub-columns: 1\n\n'
        "   * -\n     - b\n   * - c\n     - d"
    )
    assert html(source) == (
        '<div class="table" role="group" tabindex="0" aria-label="&quot;Sizes&quot;">\n<table>\n'
        '<caption>"Sizes"</caption>\n<thead>\n<tr><td></td>\n<th scope="col">b</th>\n</tr>\n'
        '</thead>\n<tbody>\n<tr><th scope="row">c</th>\n<td>d</td>\n</tr>\n</tbody>\n'
        "</table>\n</div>\n"
    )


def test_cells_that_span():
    source = "+---+---+\n| a | b |\n|   +---+\n|   | c |\n+---+---+\n| d     |\n+-------+"
    assert html(source) == (
        '<div class="table" role="group" tabindex="0" aria-label="Table">\n<table>\n<tbody>\n'
        '<tr><td rowspan="2">a</td>\n<td>b</td>\n</tr>\n<tr><td>c</td>\n</tr>\n'
        '<tr><td colspan="2">d</td>\n</tr>\n</tbody>\n</table>\n</div>\n'
    )


def test_notes_have_a_role_and_no_landmark():
    assert html(".. warning:: Hot.\n\n.. admonition:: My *own*\n\n   Text") == (
        '<div class="notice warning" role="note">\n<p class="notice-title">Warning</p>\n'
        "<p>Hot.</p>\n</div>\n"
        '<div class="notice admonition" role="note">\n<p class="notice-title">My <em>own</em></p>\n'
        "<p>Text</p>\n</div>\n"
    )


def test_lists_are_tight_when_their_items_are_lines():
    assert html("- a\n\n- b\n\n  - c") == (
        "<ul>\n<li>a</li>\n<li>b<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>\n"
    )
    assert html("b. a\n\n   d\n#. e") == (
        '<ol start="2" type="a">\n<li><p>a</p>\n<p>d</p>\n</li>\n<li><p>e</p>\n</li>\n</ol>\n'
    )


def test_definitions_options_lines_and_quotes():
    source = "a : b\n   c\n\n-f X, --g  Text\n\n| one\n|   two\n|\n\n   quote\n\n   -- me\n"
    assert html(source) == (
        '<dl>\n<dt>a <span class="classifier">b</span></dt>\n<dd>c</dd>\n</dl>\n'
        '<dl class="option-list">\n<dt><kbd><span class="option">-f <var>X</var></span>, '
        '<span class="option">--g</span></kbd></dt>\n<dd>Text</dd>\n</dl>\n'
        '<div class="line-block">\n<div class="line">one</div>\n<div class="line-block">\n'
        '<div class="line">two</div>\n<div class="line"><br></div>\n</div>\n</div>\n'
        '<blockquote>\n<p>quote</p>\n<p class="attribution">— me</p>\n</blockquote>\n'
    )


def test_pictures():
    source = (
        ".. image:: /a b.png\n   :width: 3em\n   :scale: 50\n\n"
        ".. figure:: c.svg\n   :alt: C\n   :width: 1in\n   :align: right\n\n   Caption\n\n"
        "   Legend\n\n"
        ".. image:: d.webm\n"
    )
    assert html(source) == (
        '<img alt="" src="/ab.png" width="24">\n'
        '<figure class="align-right">\n<img alt="C" src="c.svg" width="96">\n'
        '<figcaption><p>Caption</p>\n<div class="legend">\n<p>Legend</p>\n</div>\n</figcaption>\n'
        "</figure>\n"
        '<video controls="" src="d.webm"></video>\n'
    )


def test_a_linked_picture_is_named_by_its_text_or_its_file():
    assert html(".. image:: /x/logo.png\n   :target: /about/") == (
        '<a href="/about/"><img alt="logo.png" src="/x/logo.png"></a>'
    )


def test_formulas_are_mathml_for_staff_and_tex_for_the_public():
    assert "<msup>" in html(":math:`x^2`")
    assert html(".. math:: x").startswith('<div class="math" tabindex="0"><math ')
    assert html(":math:`x^2 < y`", Policy.UNTRUSTED) == (
        '<p><code class="math">x^2 &lt; y</code></p>\n'
    )


def test_an_unreadable_formula_is_a_warning_and_shown_as_tex():
    result = fragment("a\n\n:math:`\\frac<`")
    assert result.html == '<p>a</p>\n<p><code class="math">\\frac&lt;</code></p>\n'
    assert [warning.partition(":")[:2] for warning in result.warnings] == [("line 3", ":")]


def test_an_element_of_two_names_is_the_same_in_every_process():
    assert html(".. role:: x\n   :class: mark ins del\n\n:x:`a`") == (
        '<p><mark class="ins del">a</mark></p>\n'
    )


def test_comments_are_not_published():
    assert html(".. secret\n\na") == "<p>a</p>\n"


def test_raw_html_of_staff_stays():
    assert html('.. raw:: html\n\n   <b class="x">a</b>') == '<b class="x">a</b>'


def test_structures_of_the_renderer_pass_the_sanitiser():
    source = (
        "A\n=\n\n.. note:: b\n\n.. code:: python\n\n   None\n\n=== ===\na   b\n=== ===\nc   d\n"
        "=== ===\n\n| e\n\n:f: g\n\nh [1]_\n\n.. [1] i\n\n-j  k\n\na) l\nb) m\n"
    )
    public = html(source, Policy.UNTRUSTED).replace(' rel="nofollow ugc noopener"', "")
    assert public.replace(' class="footnote', "").replace("\n", "") == html(source).replace(
        ' class="footnote', ""
    ).replace("\n", "")


def test_links_to_peps_and_rfcs_as_sphinx_spells_them():
    assert html(":pep:`8` :pep:`484#x` :pep:`the PEP <7#a>` :rfc:`2822` :PEP:`8`") == (
        '<p><a href="https://peps.python.org/pep-0008/">PEP 8</a> '
        '<a href="https://peps.python.org/pep-0484/#x">PEP 484</a> '
        '<a href="https://peps.python.org/pep-0007/#a">the PEP</a> '
        '<a href="https://datatracker.ietf.org/doc/html/rfc2822">RFC 2822</a> '
        '<a href="https://peps.python.org/pep-0008/">PEP 8</a></p>\n'
    )


def test_a_pep_without_a_number_is_a_warning():
    result = fragment("a\n\n:pep:`eight`")
    assert result.html == "<p>a</p>\n<p>eight</p>\n"
    assert result.warnings == ("line 3: no number of a PEP: 'eight'.",)


def test_an_unknown_role_is_its_text_with_a_warning():
    result = fragment("a\n\n:func:`~os.path.join` :ref:`The title <label>` :c:func:`!f` `x`:huh:\n")
    assert result.html == "<p>a</p>\n<p>join The title f x</p>\n"
    assert result.warnings == (
        "line 3: unknown role 'func'.",
        "line 3: unknown role 'ref'.",
        "line 3: unknown role 'c:func'.",
        "line 3: unknown role 'huh'.",
    )


def test_an_unknown_directive_is_its_body_with_a_warning():
    source = (
        "a\n\n.. youtube:: dQw4w9\n   :width: 400\n\n   *Body*\n\n   - one\n\n"
        ".. seealso:: more of\n   it\n\n.. c:function:: int *f(x)\n\n   Gives.\n\n.. empty::\n"
    )
    result = fragment(source)
    assert result.html == (
        "<p>a</p>\n<p><em>Body</em></p>\n<ul>\n<li>one</li>\n</ul>\n"
        "<p>more of\nit</p>\n<p><code>int *f(x)</code></p>\n<p>Gives.</p>\n"
    )
    assert result.warnings == (
        "line 3: unknown directive 'youtube'.",
        "line 10: unknown directive 'seealso'.",
        "line 13: unknown directive 'c:function'.",
        "line 17: unknown directive 'empty'.",
    )


def test_what_docutils_finds_wrong_is_a_warning_and_never_on_the_page():
    result = fragment("A\n=\n\nB\n==\n\n*x\n\n.. image::\n\n`y`_\n\nLong title\n====\n")
    assert result.html == (
        '<h2 id="content-a"><a class="anchor" href="#content-a">A</a></h2>\n'
        '<h2 id="content-b"><a class="anchor" href="#content-b">B</a></h2>\n'
        "<p>*x</p>\n<p>`y`_</p>\n"
        '<h2 id="content-long-title"><a class="anchor" href="#content-long-title">'
        "Long title</a></h2>\n"
    )
    assert result.warnings == (
        "line 7: inline emphasis start-string without end-string.",
        'line 9: error in "image" directive: 1 argument(s) required, 0 supplied.',
        'line 11: unknown target name: "y".',
        "line 14: title underline too short.",
    )


def test_a_table_that_cannot_be_read_is_shown_as_it_is_written():
    result = fragment("=== ===\na   b\n=== ===\nccccccc d\n=== ===\n")
    assert result.html == (
        '<pre class="code" tabindex="0"><code>'
        "=== ===\na   b\n=== ===\nccccccc d\n=== ===</code></pre>\n"
    )
    assert result.warnings == ("line 4: malformed table. Text in column margin in table line 4.",)


@pytest.mark.parametrize(
    ("source", "warning"),
    [
        (
            ".. include:: /etc/passwd",
            "line 1: the directive 'include' is off: it reads a file; put its text here.",
        ),
        (".. raw:: html\n   :file: /etc/passwd", 'line 1: "raw" directive disabled.'),
        (".. raw:: html\n   :url: http://127.0.0.1:9/", 'line 1: "raw" directive disabled.'),
        (
            ".. csv-table::\n   :file: /etc/passwd",
            'line 1: file and URL access deactivated; ignoring "csv-table" directive.',
        ),
        (
            ".. csv-table::\n   :url: http://127.0.0.1:9/",
            'line 1: file and URL access deactivated; ignoring "csv-table" directive.',
        ),
    ],
)
@pytest.mark.parametrize("policy", list(Policy))
def test_no_text_reads_a_file_or_the_network(source, warning, policy):
    result = fragment(source, policy)
    assert result.html == ""
    assert result.warnings == (warning,)


@pytest.mark.parametrize("option", [":loading: embed", ":scale: 50"])
def test_no_picture_is_opened(option, tmp_path):
    picture = tmp_path / "a.svg"
    picture.write_text("<svg onload='x'/>")
    assert html(f".. image:: {picture}\n   {option}") == f'<img alt="" src="{picture}">\n'


def test_no_text_reads_the_clock():
    result = fragment(".. |d| date:: %H:%M\n\nToday |d|.")
    assert result.html == "<p>Today |d|.</p>\n"
    assert result.warnings == (
        "line 1: the directive 'date' is off: it reads the clock; write the date.",
        'line 1: substitution definition "d" empty or invalid.',
        'line 3: undefined substitution referenced: "d".',
    )


@pytest.mark.parametrize("policy", list(Policy))
@pytest.mark.parametrize("options", ["", "\n   :class: note"])
def test_notes_of_targets_are_off_since_docutils_would_never_end(policy, options):
    result = fragment(f".. target-notes::{options}\n\na_ `a <http://x>`_", policy)
    assert result.warnings == (
        "line 1: the directive 'target-notes' is off: it may never end; write the notes.",
    )
    assert result.html.count("<a ") == 2


def test_the_public_writes_no_raw_html():
    result = fragment(
        ".. raw:: html\n\n   <script>alert(1)</script>\n\n"
        ".. role:: raw-html(raw)\n   :format: html\n\n:raw-html:`<b>x</b>`",
        Policy.UNTRUSTED,
    )
    assert result.html == "<p>:raw-html:`&lt;b&gt;x&lt;/b&gt;`</p>\n"
    directive, role = result.warnings
    assert directive == 'line 1: "raw" directive disabled.'
    assert role.endswith(": raw (and derived) roles disabled")


def test_links_of_the_public_run_no_script():
    assert html("`a <javascript:alert(1)>`_ javascript:x", Policy.UNTRUSTED) == (
        "<p><a>a</a> <a>javascript:x</a></p>\n"
    )


@pytest.mark.parametrize("length", [10_001, 12_000])
def test_a_line_over_the_limit_is_a_fault_with_its_line(length):
    with pytest.raises(MarkupFault) as caught:
        fragment("a\n\n" + "x" * length)
    assert str(caught.value) == (
        f"line 3: {length:,} characters, where 10,000 are allowed. Break the line."
    )


def test_tabs_count_as_the_spaces_they_become():
    with pytest.raises(MarkupFault, match=r"^line 1: 12,001 characters"):
        fragment("\t" * 1500 + "x")


def test_too_deep_nesting_is_a_fault_with_its_line():
    with pytest.raises(MarkupFault) as caught:
        fragment("\n".join("  " * depth + "x\n" for depth in range(600)))
    assert str(caught.value).endswith(": nested too deeply. Take some levels away.")
    assert str(caught.value).startswith("line ")


def test_substitutions_that_multiply_are_a_fault():
    lines = [f".. |s{n}| replace:: " + f"|s{n + 1}| " * 10 for n in range(6)]
    with pytest.raises(MarkupFault) as caught:
        fragment("\n".join([*lines, ".. |s6| replace:: lol", "", "|s0|"]))
    assert str(caught.value) == (
        "the substitutions grow to more than 10,000. Write the innermost ones out."
    )


def test_a_substitution_that_is_not_defined_is_text_wherever_it_stands():
    result = fragment(".. |a| replace:: b |c|\n\n|a| |d|")
    assert result.html == "<p>b |c| |d|</p>\n"
    assert result.warnings == (
        'line 1: undefined substitution referenced: "c".',
        'line 3: undefined substitution referenced: "d".',
    )


def test_a_substitution_of_itself_is_text():
    result = fragment(".. |a| replace:: |a|\n\nb |a|")
    assert result.html == "<p>b |a|</p>\n"
    assert result.warnings == (
        "line 1: circular substitution definition detected.",
        'line 3: circular substitution definition referenced: "a".',
    )


def test_what_docutils_trips_over_is_a_fault_with_its_line():
    with pytest.raises(MarkupFault) as caught:
        fragment("a\n\n" + "9" * 5000 + ". x\n")
    assert str(caught.value) == (
        "line 3: docutils gives up on this text (ValueError). "
        "Take text away until it renders, to find why."
    )
    assert isinstance(caught.value.__cause__, ValueError)


def test_characters_that_html_forbids_cannot_be_written_by_their_number():
    assert html(".. |x| unicode:: 0xD800 0x01\n\na |x| b") == "<p>a \ufffd\ufffd b</p>\n"
