"""Commands on a site, run in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from sitegen.cli import main

if TYPE_CHECKING:
    from tests.built_site import BuiltSite


def run(site: BuiltSite, *arguments: str) -> Result:
    """The command with the site's database."""
    database = ("--database", site.settings.database)
    return CliRunner().invoke(main, [*database, *arguments], catch_exceptions=False)


def report(site: BuiltSite, *arguments: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    found: dict[str, Any] = json.loads(run(site, *arguments, "--json").stdout)
    return found
