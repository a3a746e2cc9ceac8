"""After any sequence of edits an incremental build equals a build from nothing.

The steps are drawn by chance over a real database with the real sections; see `oracle`.
"""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from sitegen.models import Box, Menu, MenuItem, OperatingSystem, Page, Release, ReleaseFile
from tests.built_site import WHEN
from tests.oracle import BuiltTwice, run_machine

if TYPE_CHECKING:
    from pathlib import Path

ids = st.integers(1, 4)
paths = st.sampled_from(["a", "b", "a/b", "a/b/c", "x.txt", "x.txt/y", "downloads", "download", ""])
texts = st.sampled_from(
    [
        "Text.",
        "Other *text* with a [link](/a/) and `another </b/>`_.",
        "# Title\n\n## Part\n\n<https://example.org>",
        ".. unknown::\n\n   Body.",
        "[gone](/not/there/)",
        "Title\n=====\n\n:shout:`x`\n\n.. role:: shout",
        "",
    ]
)
kinds = st.sampled_from(["rst", "markdown", "html", "plain"])
types = st.sampled_from(["text/html", "text/plain"])
templates = st.sampled_from([None, "", "pages/own.html", "psf/default.html"])
versions = st.sampled_from(
    ["3.13.0", "3.13.1", "3.14.0rc1", "2.7.18", "manager 26.0", "no version"]
)
LINES = {"2": 2, "m": 100}
BROKEN = "x" * 12_000  # in one line, which reStructuredText may not have
MACROS = ("templates/macros/frame.html", "templates/macros/text.html")
SEEN = ("templates/base.html", "templates/pages/default.html", "templates/downloads/release.html")


class Edits(BuiltTwice):
    """Edits of rows, templates, assets and the output; every step builds, twice, and compares."""

    @initialize()
    def begin(self) -> None:
        self.site.add(
            (OperatingSystem, {"id": 1, "name": "Windows", "slug": "windows"}),
            (OperatingSystem, {"id": 2, "name": "macOS", "slug": "macos"}),
            (OperatingSystem, {"id": 3, "name": "Source", "slug": "source"}),
            (Menu, {"id": 1, "alias": "main"}),
            (MenuItem, {"id": 1, "menu_id": 1, "title": "X", "url": "/", "alias": "python-meta"}),
        )
        self.check()

    # Rows.

    def write(self, model: type[Any], key: int, **values: Any) -> None:
        self.put(model, key, updated=WHEN, **values)

    @rule(key=ids, path=paths, content=texts, kind=kinds, mime=types, template=templates)
    def write_a_page(
        self, *, key: int, path: str, content: str, kind: str, mime: str, template: str | None
    ) -> None:
        values = {"path": path, "content": content, "content_markup_type": kind}
        more = {"content_type": mime, "template_name": template, "title": f"Page {key}"}
        self.write(Page, key, **values, **more)
        self.check()

    @rule(key=ids, content=texts)
    def edit_a_page(self, key: int, content: str) -> None:
        self.site.sql("UPDATE pages SET content = :c WHERE id = :id", c=content, id=key)
        self.check()

    @rule(key=ids, path=paths)
    def rename_a_page(self, key: int, path: str) -> None:
        self.site.sql("UPDATE OR IGNORE pages SET path = :p WHERE id = :id", p=path, id=key)
        self.check()

    @rule(one=ids, other=ids)
    def swap_two_pages(self, one: int, other: int) -> None:
        with self.site.engine.begin() as connection:
            run = connection.exec_driver_sql
            held = dict(run("SELECT id, path FROM pages").all())
            if one in held and other in held:
                run("UPDATE pages SET path = ? WHERE id = ?", ("swapping", one))
                run("UPDATE pages SET path = ? WHERE id = ?", (held[one], other))
                run("UPDATE pages SET path = ? WHERE id = ?", (held[other], one))
        self.check()

    @rule(key=ids, table=st.sampled_from(["pages", "releases"]))
    def publish_or_unpublish(self, key: int, table: str) -> None:
        self.site.sql(f"UPDATE {table} SET is_published = NOT is_published WHERE id = :id", id=key)
        self.check()

    @rule(key=ids, table=st.sampled_from(["pages", "releases", "release_files", "boxes"]))
    def delete_a_row(self, key: int, table: str) -> None:
        self.site.sql(f"DELETE FROM {table} WHERE id = :id", id=key)
        self.check()

    @rule(
        key=ids,
        version=versions,
        content=texts,
        day=st.integers(0, 3),
        latest=st.booleans(),
        page=st.none() | ids,
    )
    def write_a_release(
        self, *, key: int, version: str, content: str, day: int, latest: bool, page: int | None
    ) -> None:
        with self.site.engine.begin() as connection:
            pages = {row[0] for row in connection.exec_driver_sql("SELECT id FROM pages")}
        self.write(
            Release,
            key,
            name=f"Python {version}",
            slug=f"python-{version.replace('.', '').replace(' ', '-')}",
            version=LINES.get(version[0], 3),
            is_published=True,
            is_latest=latest,
            pre_release="rc" in version,
            release_date=WHEN + timedelta(days=day),
            content=content,
            release_page_id=page if page in pages else None,
        )
        self.check()

    @rule(
        key=ids, release=ids, system=st.integers(1, 3), button=st.booleans(), size=st.integers(0, 2)
    )
    def write_a_file(self, key: int, release: int, system: int, button: bool, size: int) -> None:
        with self.site.engine.begin() as connection:
            found = {row[0] for row in connection.exec_driver_sql("SELECT id FROM releases")}
        if release in found:
            values = {
                "name": f"File {key}",
                "slug": f"file-{key}",
                "url": f"https://a.example/{key}",
            }
            more = {"os_id": system, "release_id": release, "download_button": button}
            self.write(ReleaseFile, key, filesize=size * 10**6, **values, **more)
        self.check()

    @rule(
        key=ids,
        label=st.sampled_from(["home-intro", "site-about", "downloads-help", "unused"]),
        content=texts,
    )
    def write_a_box(self, key: int, label: str, content: str) -> None:
        self.write(Box, key, label=label, content=content, content_markup_type="markdown")
        self.check()

    @rule(title=st.sampled_from(["One", "Two"]), url=st.sampled_from(["/a/", "/b/", "/gone/"]))
    def write_a_menu_item(self, title: str, url: str) -> None:
        self.site.sql("DELETE FROM menu_items WHERE id = 2")
        self.site.add(
            (MenuItem, {"id": 2, "menu_id": 1, "parent_id": 1, "title": title, "url": url})
        )
        self.check()

    # Files of the project.

    @rule(name=st.sampled_from((*MACROS, *SEEN)), mark=st.sampled_from(["", "\n{# note #}", "\n"]))
    def edit_a_template(self, name: str, mark: str) -> None:
        file = self.folder / name
        file.write_text(file.read_text("utf-8").rstrip() + mark + "\n")
        self.check()

    @rule(text=st.sampled_from(["", "{{ page.title }}", '{{ page.title }}{{ box("unused") }}']))
    def write_or_remove_the_template_that_pages_ask_for(self, text: str) -> None:
        file = self.folder / "templates/pages/own.html"
        file.unlink(missing_ok=True)
        if text:
            file.write_text(text)
        self.check()

    @rule(colour=st.sampled_from(["red", "blue"]))
    def edit_an_asset(self, colour: str) -> None:
        self.site.write("assets/css/print.css", f"body {{ color: {colour} }}")
        self.check()

    @rule(text=st.sampled_from(["one", "two", None]))
    def edit_or_lose_an_upload(self, text: str | None) -> None:
        self.site.sql("DELETE FROM page_images")
        self.site.sql(
            "INSERT INTO page_images (page_id, image) SELECT id, 'pic.png' FROM pages WHERE id = 1"
        )
        if text is None:
            (self.folder / "uploads/pic.png").unlink(missing_ok=True)
        else:
            self.site.write("uploads/pic.png", text)
        self.check()

    # The output and the state.

    def some_file(self, place: int) -> Path:
        files = sorted(file for file in self.site.output.rglob("*") if file.is_file())
        return files[place % len(files)]

    @precondition(lambda self: self.clean)
    @rule(place=st.integers(0, 30), same_size=st.booleans())
    def edit_a_file_by_hand(self, place: int, same_size: bool) -> None:
        file = self.some_file(place)
        body = file.read_bytes()
        file.write_bytes(bytes(len(body)) if same_size and body else body + b"mine")
        os.utime(file, ns=(1, 1))
        self.check()

    @precondition(lambda self: self.clean)
    @rule(place=st.integers(0, 30))
    def delete_a_file_by_hand(self, place: int) -> None:
        self.some_file(place).unlink()
        self.check()

    @precondition(lambda self: self.clean)
    @rule()
    def delete_all_folders_by_hand(self) -> None:
        for file in self.site.output.iterdir():
            if file.is_dir():
                shutil.rmtree(file)
        self.check()

    @precondition(lambda self: self.clean)
    @rule(place=st.integers(0, 30))
    def touch(self, place: int) -> None:
        os.utime(self.some_file(place), ns=(place, place))
        self.check(rendered=0)

    @precondition(lambda self: self.clean)
    @rule()
    def lose_the_state(self) -> None:
        shutil.rmtree(self.site.settings.state)
        self.check(adopt=True)

    # How it is built.

    @rule(workers=st.sampled_from(["1", "2"]))
    def change_the_workers(self, workers: str) -> None:
        self.site.set(workers=workers)
        self.check(rendered=0)

    @rule(days=st.sampled_from([1, 366]))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.check()

    @rule()
    def render_everything(self) -> None:
        self.check(full=True)

    @rule(key=ids, keep_going=st.booleans(), content=texts)
    def break_a_page_and_mend_it(self, key: int, keep_going: bool, content: str) -> None:
        """A page that fails keeps its old file: nothing changes, or everything else does."""
        before = self.site.tree()
        self.write(Page, key, title="Broken", path=f"odd/{key}", content=BROKEN)
        self.site.sql("UPDATE boxes SET content = content || ' more'")
        report = self.site.build(self.now, keep_going=keep_going)
        assert report.failures
        assert report.committed == keep_going
        assert report.committed or self.site.tree() == before
        failing = {failure.path for failure in report.failures}
        self.compare(report, *self.from_nothing(keep_going=keep_going), failing)
        self.site.sql("UPDATE pages SET content = :c WHERE id = :id", c=content, id=key)
        self.check()


def test_after_any_edits_a_build_equals_one_from_nothing(sqlite_template: Path) -> None:
    run_machine(Edits, sqlite_template)
