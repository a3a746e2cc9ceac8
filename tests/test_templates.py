from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.errors import SettingsFault, TemplateFault
from sitegen.templates import TemplateSet, template_set, template_sources

if TYPE_CHECKING:
    from pathlib import Path


def templates(folder: Path, **sources: str) -> TemplateSet:
    """A template set; `a__b` is the template `a/b.html`."""
    for name, source in sources.items():
        file = folder / f"{name.replace('__', '/')}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    return template_set(template_sources(folder))


def test_a_closure_holds_everything_that_is_reached(tmp_path: Path) -> None:
    found = templates(
        tmp_path,
        page='{% extends "base.html" %}{% from "macros/text.html" import date %}',
        base='{% include "footer.html" %}{{ box("welcome") }}',
        footer='{{ menu("main") }}',
        macros__text='{% macro date() %}{{ asset("site.css") }}{% endmacro %}',
        other="",
    ).closure("page.html")
    assert found.templates == {"page.html", "base.html", "footer.html", "macros/text.html"}
    assert found.shared == {("box", "welcome"), ("menu", "main"), ("asset", "site.css")}


def test_templates_that_include_each_other_have_one_closure(tmp_path: Path) -> None:
    both = templates(tmp_path, a='{% include "b.html" %}', b='{% include "a.html" %}')
    assert both.closure("a.html") == both.closure("b.html")


def test_a_name_looked_for_in_vain_is_in_the_closure_as_absent(tmp_path: Path) -> None:
    found = templates(
        tmp_path,
        page='{% include "extra.html" ignore missing %}{% include ["one.html", "two.html"] %}',
        two="",
    ).closure("page.html")
    assert found.absent == {"extra.html", "one.html"}
    assert "two.html" in found.templates


def test_a_needed_template_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault) as caught:
        templates(tmp_path, page='{% extends "base.html" %}').closure("page.html")
    assert str(caught.value) == (
        "templates/page.html needs templates/base.html, which does not exist. "
        "Write that template, or take the reference out."
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{{ box(label) }}", "templates/page.html:1: the name given to box is computed here."),
        ("{{ box('a' ~ 'b') }}", "templates/page.html:1: the name given to box is computed here."),
        ("\n{{ box() }}", "templates/page.html:2: the name given to box is computed here."),
        ("{{ menu(*names) }}", "templates/page.html:1: the name given to menu is computed here."),
        ("{% set b = box %}", "templates/page.html:1: box is used other than by calling it."),
        ("{{ x|map(asset) }}", "templates/page.html:1: asset is used other than by calling it."),
        ("{% set menu = 1 %}", "templates/page.html:1: menu is used other than by calling it."),
        (
            f"{{{{ {'(' * 3000}1{')' * 3000} }}}}",
            "templates/page.html: its expressions or blocks are nested too deeply.",
        ),
        ("{% include name %}", "templates/page.html:1: the name of a template is computed here."),
        ("{% extends a or b %}", "templates/page.html:1: the name of a template is computed here."),
        (
            "{% if %}",
            "templates/page.html:1: Expected an expression, got 'end of statement block'.",
        ),
    ],
)
def test_what_cannot_be_followed_is_an_error_at_its_line(
    tmp_path: Path, source: str, message: str
) -> None:
    with pytest.raises(TemplateFault) as caught:
        templates(tmp_path, page=source)
    assert caught.value.message == message


def test_editors_backups_are_not_templates(tmp_path: Path) -> None:
    (tmp_path / "page.html~").write_text("{% broken")
    (tmp_path / ".page.html.swp").write_bytes(b"\xff")
    assert not templates(tmp_path, page="").sources.keys() - {"page.html"}


def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"caf\xe9")
    with pytest.raises(TemplateFault, match=r"page\.html is not UTF-8 \(byte 3\)"):
        template_sources(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="There is no templates folder at"):
        template_sources(tmp_path / "nowhere")


def test_line_ends_are_alike_whoever_saved_the_template(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"a\r\nb\rc\n")
    assert template_sources(tmp_path) == {"page.html": "a\nb\nc\n"}
