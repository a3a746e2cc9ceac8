"""`sitegen explain`, `routes` and `config show`: what is, and why; nothing is changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli import proposals
from sitegen.cli.options import (
    common_options,
    harmless,
    moment,
    now_option,
    output_option,
    print_table,
    state_option,
)
from sitegen.settings import shown, with_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.explain import Explanation, Part

VERDICTS = {
    "current": "is up to date",
    "stale": "would be made again: {}",
    "orphan": "would be removed; {}",
    "failed": "fails",
}


@click.command(short_help="Say why a page would be rebuilt or not.")
@common_options
@click.argument("path", shell_complete=proposals.pages)
@output_option("The output of the build")
@state_option("The state of the build")
@now_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.pass_context
def explain(ctx: click.Context, /, path: str, **flags: Any) -> None:
    """Say why the page at PATH (or URL) would be rebuilt or not, and what makes it.

    \b
    Examples:
      sitegen explain /downloads/
      sitegen explain about/index.html
      sitegen explain /about/ --json | jq '.inputs[] | select(.changed)'
    """
    from sitegen.explain import explain as explanation
    from sitegen.sections import SITE

    settings = with_flags(ctx.obj, {"output": flags["output"], "state": flags["state"]})
    found = explanation(settings, SITE, moment(flags["now"]), path)
    if flags["as_json"]:
        click.echo(json.dumps(asdict(found)))
        return
    for line in lines(found):
        click.echo(harmless(line))


def lines(found: Explanation) -> Iterator[str]:
    """The explanation as people read it: the verdict, and what the page is made of."""
    yield f"{found.path}: {VERDICTS[found.verdict].format(found.reason)}."
    yield from found.failures
    if found.verdict in ("failed", "orphan"):
        return
    yield f"  source    {found.source}"
    if not found.view:
        return
    yield f"  view      {found.view}"
    yield f"  rows      {', '.join(found.tables) or 'none'}"
    yield f"  template  {found.template}"
    for part in found.inputs:
        if (part.kind, part.name) != ("template", found.template) or part.changed:
            yield f"  {part.kind:<9} {part.name or part.fingerprint[:12]}{_remark(part)}"
    if found.follows:
        yield f"  follows   {found.follows}"


def _remark(part: Part) -> str:
    if not part.fingerprint and not part.absent:
        return " (no longer used)"
    return (" (does not exist)" if part.absent else "") + (" (changed)" if part.changed else "")


@click.command()
@common_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@now_option
@click.pass_context
def routes(ctx: click.Context, now: str | None, *, as_json: bool) -> None:
    """List every path of the site with its view and template."""
    from sitegen.explain import routes as all_routes
    from sitegen.sections import SITE

    found = all_routes(ctx.obj, SITE, moment(now))
    if as_json:
        click.echo(json.dumps(found, indent=1))
        return
    print_table(("path", "view", "template"), (route.values() for route in found))


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("show", short_help="Print each setting and where it came from.")
@common_options
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def config_show(ctx: click.Context, *, as_json: bool) -> None:
    """Print each setting with its value and where it came from; passwords are masked."""
    rows = shown(ctx.obj)
    if as_json:
        values = {name: {"value": value, "origin": origin} for name, value, origin in rows}
        click.echo(json.dumps(values, indent=1))
        return
    print_table(("setting", "value", "from"), rows)
