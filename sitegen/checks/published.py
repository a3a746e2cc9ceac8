"""The site as it lies in the output, and what a link on it means."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin, urlsplit

from sitegen import links, urls
from sitegen.errors import SettingsFault
from sitegen.manifest import open_manifest, state_faults
from sitegen.output import check_owner

if TYPE_CHECKING:
    import re
    from pathlib import Path

    from sitegen.settings import Settings

BUILD = "Build it with `sitegen build`."


@dataclass(frozen=True, slots=True)
class Published:
    """Everything that says whether a link leads somewhere.

    `paths` are the files of the manifest; URL paths that start with one of `elsewhere` are another
    server's.
    """

    folder: Path
    base_url: str
    paths: frozenset[str]
    redirects: tuple[re.Pattern[str], ...]
    elsewhere: tuple[str, ...]

    def answers(self, url: str) -> bool:
        """Whether a file, a redirect or another server answers a URL path."""
        return (
            self.file_of(url) is not None
            or url.startswith(self.elsewhere)
            or any(rule.fullmatch(url) for rule in self.redirects)
        )

    def file_of(self, url: str) -> str | None:
        """The path of the file that answers a URL path, or None."""
        return next((path for path in urls.paths_of(url) if path in self.paths), None)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a URL path of this site, or the whole URL of another one."""

    url: str
    fragment: str
    is_ours: bool


@lru_cache(maxsize=100_000)
def target_of(link: str, base: str, base_url: str) -> Target | None:
    """Where a link in a document with the URL `base` leads; None for `mailto:` and its like.

    Raises ValueError for what is no URL.
    """
    url, fragment = urldefrag(urljoin(base, link.strip()))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return None
    if not parts.hostname:
        raise ValueError("it names no host")
    ours = urls.internal(url, "/", base_url)
    return Target(url, fragment, is_ours=False) if ours is None else Target(ours, fragment, True)


def read_published(settings: Settings) -> Published:
    """The built site. Raises SettingsFault if there is none, or if its state is not this one."""
    state, folder = settings.state.resolve(), settings.output.resolve()
    if not folder.is_dir():
        raise SettingsFault(f"There is no site at {folder}.", mend=BUILD)
    with state_faults(state), open_manifest(state, to_read=True) as manifest:
        if not manifest.about("output"):
            raise SettingsFault(f"The state {state} knows no site.", mend=BUILD)
        check_owner(folder, state, manifest)
        if manifest.has_intent():
            raise SettingsFault(
                f"The last build of {folder} was interrupted.", mend="Build again to finish it."
            )
        paths = frozenset(path for path, _ in manifest.recorded())
    redirects = links.redirect_sources(_text_of(folder / "_redirects"))
    elsewhere = tuple(settings.elsewhere.split())
    return Published(folder, settings.base_url, paths, tuple(redirects), elsewhere)


def fault_of(file: Path) -> str:
    """Why a file cannot be read, as a sentence; empty if nothing is known against it."""
    try:
        mode = file.stat().st_mode
    except OSError as error:
        return unread(error)
    return "" if stat.S_ISREG(mode) else "Something else than a file is in its place."


def unread(error: OSError) -> str:
    """The sentence that a file cannot be read."""
    return f"The file cannot be read: {error.strerror}."


def _text_of(file: Path) -> str:
    """The text of a file as far as it can be read; what is wrong with it, others say."""
    try:
        return "" if fault_of(file) else file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
