"""The deployments of a target as they are listed: in a table, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.options import harmless, in_iso, plain_console, print_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sitegen.deploy.target import Deployment

GAP = "  "  # beside a column of a table


def print_deployments(found: Sequence[Deployment]) -> None:
    """Print them in a table; on a terminal that is too narrow without any but the public URL."""
    names = ("release", "made", "state", "url")
    rows = [
        (e.id, in_iso(e.created.replace(microsecond=0)), _state_of(e), harmless(e.url))
        for e in found
    ]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    console = plain_console()
    if not console.is_terminal or sum(widths) + len(GAP) * len(names) <= console.width:
        print_table(names, rows)
        return
    print_table(names[:-1], (row[:-1] for row in rows))
    for each in found:
        if each.is_published:
            click.echo(f"Published at {harmless(each.url)}.")


def _state_of(deployment: Deployment) -> str:
    if deployment.is_unfinished:
        return "unfinished"
    if deployment.is_published:
        return "published"
    return "draft" if deployment.is_draft else ""


def as_json_of(deployment: Deployment) -> dict[str, Any]:
    """A deployment under the keys that scripts rely on."""
    return {
        "deploy_id": deployment.id,
        "url": deployment.url,
        "created": in_iso(deployment.created),
        "published": deployment.is_published,
        "draft": deployment.is_draft,
        "unfinished": deployment.is_unfinished,
    }
