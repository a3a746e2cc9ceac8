"""Values that a shell proposes while a command is typed.

No command runs then, so each of these finds the settings for itself; what cannot be found out is
not proposed, and no error is shown.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem

from sitegen.errors import SitegenError
from sitegen.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click

    from sitegen.settings import Settings

SYNTHETIC = ("pages=1000", "jobs=1000", "releases=100", "events=500", "seed=1")


def pages(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """What a build wrote: as URL paths, or as paths of files if what is typed begins like one."""
    from sitegen import urls
    from sitegen.manifest import open_manifest, state_faults

    try:
        state = _settings(ctx).state.resolve()
        with state_faults(state), open_manifest(state, to_read=True) as manifest:
            paths = [path for path, _ in manifest.recorded()]
    except SitegenError:
        return []
    is_file = incomplete and not incomplete.startswith("/")
    return _beginning(incomplete, paths if is_file else sorted(map(urls.url_of, paths)))


def migrations(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The migrations that a database can be taken back to, oldest first."""
    from sitegen.schema import revisions

    return _beginning(incomplete, ("base", *revisions()))


def workers(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """What may be said of workers: `auto`, a number up to that of processors, a scheduler."""
    numbers = range(1, len(os.sched_getaffinity(0)) + 1)
    return _beginning(incomplete, ("auto", *map(str, numbers), "tcp://"))


def targets(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The forms of a target of deploys."""
    return _beginning(incomplete, ("dir:/", "netlify", "s3://"))


def synthetic(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Parts of a description of synthetic content that it does not have yet."""
    before, comma, last = incomplete.rpartition(",")
    used = {part.partition("=")[0] for part in before.split(",")}
    fresh = (part for part in SYNTHETIC if part.partition("=")[0] not in used)
    return [f"{before}{comma}{part}" for part in _beginning(last, fresh)]


def folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders, which the shell knows."""
    return [CompletionItem(incomplete, type="dir")]


def files(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files, which the shell knows."""
    return [CompletionItem(incomplete, type="file")]


def _settings(ctx: click.Context) -> Settings:
    given = {
        "database": ctx.find_root().params.get("database"),
        "output": ctx.params.get("output"),
        "state": ctx.params.get("state"),
    }
    return read_settings(Path.cwd(), os.environ, given)


def _beginning(incomplete: str, values: Iterable[str]) -> list[str]:
    return [value for value in values if value.startswith(incomplete)]
