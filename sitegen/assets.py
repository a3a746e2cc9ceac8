"""Assets: style sheets, scripts and pictures under names that carry their own fingerprint.

`site.css` is published as `assets/site.1a2b3c4d.css`, so that a browser may keep it for ever. A
style sheet's `@import` of another file is replaced by that file, in its layer, and the whole is
minified; a file that is imported is not published by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha1
from typing import TYPE_CHECKING

import minify

from sitegen.errors import TemplateFault
from sitegen.folders import files_of
from sitegen.urls import fault_of, url_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

IMPORT = re.compile(r"""@import\s+["']([^"']+)["']\s*(?:layer\(([\w.-]+)\))?\s*;""")
REFERENCE = re.compile(r"""url\(\s*["']?(?!data:|https?:|#)([^"')]+)["']?\s*\)""")


@dataclass(frozen=True, slots=True)
class Asset:
    """One published asset: its path, its bytes, and their digest (SHA-1)."""

    path: str
    body: bytes
    digest: str

    @property
    def url(self) -> str:
        """Where pages find it."""
        return url_of(self.path)


def read_assets(folder: Path) -> Mapping[str, Asset]:
    """Every asset below the folder by its name there. Raises SettingsFault or TemplateFault."""
    bodies = files_of(folder, "assets")
    imported: set[str] = set()
    assets = {n: _asset(n, body) for n, body in bodies.items() if not n.endswith(".css")}
    for name in (name for name in bodies if name.endswith(".css")):
        css = _bundled(name, bodies, imported, (name,))
        assets[name] = _asset(name, _minified(name, _referring(name, css, assets)))
    return {name: assets[name] for name in sorted(assets.keys() - imported)}


def _asset(name: str, body: bytes) -> Asset:
    fault = fault_of(name)
    if fault:
        raise TemplateFault(f"assets/{name!r}: its name {fault}.", mend="Rename the file.")
    digest = sha1(body, usedforsecurity=False).hexdigest()
    stem, dot, ending = name.rpartition(".")
    path = f"assets/{stem}.{digest[:8]}.{ending}" if dot else f"assets/{ending}.{digest[:8]}"
    return Asset(path, body, digest)


def _minified(name: str, css: str) -> bytes:
    try:
        return str(minify.string("text/css", css)).encode()
    except minify.MinifyError as error:
        reason = " ".join(str(error).split())
        raise TemplateFault(f"assets/{name}: {reason}.", mend="Mend the style sheet.") from error


def _bundled(
    name: str, bodies: Mapping[str, bytes], imported: set[str], chain: tuple[str, ...]
) -> str:
    """The style sheet with everything it imports in place of the import."""

    def inlined(match: re.Match[str]) -> str:
        other, layer = match.groups()
        if other not in bodies or other in chain:
            reason = "imports itself" if other in chain else "does not exist"
            raise TemplateFault(
                f"assets/{name} imports {other}, which {reason}.",
                mend="Mend the @import; names are relative to the assets folder.",
            )
        imported.add(other)
        css = _bundled(other, bodies, imported, (*chain, other))
        return f"@layer {layer} {{\n{css}\n}}" if layer else css

    try:
        return IMPORT.sub(inlined, bodies[name].decode("utf-8"))
    except UnicodeDecodeError as error:
        message = f"assets/{name} is not UTF-8 (byte {error.start})."
        raise TemplateFault(message, mend="Save it as UTF-8.") from error


def _referring(name: str, css: str, assets: Mapping[str, Asset]) -> str:
    """The style sheet with `url(…)` of other assets under their published names."""

    def published(match: re.Match[str]) -> str:
        asset = assets.get(match[1])
        if asset is None:
            raise TemplateFault(
                f"assets/{name} refers to {match[1]}, which is not an asset.",
                mend="Names are relative to the assets folder.",
            )
        return f'url("{asset.url}")'

    return REFERENCE.sub(published, css)
