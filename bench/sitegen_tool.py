"""sitegen as one of the tools, on either engine."""

from __future__ import annotations

import shutil
import sys
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import text, update

from bench.tool import SITES, Tool
from sitegen.database import open_engine
from sitegen.models import Base, Page
from sitegen.schema import upgrade
from sitegen.seeds.rows import advance_ids
from sitegen.seeds.synthetic.bulk import Bulk, load
from sitegen.seeds.synthetic.indexes import without_text_indexes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.corpus import Article, Corpus

REPOSITORY = Path(__file__).parent.parent
DATABASE = "site.db"
PROJECT = '[tool.sitegen]\nname = "Bench"\nbase_url = "https://www.example.org"\n'
COLUMNS = (
    "id", "path", "title", "description", "content", "content_markup_type", "is_published",
    "content_type", "template_name", "created", "updated",
)  # fmt: skip


def sitegen_on(name: str, url: str, server: int | None = None) -> Tool:
    """The tool sitegen, on the database at `url`; a SQLite file is the site's own."""
    return Tool(
        name=name,
        version=version("sitegen"),
        kinds=frozenset({"markdown", "rst"}),
        command=[sys.executable, "-m", "bench.sitegen_command", "--database", url, "build"],
        prepare=partial(_prepare, url),
        write=partial(_write, url),
        base="templates/base.html",
        output="build",
        made=("build", ".sitegen", ".build.sitegen"),
        env={"PYTHONPATH": str(REPOSITORY)},
        affected=affected,
        server=server,
    )


def fill(url: str, corpus: Corpus) -> None:
    """Make the tables and the corpus' rows."""
    engine = open_engine(url)
    upgrade(engine)
    table = Base.metadata.tables[Page.__tablename__]
    with engine.begin() as connection, without_text_indexes(connection, [table.name]):
        load(connection, Bulk(table, COLUMNS, _rows(corpus)))
        advance_ids(connection, table)
    with engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    engine.dispose()


def edit_row(url: str, article: Article) -> None:
    """Put an edited article into its row."""
    engine = open_engine(url)
    values = {"title": article.title, "content": article.source, "updated": article.updated}
    with engine.begin() as connection:
        connection.execute(update(Page).where(Page.id == article.number).values(values))
    engine.dispose()


def affected(article: Article) -> frozenset[str]:
    """The files that show what an edit alters: the page, its place in the list, the sitemap."""
    return frozenset(
        {f"{article.path}/index.html", "list/page/1/index.html", "sitemap/pages-0.xml"}
    )


def _prepare(url: str, corpus: Corpus, folder: Path) -> None:
    for name in ("templates", "assets"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copytree(SITES / "sitegen", folder / "templates" / "bench")
    (folder / "pyproject.toml").write_text(PROJECT)
    fill(_at(url, folder), corpus)


def _write(url: str, folder: Path, article: Article) -> None:
    edit_row(_at(url, folder), article)


def _at(url: str, folder: Path) -> str:
    return url.replace("sqlite:///", f"sqlite:///{folder}/")


def _rows(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    for each in corpus.articles():
        texts = (each.path, each.title, each.description, each.source, corpus.kind)
        yield (each.number, *texts, True, "text/html", "", each.updated, each.updated)
