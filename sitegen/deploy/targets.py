"""Which target is meant: the setting `target` in its forms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sitegen.deploy.folder import FolderTarget
from sitegen.deploy.netlify import netlify_target
from sitegen.deploy.patience import Patience, Waits, silent
from sitegen.errors import SettingsFault
from sitegen.settings import folder_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.deploy.patience import Tell
    from sitegen.deploy.target import Deployer
    from sitegen.settings import Settings


def open_target(
    settings: Settings, environ: Mapping[str, str], *, keep: int, tell: Tell = silent
) -> Deployer:
    """Where a deploy goes; secrets are in the environment. Nothing is asked of the target yet.

    A folder keeps as many releases; a relative one is meant from the project's folder. A target
    that has to wait for its host will `tell` what for. Raises SettingsFault,
    and DeployFault if a secret is missing.
    """
    if settings.target == "netlify":
        return netlify_target(environ, settings.state, Patience(waits=Waits(tell)))
    kind, _, rest = settings.target.partition(":")
    if kind == "dir" and rest:
        place = folder_at("target", rest, settings.root)
        _check_apart(place, settings)
        return FolderTarget(place, keep)
    if kind == "s3":
        from sitegen.deploy.s3 import PATIENCE, s3_target  # noqa: PLC0415 - the client is large

        return s3_target(settings, environ, replace(PATIENCE, waits=Waits(tell)))
    raise SettingsFault(
        f"target is {settings.target!r}, and sitegen cannot deploy to that.",
        mend="Write netlify, s3://BUCKET/PREFIX, or the folder of a web server, such as "
        "dir:/srv/www.",
    )


def _check_apart(place: Path, settings: Settings) -> None:
    """Refuse a folder in what is removed or compared by builds. Raises SettingsFault."""
    for name, folder in (("output", settings.output), ("state", settings.state)):
        if place.resolve().is_relative_to(folder.resolve()):
            raise SettingsFault(
                f"The target {place} lies in the {name} {folder}.",
                mend="Name a folder outside of it.",
            )
