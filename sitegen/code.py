"""The code as an input: what has to change for the same rows to give other bytes."""

from __future__ import annotations

import platform
from hashlib import sha1
from importlib.metadata import version
from pathlib import Path

from sitegen import markup

RENDERERS = ("jinja2", "markupsafe", "selectolax", "tdewolff-minify")


PACKAGE = Path(__file__).parent


def code_fingerprint() -> str:
    """Hash of the package's own files and of the versions of everything that renders."""
    versions = [f"{name} {version(name)}" for name in RENDERERS]
    return _hash(PACKAGE, (platform.python_version(), *versions, *markup.versions()))


def markup_fingerprint() -> str:
    """Hash of our own part in turning markup into HTML; the libraries have their versions."""
    return _hash(PACKAGE / "markup", ())


def _hash(folder: Path, versions: tuple[str, ...]) -> str:
    digest = sha1("\0".join(versions).encode(), usedforsecurity=False)
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode())
        digest.update(sha1(file.read_bytes(), usedforsecurity=False).digest())
    return digest.hexdigest()
