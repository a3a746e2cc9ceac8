"""The code as an input: what has to change for the same rows to give other bytes."""

from __future__ import annotations

import platform
from hashlib import sha1
from importlib.metadata import version
from pathlib import Path

from sitegen import markup

RENDERERS = ("jinja2", "markupsafe", "selectolax", "rcssmin")


def code_fingerprint() -> str:
    """Hash of the package's own files and of the versions of everything that renders."""
    digest = sha1(usedforsecurity=False)
    package = Path(__file__).parent
    for file in sorted(package.rglob("*.py")):
        digest.update(f"{file.relative_to(package).as_posix()}\0".encode())
        digest.update(sha1(file.read_bytes(), usedforsecurity=False).digest())
    versions = [f"{name} {version(name)}" for name in RENDERERS]
    digest.update("\0".join([platform.python_version(), *versions, *markup.versions()]).encode())
    return digest.hexdigest()
