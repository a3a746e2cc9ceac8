from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sitegen.assets import read_assets
from sitegen.errors import TemplateFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.assets import Asset


def assets(folder: Path, **files: str) -> Mapping[str, Asset]:
    """Assets by name; `a__b_css` is the file `a/b.css`."""
    for name, source in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        file = folder / f"{stem}.{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    return read_assets(folder)


def test_a_name_carries_the_fingerprint_of_the_bytes(tmp_path: Path) -> None:
    one = assets(tmp_path, site_js="let a = 1")["site.js"]
    other = assets(tmp_path, site_js="let a = 2")["site.js"]
    assert one.path == f"assets/site.{one.digest[:8]}.js"
    assert one.path != other.path
    assert one.body == b"let a = 1"


def test_imported_style_sheets_are_bundled_in_their_layers_and_not_published(
    tmp_path: Path,
) -> None:
    found = assets(
        tmp_path,
        site_css='@layer base, more;\n@import "css/base.css" layer(base);\n@import "css/x.css";',
        css__base_css="body { color: red }",
        css__x_css="/* why */ p { margin: 0 }",
    )
    assert list(found) == ["site.css"]
    assert found["site.css"].body == b"@layer base,more;@layer base{body{color:red}}p{margin:0}"


def test_a_style_sheet_refers_to_other_assets_by_their_published_names(tmp_path: Path) -> None:
    found = assets(tmp_path, site_css="a { background: url(mark.svg) }", mark_svg="<svg/>")
    assert found["mark.svg"].url in found["site.css"].body.decode()


@pytest.mark.parametrize(
    ("css", "message"),
    [
        ('@import "gone.css";', "assets/site.css imports gone.css, which does not exist."),
        ('@import "site.css";', "assets/site.css imports site.css, which imports itself."),
        ("a { b: url(gone.png) }", "assets/site.css refers to gone.png, which is not an asset."),
    ],
)
def test_what_a_style_sheet_lacks_is_named(tmp_path: Path, css: str, message: str) -> None:
    with pytest.raises(TemplateFault) as caught:
        assets(tmp_path, site_css=css)
    assert caught.value.message == message


def test_addresses_elsewhere_and_data_stay_as_they_are(tmp_path: Path) -> None:
    css = "a{b:url(https://example.org/x.png);c:url(data:image/png;base64,AA)}"
    assert assets(tmp_path, site_css=css)["site.css"].body.decode() == css


def test_minifying_keeps_what_a_selector_means(tmp_path: Path) -> None:
    css = "@layer a { nav :is(a, b) { width: calc(1px + 2px) } } p { & + p { margin: 0 } }"
    assert assets(tmp_path, site_css=css)["site.css"].body.decode() == (
        "@layer a{nav :is(a,b){width:calc(1px + 2px)}}p{& + p{margin:0}}"
    )
