"""`sitegen explain`, `routes` and `config show`: what is, and why; nothing is changed."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from sitegen.cli.options import moment, now_option
from sitegen.settings import shown, with_flags


@click.command()
@click.argument("path")
@click.option("--output", metavar="DIR", help="The output of the build (default: build).")
@click.option("--state", metavar="DIR", help="The state of the build (default: .sitegen).")
@now_option
@click.pass_context
def explain(ctx: click.Context, path: str, output: str, state: str, now: str | None) -> None:
    """Say why the page at PATH (or URL) would be rebuilt or not, and what makes it.

    \b
    Examples:
      sitegen explain /downloads/
      sitegen explain about/index.html
    """
    from sitegen.explain import explain as explanation
    from sitegen.sections import SITE

    settings = with_flags(ctx.obj, {"output": output, "state": state})
    for line in explanation(settings, SITE, moment(now), path):
        click.echo(line)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
@now_option
@click.pass_context
def routes(ctx: click.Context, now: str | None, *, as_json: bool) -> None:
    """List every path of the site with its view and template."""
    from sitegen.explain import routes as all_routes
    from sitegen.sections import SITE

    found = all_routes(ctx.obj, SITE, moment(now))
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    table = Table("path", "view", "template", box=None)
    for route in found:
        table.add_row(*(str(value) for value in route.values()))
    _print(table)


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.pass_context
def config_show(ctx: click.Context, *, as_json: bool) -> None:
    """Print each setting with its value and where it came from; passwords are masked."""
    rows = shown(ctx.obj)
    if as_json:
        values = {name: {"value": value, "origin": origin} for name, value, origin in rows}
        click.echo(json.dumps(values, ensure_ascii=False, indent=1))
        return
    table = Table("setting", "value", "from", box=None)
    for row in rows:
        table.add_row(*row)
    _print(table)


def _print(table: Any) -> None:
    """Tables keep their lines whole when they go to a file or a pipe."""
    console = Console()
    Console(width=console.width if console.is_terminal else 400).print(table)
