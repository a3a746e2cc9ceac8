"""The other generators: the same articles as files, or as rows, and a site of like features."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.sitegen_tool import DATABASE, edit_row, fill
from bench.tool import SITES, Tool, copy_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.corpus import Article, Corpus

ENDINGS = {"markdown": "md", "rst": "rst"}
MARKDOWN, BOTH = frozenset({"markdown"}), frozenset({"markdown", "rst"})
NAMES = ("hugo", "pelican", "nikola", "mkdocs", "frozen-flask")
Head = Callable[["Article", str], str]
VERSIONS = (
    "import json, importlib.metadata as m;"
    "print(json.dumps({d.metadata['Name'].lower(): d.version for d in m.distributions()}))"
)


def installed(venv: Path) -> Mapping[str, str]:
    """The version of everything in the peers' environment, by name in small letters."""
    python = venv / "bin" / "python"
    found = subprocess.run([python, "-c", VERSIONS], check=True, capture_output=True, text=True)
    versions: dict[str, str] = json.loads(found.stdout)
    return versions


def peers(venv: Path) -> list[Tool]:
    """All of them, as they are installed in this environment."""
    versions = installed(venv)
    makers = (_hugo, _pelican, _nikola, _mkdocs, _frozen_flask)
    return [make(venv, versions[name]) for make, name in zip(makers, NAMES, strict=True)]


def _hugo(venv: Path, version: str) -> Tool:
    """The program itself: what starts it in the package is Python, and not Hugo's to answer for."""
    (program,) = venv.glob("lib/python3*/site-packages/hugo/binaries/hugo*")
    return Tool(
        name="hugo",
        version=version,
        kinds=MARKDOWN,
        command=[str(program), "--noBuildLock"],
        prepare=partial(_prepare, "hugo", "content", _yaml),
        write=partial(_write, "content", _yaml, "markdown"),
        base="layouts/baseof.html",
        output="public",
        made=("public", "resources", "cache"),
        env={"HUGO_CACHEDIR": "{folder}/cache", "TZ": "UTC"},
    )


def _pelican(venv: Path, version: str) -> Tool:
    return Tool(
        name="pelican",
        version=version,
        kinds=BOTH,
        command=[str(venv / "bin" / "pelican"), "-s", "pelicanconf.py"],
        prepare=partial(_prepare, "pelican", "content", _pelican_head),
        write=partial(_write_as_it_was, "content", _pelican_head),
        base="theme/templates/base.html",
        output="output",
        made=("output", "cache", "__pycache__"),
        env={},
    )


def _nikola(venv: Path, version: str) -> Tool:
    return Tool(
        name="nikola",
        version=version,
        kinds=BOTH,
        command=[str(venv / "bin" / "nikola"), "build", "-n", str(len(os.sched_getaffinity(0)))],
        prepare=partial(_prepare, "nikola", "posts", _nikola_head),
        write=partial(_write_as_it_was, "posts", _nikola_head),
        base="themes/bench/templates/base.tmpl",
        output="output",
        made=("output", "cache", ".doit.db", ".doit.db.db", "__pycache__"),
        env={},
    )


def _mkdocs(venv: Path, version: str) -> Tool:
    return Tool(
        name="mkdocs",
        version=version,
        kinds=MARKDOWN,
        command=[str(venv / "bin" / "mkdocs"), "build", "--quiet"],
        prepare=partial(_prepare, "mkdocs", "docs", _yaml),
        write=partial(_write, "docs", _yaml, "markdown"),
        base="theme/base.html",
        output="site",
        made=("site",),
        env={},
    )


def _frozen_flask(venv: Path, version: str) -> Tool:
    return Tool(
        name="frozen-flask",
        version=version,
        kinds=BOTH,
        command=[str(venv / "bin" / "python"), "frozen_flask_app.py"],
        prepare=_prepare_flask,
        write=lambda folder, article: edit_row(f"sqlite:///{folder / DATABASE}", article),
        base="templates/base.html",
        output="build",
        made=("build", "__pycache__"),
        env={},
    )


BASES = {
    "pelican": "theme/templates/base.html",
    "nikola": "themes/bench/templates/base.tmpl",
    "mkdocs": "theme/base.html",
    "flask": "templates/base.html",
}


def _site(name: str, folder: Path) -> None:
    copy_site(name, folder)
    if name in BASES:
        shutil.copy(SITES / "frame.html", folder / BASES[name])


def _prepare(name: str, below: str, head: Head, corpus: Corpus, folder: Path) -> None:
    _site(name, folder)
    for article in corpus.articles():
        _write(below, head, corpus.kind, folder, article)


def _write(below: str, head: Head, kind: str, folder: Path, article: Article) -> None:
    file = folder / below / f"{article.path}.{ENDINGS[kind]}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"{head(article, kind)}\n{article.source}", "utf-8")


def _write_as_it_was(below: str, head: Head, folder: Path, article: Article) -> None:
    kind = "rst" if (folder / below / f"{article.path}.rst").exists() else "markdown"
    _write(below, head, kind, folder, article)


def _prepare_flask(corpus: Corpus, folder: Path) -> None:
    _site("flask", folder)
    shutil.copy(Path(__file__).parent / "frozen_flask_app.py", folder)
    fill(f"sqlite:///{folder / DATABASE}", corpus)


def _yaml(article: Article, kind: str) -> str:
    """Front matter; a string of JSON is one of YAML."""
    fields = {"title": article.title, "description": article.description}
    lines = [f"{name}: {json.dumps(value)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, f"date: {article.updated.isoformat()}", "---", ""])


def _pelican_head(article: Article, kind: str) -> str:
    fields = {
        "slug": article.path.replace("/", "-"),
        "date": f"{article.updated:%Y-%m-%d %H:%M}",
        "description": article.description,
        "save_as": f"{article.path}/index.html",
        "url": f"{article.path}/",
    }
    if kind == "markdown":
        lines = [f"{name}: {value}" for name, value in {"title": article.title, **fields}.items()]
        return "\n".join([*lines, ""])
    rule = "#" * len(article.title.encode())
    lines = [f":{name}: {value}" for name, value in fields.items()]
    return "\n".join([rule, article.title, rule, "", *lines, ""])


def _nikola_head(article: Article, kind: str) -> str:
    fields = {
        "title": article.title,
        "slug": article.path.rpartition("/")[2],
        "date": f"{article.updated:%Y-%m-%d %H:%M:%S} UTC",
        "description": article.description,
    }
    lines = [f".. {name}: {value}" for name, value in fields.items()]
    return "\n".join(lines if kind == "rst" else ["<!--", *lines, "-->"]) + "\n"
