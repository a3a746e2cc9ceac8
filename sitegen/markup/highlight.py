"""Code as HTML: Pygments' tokens under the few class names that the style sheet knows.

Some of its 600 lexers take minutes for a few words that are made for it, and some never end. So
strangers have a few of them, for code that is not long, and one that stands still is given up.
"""

from __future__ import annotations

from functools import lru_cache, wraps
from html import escape
from typing import TYPE_CHECKING, Any

from pygments.lexer import RegexLexer
from pygments.lexers import find_lexer_class_by_name
from pygments.token import Comment, Generic, Keyword, Name, Number, Operator, String, Token
from pygments.util import ClassNotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

# A token has the class of its nearest ancestor here. Names, punctuation and space have none:
# they are most of a text and would double its size.
_CLASSES = {
    Comment: "c",
    Comment.Hashbang: "cp",
    Comment.Preproc: "cp",
    Comment.PreprocFile: "s",
    Generic.Deleted: "gd",
    Generic.Emph: "ge",
    Generic.Error: "gt",
    Generic.Heading: "gh",
    Generic.Inserted: "gi",
    Generic.Output: "go",
    Generic.Prompt: "gp",
    Generic.Strong: "gs",
    Generic.Subheading: "gh",
    Generic.Traceback: "gt",
    Keyword: "k",
    Keyword.Constant: "kc",
    Keyword.Type: "kt",
    Name.Attribute: "na",
    Name.Builtin: "nb",
    Name.Class: "nc",
    Name.Constant: "no",
    Name.Decorator: "nd",
    Name.Exception: "ne",
    Name.Function: "nf",
    Name.Tag: "nt",
    Name.Variable: "nv",
    Number: "m",
    Operator: "o",
    Operator.Word: "ow",
    String: "s",
    String.Doc: "sd",
    String.Escape: "se",
    String.Interpol: "si",
    String.Regex: "sr",
    Token.Error: "err",
}
TOKEN_CLASSES = frozenset(_CLASSES.values())
# The first names of the lexers that strangers have, and the characters of code that are read.
OF_STRANGERS = frozenset(
    (
        *("bash", "c", "console", "cpp", "css", "diff", "go", "html", "http", "ini", "java"),
        *("javascript", "json", "make", "pycon", "pytb", "python", "restructuredtext", "rust"),
        *("sql", "toml", "typescript", "xml", "yaml"),
    )
)
LONGEST_OF_STRANGERS = 4_000
_MOST_EMPTY = 1_000  # tokens without a character, one after the other


def code_block(
    code: str,
    language: str = "",
    *,
    trusted: bool,
    classes: Sequence[str] = (),
    first_line: int | None = None,
) -> str:
    """Make a `pre` that a keyboard can scroll, with line numbers when `first_line` is given."""
    lexer = _lexer_of(code, language or _guess(code), trusted=trusted)
    html = "".join(_spans(code, lexer))
    if first_line is not None:
        html = "".join(_numbered(html, first_line))
    opening = f'<pre class="{escape(" ".join(("code", *classes)))}" tabindex="0">'
    named = f' class="language-{lexer.aliases[0]}"' if lexer else ""
    return f"{opening}<code{named}>{html}</code></pre>\n"


def inline_code(code: str, language: str, *, trusted: bool) -> str:
    """Make a `code` element within a line."""
    return f"<code>{''.join(_spans(code, _lexer_of(code, language, trusted=trusted)))}</code>"


def _guess(code: str) -> str:
    return "pycon" if code.lstrip("\n").startswith(">>> ") else ""


def _lexer_of(code: str, language: str, *, trusted: bool) -> type[Lexer] | None:
    lexer = find_lexer(language)
    if lexer is None or trusted:
        return lexer
    return lexer if lexer.aliases[0] in OF_STRANGERS and len(code) <= LONGEST_OF_STRANGERS else None


@lru_cache(maxsize=256)
def find_lexer(language: str) -> type[Lexer] | None:
    """Return the lexer of the language, or none: a name that Pygments lacks is no mistake."""
    try:
        return find_lexer_class_by_name(language) if language not in {"", "text"} else None
    except ClassNotFound:
        return None


def _spans(code: str, lexer: type[Lexer] | None) -> Iterator[str]:
    """Yield the code as HTML. No span crosses a line, so that lines can be numbered."""
    for name, value in _tokens(code, lexer):
        text = escape(value, quote=False)
        lines = (f'<span class="{name}">{part}</span>' if part else "" for part in text.split("\n"))
        yield "\n".join(lines) if name else text


def _tokens(code: str, lexer: type[Lexer] | None) -> list[tuple[str, str]]:
    plain = [("", code.strip("\n"))]
    try:
        return list(_merged(lexer().get_tokens(code))) if lexer else plain
    except Exception:  # one of 600 lexers trips over the code, which can be read without its help
        return plain


def _moving(read: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """What reads tokens, raising RuntimeError if they become empty for ever."""

    @wraps(read)
    def tokens(lexer: RegexLexer, *args: Any, **kwargs: Any) -> Iterator[Any]:
        empty = 0
        for token in read(lexer, *args, **kwargs):
            empty = 0 if token[-1] else empty + 1
            if empty > _MOST_EMPTY:
                raise RuntimeError(f"the lexer of {lexer.name} stands still")
            yield token

    return tokens


# In the class, since a lexer has others for what is within its code, and waits for them.
_every_lexer: Any = RegexLexer
_every_lexer.get_tokens_unprocessed = _moving(RegexLexer.get_tokens_unprocessed)


def _merged(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[tuple[str, str]]:
    """Yield runs of one class as (class, text), without the line end that a lexer adds."""
    current, text = "", ""
    for token, value in tokens:
        name = _class_of(token)
        if name != current:
            yield current, text
            current, text = name, ""
        text += value
    yield current, text.removesuffix("\n")


@lru_cache(maxsize=512)
def _class_of(token: _TokenType) -> str:
    for kind in reversed(token.split()):
        if kind in _CLASSES:
            return _CLASSES[kind]
    return ""


def _numbered(html: str, first_line: int) -> Iterator[str]:
    lines = html.split("\n")
    width = len(str(first_line + len(lines) - 1))
    for number, line in enumerate(lines, first_line):
        end = "\n" if number < first_line + len(lines) - 1 else ""
        yield f'<span class="ln">{number:{width}} </span>{line}{end}'
