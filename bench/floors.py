"""The work that no generator can leave out, done by the libraries alone in one warm process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from docutils import nodes
from docutils.core import Publisher
from docutils.frontend import get_default_settings
from docutils.io import StringInput, StringOutput
from docutils.parsers.rst import Parser
from docutils.readers.standalone import Reader
from docutils.writers.html5_polyglot import Writer
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from sitegen.markup import Policy, Text, render
from sitegen.markup.links import linker
from sitegen.markup.rst import settings as rst_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from docutils.frontend import Values

    from bench.corpus import Corpus

WARMING = 20  # texts rendered before the clock runs
AT_ONCE = 500  # files held while they are written
DOCUTILS, MARKDOWN_IT, MARKUP = "docutils alone", "markdown-it-py alone", "sitegen.markup"
PYGMENTS, WRITING = "Pygments for the code blocks", "writing the files"

Item = TypeVar("Item")
Code = tuple[str, str]  # a language and a text in it


@dataclass(frozen=True, slots=True)
class Floor:
    """CPU and wall seconds of one kind of work on a corpus, in one process."""

    name: str
    corpus: str
    cpu: float
    wall: float


def floors(corpus: Corpus, built: Path | None, scratch: Path) -> Iterator[Floor]:
    """Each of them; `built` is a finished site, whose files are written once more to `scratch`."""
    name, alone = {"rst": (DOCUTILS, docutils_alone), "markdown": (MARKDOWN_IT, markdown_alone)}[
        corpus.kind
    ]
    yield _over_texts(name, corpus, alone)
    yield _over_texts(MARKUP, corpus, lambda source: _markup(corpus.kind, source))
    find = {"rst": rst_code, "markdown": markdown_code}[corpus.kind]
    yield _over_code(corpus, find)
    if built:
        yield _writing(corpus, built, scratch)


def docutils_alone(source: str) -> object:
    """HTML by docutils' own writer, with the settings that sitegen has and components reused."""
    return _published(source)


def markdown_alone(source: str) -> object:
    """HTML by markdown-it-py's own renderer, with the options and plugins that sitegen has."""
    return _markdown().render(source)


def markdown_code(source: str) -> Iterator[Code]:
    """The fenced blocks that name a language."""
    for token in _markdown().parse(source):
        if token.type == "fence" and token.info.strip():
            yield token.info.split()[0], token.content


def rst_code(source: str) -> Iterator[Code]:
    """The blocks of a named language; of others, those that are a Python session."""
    for block in _published(source).findall(nodes.literal_block):
        names = [name for name in block["classes"] if name != "code"]
        if "code" in block["classes"] and names:
            yield names[0], block.astext()
        elif block.astext().startswith(">>> "):
            yield "pycon", block.astext()


def _markup(kind: str, source: str) -> object:
    return render(Text(source, kind, Policy.TRUSTED, prefix="content"))


def _published(source: str) -> nodes.document:
    publisher = Publisher(*_components())
    settings: Any = _settings().copy()  # the stubs know them as a dict only
    publisher.settings = settings
    publisher.source = StringInput(source)
    publisher.destination = StringOutput(encoding="unicode")
    publisher.publish()
    if publisher.document is None:
        raise ValueError("docutils read no document")
    return publisher.document


@cache
def _components() -> tuple[Reader[str], Parser, Writer]:
    parser = Parser()
    return Reader(parser), parser, Writer()


@cache
def _settings() -> Values:
    values = get_default_settings(*_components())
    for name, value in vars(rst_settings(Policy.TRUSTED)).items():
        setattr(values, name, value)
    values.doctitle_xform = values.docinfo_xform = False
    return values


@cache
def _markdown() -> MarkdownIt:
    options = {"html": True, "linkify": True, "xhtmlOut": False, "maxNesting": 60}
    markdown = MarkdownIt("commonmark", options).use(deflist_plugin)
    markdown.use(footnote_plugin, inline=False)
    markdown.linkify = linker()
    return markdown.enable(["table", "strikethrough", "linkify"])


def _over_texts(name: str, corpus: Corpus, work: Callable[[str], object]) -> Floor:
    for article in islice(corpus.articles(), WARMING):
        work(article.source)
    return _timed(name, corpus, work, (article.source for article in corpus.articles()))


def _over_code(corpus: Corpus, find: Callable[[str], Iterable[Code]]) -> Floor:
    found = (code for article in corpus.articles() for code in find(article.source))
    return _timed(PYGMENTS, corpus, lambda code: _coloured(*code), found)


def _coloured(language: str, code: str) -> object:
    try:
        return highlight(code, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    except ClassNotFound:
        return code


def _timed(
    name: str, corpus: Corpus, work: Callable[[Item], object], items: Iterable[Item]
) -> Floor:
    """The seconds of the work, without those of what gives the items."""
    cpu = wall = 0.0
    for item in items:
        start, start_cpu = time.perf_counter(), time.process_time()
        work(item)
        cpu += time.process_time() - start_cpu
        wall += time.perf_counter() - start
    return Floor(name, corpus.name, cpu, wall)


def _writing(corpus: Corpus, built: Path, scratch: Path) -> Floor:
    return _timed(WRITING, corpus, lambda files: _write_all(scratch, files), _contents(built))


def _contents(built: Path) -> Iterator[list[tuple[Path, bytes]]]:
    files = (file for file in built.rglob("*") if file.is_file())
    while batch := list(islice(files, AT_ONCE)):
        yield [(file.relative_to(built), file.read_bytes()) for file in batch]


def _write_all(scratch: Path, files: Iterable[tuple[Path, bytes]]) -> None:
    for path, body in files:
        file = scratch / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
