"""What a Python programmer writes in an afternoon: Flask over the database, frozen into files."""

import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils.core import publish_parts
from flask import Flask, g, render_template
from flask_frozen import Freezer
from markdown_it import MarkdownIt
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

SIZE = 25
app = Flask(__name__, root_path=str(Path.cwd()))
app.config.update(FREEZER_DESTINATION=str(Path("build").resolve()), FREEZER_RELATIVE_URLS=False)
freezer = Freezer(app)
SETTINGS = {"report_level": 5, "halt_level": 5, "file_insertion_enabled": False}


def query(sql: str, *values: object) -> list[sqlite3.Row]:
    if "db" not in g:
        g.db = sqlite3.connect("site.db")
        g.db.row_factory = sqlite3.Row
    return g.db.execute(sql, values).fetchall()


def colour(code: str, language: str, attributes: str) -> str:
    return highlight(code, get_lexer_by_name(language or "text"), HtmlFormatter())


@cache
def markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"highlight": colour}).enable(["table", "strikethrough"])


def html(kind: str, source: str) -> Markup:
    if kind == "markdown":
        return Markup(markdown().render(source))
    return Markup(publish_parts(source, writer_name="html5", settings_overrides=SETTINGS)["body"])


@app.route("/<path:path>/")
def page(path: str) -> str:
    (row,) = query("SELECT * FROM pages WHERE path = ? AND is_published", path)
    content = html(row["content_markup_type"], row["content"])
    return render_template("page.html", page=row, content=content)


@app.route("/list/page/<int:number>/")
def listing(number: int) -> str:
    sql = (
        "SELECT path, title, description FROM pages WHERE is_published ORDER BY id LIMIT ? OFFSET ?"
    )
    rows = query(sql, SIZE, (number - 1) * SIZE)
    return render_template("list.html", pages=rows, number=number, count=pages_of_list())


@app.route("/sitemap.xml")
def sitemap() -> tuple[str, dict[str, str]]:
    rows = query("SELECT path, updated FROM pages WHERE is_published ORDER BY id")
    return render_template("sitemap.xml", pages=rows), {"Content-Type": "application/xml"}


def pages_of_list() -> int:
    return -(-query("SELECT count(*) FROM pages WHERE is_published")[0][0] // SIZE)


@freezer.register_generator
def urls() -> Iterator[tuple[str, dict[str, Any]]]:
    with app.app_context():
        yield from (("page", {"path": row[0]}) for row in query("SELECT path FROM pages"))
        yield from (("listing", {"number": n + 1}) for n in range(pages_of_list()))


if __name__ == "__main__":
    freezer.freeze()
