from __future__ import annotations

from html import escape

from pygments.lexers import PythonLexer

from sitegen.markup.highlight import OF_STRANGERS, code_block, find_lexer, inline_code


def test_code_is_marked_by_class():
    assert code_block("def f(x):\n    return None\n", "python", trusted=True) == (
        '<pre class="code" tabindex="0"><code class="language-python">'
        '<span class="k">def</span> <span class="nf">f</span>(x):\n'
        '    <span class="k">return</span> <span class="kc">None</span></code></pre>\n'
    )


def test_a_lexer_that_stands_still_is_given_up():
    traceback = '  File "<stdin>", line 1, in\n'
    for code, language in ((traceback, "pytb"), (f">>> f()\n{traceback}", "pycon")):
        assert code_block(code, language, trusted=True) == (
            f'<pre class="code" tabindex="0"><code class="language-{language}">'
            f"{escape(code, quote=False).removesuffix(chr(10))}</code></pre>\n"
        )


def test_strangers_have_common_languages_for_code_that_is_not_long():
    assert 'class="k"' in code_block("def f(): pass", "py", trusted=False)
    assert 'class="k"' not in code_block("def f(): pass\n" * 300, "py", trusted=False)
    assert 'class="k"' in code_block("[Unit]\nA=b", "systemd", trusted=True)
    assert code_block("[Unit]\nA=b", "systemd", trusted=False) == (
        '<pre class="code" tabindex="0"><code>[Unit]\nA=b</code></pre>\n'
    )


def test_strangers_have_no_lexer_that_pygments_lacks():
    assert {find_lexer(name).aliases[0] for name in OF_STRANGERS} == OF_STRANGERS


def test_code_of_an_unknown_language_is_escaped_and_plain():
    assert code_block("\na <b>\n\n", "klingon", trusted=True) == (
        '<pre class="code" tabindex="0"><code>a &lt;b&gt;</code></pre>\n'
    )


def test_a_session_is_known_by_its_prompt():
    assert code_block(">>> 1\n1", trusted=True) == (
        '<pre class="code" tabindex="0"><code class="language-pycon">'
        '<span class="gp">&gt;&gt;&gt; </span><span class="m">1</span>\n'
        '<span class="go">1</span></code></pre>\n'
    )


def test_no_span_crosses_a_line_and_lines_can_be_numbered():
    assert code_block('"""a\n\nb"""', "python", classes=["good"], first_line=9, trusted=True) == (
        '<pre class="code good" tabindex="0"><code class="language-python">'
        '<span class="ln"> 9 </span><span class="sd">"""a</span>\n'
        '<span class="ln">10 </span>\n'
        '<span class="ln">11 </span><span class="sd">b"""</span></code></pre>\n'
    )


def test_code_within_a_line_has_the_same_classes():
    assert (
        inline_code("not x", "python", trusted=True) == '<code><span class="ow">not</span> x</code>'
    )


def test_code_that_its_lexer_trips_over_is_plain(monkeypatch):
    monkeypatch.setattr(PythonLexer, "get_tokens", lambda *_: 1 / 0)
    assert code_block("a < b", "python", trusted=True) == (
        '<pre class="code" tabindex="0"><code class="language-python">a &lt; b</code></pre>\n'
    )
