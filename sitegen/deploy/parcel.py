"""A parcel: what is sent to Netlify, which is a release and the configuration made of its rules."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha1
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from sitegen.deploy.netlify_toml import netlify_toml
from sitegen.deploy.release import File
from sitegen.deploy.texts import decoded
from sitegen.errors import DeployFault, DeployRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sitegen.deploy.release import Release

TOML = "netlify.toml"
FORBIDDEN = frozenset("#?")  # in names, by Netlify


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files as Netlify gets them; all lie in `folder` but netlify.toml. `digest` is of all."""

    files: Mapping[str, File]
    folder: Path
    toml: bytes
    digest: str

    def opened(self, path: str) -> BinaryIO:
        """The bytes of a file. Raises DeployFault."""
        if path == TOML:
            return BytesIO(self.toml)
        return _opened(self.folder / path)

    def paths_of(self, digests: Iterable[str]) -> dict[str, list[str]]:
        """The paths of the files with these digests, by digest."""
        found: dict[str, list[str]] = {digest: [] for digest in digests}
        for path, file in self.files.items():
            if file.digest in found:
                found[file.digest].append(path)
        return found


def parcel_of(release: Release) -> Parcel:
    """What is sent for a release. Raises DeployRefused if Netlify would take it for another."""
    _check_names(release.files)
    redirects, headers = (_text(release, name) for name in ("_redirects", "_headers"))
    toml = netlify_toml(redirects, headers)
    made = {TOML: File(_sha1(toml), len(toml))} if toml else {}
    files = {**release.files, **made}
    lines = (f"{file.digest} {path}\n" for path, file in files.items())
    return Parcel(files, release.folder, toml, _sha1("".join(lines).encode()))


def _check_names(paths: Iterable[str]) -> None:
    for path in paths:
        if path == TOML:
            raise DeployRefused(
                f"The site has a {TOML}, and the deploy would make another one.",
                mend="Publish it under another path; redirects and headers belong in sections.",
            )
        if FORBIDDEN & set(path):
            raise DeployRefused(
                f"Netlify takes no file with # or ? in its name: {path}.",
                mend="Give it another path.",
            )


def _text(release: Release, path: str) -> str:
    """The text of a file, if the release has it. Raises DeployRefused if it is none."""
    if path not in release.files:
        return ""
    with _opened(release.folder / path) as opened:
        return decoded(opened.read(), path)


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as error:
        raise DeployFault(
            f"{file} cannot be read: {error.strerror}.",
            mend="Build again, and deploy what was built.",
        ) from error


def _sha1(content: bytes) -> str:
    return sha1(content, usedforsecurity=False).hexdigest()
