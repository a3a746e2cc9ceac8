"""What the design promises, held against the sources of templates and assets."""

from __future__ import annotations

import fnmatch
import gzip
import re
from pathlib import Path

import pytest

from sitegen.assets import read_assets
from sitegen.templates import template_set, template_sources

ROOT = Path(__file__).parents[1]
ASSETS = read_assets(ROOT / "assets")
TEMPLATES = template_set(template_sources(ROOT / "templates"))
TOKENS = (ROOT / "assets/css/tokens.css").read_text("utf-8")
STYLES = sorted((ROOT / "assets/css").glob("*.css"))

MARK = {"#1b5a8f", "#ffd43b", "#fff"}  # the drawing in the header keeps its colours
SURFACES = ("surface", "surface-sunken")
TINTED = ("accent", "success", "warning", "danger")
READ_ON = [
    *(("text", surface) for surface in SURFACES),
    *(("muted", surface) for surface in SURFACES),
    *((name, surface) for name in TINTED for surface in SURFACES),
    *((name, f"{name}-soft") for name in TINTED),
    *(("text", f"{name}-soft") for name in TINTED),
    ("action-text", "action"),
    ("action-text", "action-strong"),
    *((f"code-{name}", "surface-sunken") for name in ("comment", "keyword", "name", "string")),
    *((f"code-{name}", "surface-sunken") for name in ("number", "prompt", "inserted", "deleted")),
]


def colours(scheme: str) -> dict[str, str]:
    """Each colour by its role, for `light` or `dark`."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", TOKENS)
    return {role: light if scheme == "light" else dark for role, light, dark in pairs}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_it_is_read_on(scheme: str) -> None:
    palette = colours(scheme)
    weak = {
        (role, ground): round(contrast(palette[role], palette[ground]), 2)
        for role, ground in READ_ON
        if contrast(palette[role], palette[ground]) < 4.5
    }
    assert weak == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_body_text_and_the_lines_of_controls_are_clear(scheme: str) -> None:
    palette = colours(scheme)
    for surface in SURFACES:
        assert contrast(palette["text"], palette[surface]) >= 7
        assert contrast(palette["line-strong"], palette[surface]) >= 3
        assert contrast(palette["focus"], palette[surface]) >= 3


@pytest.mark.parametrize(
    ("name", "limit"), [("site.css", 12_000), ("site.js", 5_000), ("before-paint.js", 1_000)]
)
def test_what_every_page_loads_stays_small(name: str, limit: int) -> None:
    assert len(gzip.compress(ASSETS[name].body)) <= limit


def test_every_style_sheet_is_part_of_the_bundle() -> None:
    imported = re.findall(r'"css/([\w-]+\.css)"', (ROOT / "assets/site.css").read_text("utf-8"))
    assert sorted(imported) == [style.name for style in STYLES]


def test_style_sheets_load_nothing_and_name_colours_by_role() -> None:
    for style in STYLES:
        css = style.read_text("utf-8")
        assert "url(" not in css
        if style.name != "tokens.css":
            assert set(re.findall(r"#[0-9a-f]{3,8}\b", css)) <= {
                "#17212b",
                "#1b5a8f",
                "#ffd43b",
                "#fff",
            }


def classes_of(source: str) -> set[str]:
    """The classes that a template gives, with * for what it is told."""
    found = {f"tag-{kind}" for kind in re.findall(r'text\.tag\("([\w-]+)"', source)}
    found |= set(re.findall(r'text\.notice\("([\w-]+)"', source))
    for value in re.findall(r'\sclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"', source):
        for told in re.findall(r"\{\{.*?\}\}", value):
            found.update(word for text in re.findall(r'"([^"]*)"', told) for word in text.split())
        said = re.sub(r"\{%.*?%\}", " ", value)
        found.update(re.sub(r"\{\{.*?\}\}", "*", said).split())
    return found


def test_every_class_in_a_template_is_one_that_a_rule_or_a_script_looks_for() -> None:
    rules = [style.read_text("utf-8") for style in STYLES]
    scripts = [script.read_text("utf-8") for script in (ROOT / "assets").glob("*.js")]
    selectors = [text for script in scripts for text in re.findall(r'"([^"]*)"', script)]
    styled = set(re.findall(r"\.([a-z][\w-]*)", "\n".join((*rules, *selectors))))
    without = {
        f"{name}: {each}"
        for name, source in TEMPLATES.sources.items()
        for each in classes_of(source)
        if not fnmatch.filter(styled, each) and not each.startswith("language-")
    }
    assert without == set()


def test_templates_hold_no_inline_style_and_no_inline_script() -> None:
    for name, source in TEMPLATES.sources.items():
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", source), name


def test_shared_content_is_named_literally_in_every_template() -> None:
    for name in TEMPLATES.sources:
        TEMPLATES.closure(name)
