"""What `sitegen deploy --plan` prints: what would change at the target, and why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click
from rich.filesize import decimal

from sitegen.cli.options import counted, harmless
from sitegen.errors import DeployRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sitegen.deploy.delivery import Options
    from sitegen.deploy.difference import Change, Difference
    from sitegen.settings import Settings

LISTED = 20  # paths of a group that are printed; --json has all of them


def show_plan(found: Difference, options: Options, settings: Settings, *, as_json: bool) -> None:
    """Print a plan; what a deploy would refuse, it refuses afterwards."""
    from sitegen.deploy.difference import check_losses

    refusal = None
    try:
        if not (options.draft or options.allow_removed):
            check_losses(found, options.max_removed)
    except DeployRefused as refused:
        refusal = refused
    if as_json:
        click.echo(json.dumps(plan_as_json(found, refusal)))
    else:
        for line in plan_lines(found, settings.target):
            click.echo(harmless(line))
    if refusal:
        raise refusal


def plan_as_json(found: Difference, refusal: DeployRefused | None) -> dict[str, Any]:
    """The plan under the keys that scripts rely on."""
    kinds = ("added", "changed", "removed")
    changes = {kind: [each._asdict() for each in getattr(found, kind)] for kind in kinds}
    counts = {"unchanged": found.unchanged, "uploads": found.uploads, "bytes": found.bytes}
    return {**changes, "lost": found.lost, **counts, "refused": str(refusal or "")}


def plan_lines(found: Difference, target: str) -> Iterator[str]:
    """The plan as people read it: changes in groups of one cause, and what they come to."""
    for kind in ("added", "changed", "removed"):
        groups: dict[str, list[Change]] = {}
        for each in getattr(found, kind):
            groups.setdefault(each.cause, []).append(each)
        for cause, changes in groups.items():
            yield from _group_lines(kind, cause, changes)
    yield (
        f"{target}: {counted(found.uploads, 'file')} to send ({decimal(found.bytes)}), "
        f"{found.unchanged:,} unchanged, {len(found.removed):,} to remove."
    )


def _group_lines(kind: str, cause: str, changes: Sequence[Change]) -> Iterator[str]:
    size = decimal(sum(each.size or 0 for each in changes))
    by = f" by {cause}" if cause and kind == "changed" else ""
    yield f"{kind}{by}: {counted(len(changes), 'file')}, {size}"
    for each in changes[:LISTED]:
        told = [each.path, "" if each.size is None else decimal(each.size), each.told_origin]
        yield "  ".join(["", *filter(None, told)])
    if len(changes) > LISTED:
        yield f"  … and {len(changes) - LISTED:,} more; --json lists them all."
