"""`sitegen check`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from sitegen.cli.options import (
    common_options,
    counted,
    harmless,
    moment,
    output_option,
    plain_console,
    progress_bar,
    state_option,
)
from sitegen.errors import SitegenError
from sitegen.settings import with_flags

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from sitegen.checks.finding import Finding
    from sitegen.checks.report import CheckReport
    from sitegen.settings import Settings


@click.command("check", short_help="Find broken links, HTML and feeds in the built site.")
@common_options
@output_option("The built site")
@state_option("The state of the build")
@click.option("--external", is_flag=True, help="Ask other hosts, too, whether links to them work.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.pass_context
def check_command(ctx: click.Context, /, **flags: Any) -> None:
    """Find what is wrong with the built site: links, anchors, HTML, feeds, sitemaps and JSON.

    Each finding is a line: the file with line and column, its row, what is wrong and the mend. The
    exit code is 1 if there are any. Other hosts are asked only with --external.

    \b
    Examples:
      sitegen check
      sitegen check --json | jq '.findings[].path'
      sitegen check --external
    """
    from sitegen.checks.external import Manners
    from sitegen.checks.report import check

    settings = with_flags(ctx.obj, {"output": flags["output"], "state": flags["state"]})
    console = plain_console(stderr=True)
    with progress_bar(console) as bar:
        task = bar.add_task("Checking", total=None, visible=False)

        def advance(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total, visible=True)

        report = check(settings, Manners() if flags["external"] else None, advance)
    rows = _rows(settings, console) if report.findings else {}
    if flags["as_json"]:
        click.echo(json.dumps(as_json(report, rows)))
    else:
        _show(report, rows, settings)
    ctx.exit(1 if report.findings else 0)


def as_json(report: CheckReport, rows: Mapping[str, str]) -> dict[str, Any]:
    """The report under the keys that scripts rely on."""
    findings = [
        {**asdict(finding), "source": rows.get(finding.path, "")} for finding in report.findings
    ]
    return {**asdict(report), "findings": findings}


def _rows(settings: Settings, console: Console) -> Mapping[str, str]:
    """The row of every path; none if the site cannot be planned, which is said."""
    from sitegen.explain import rows_of_paths
    from sitegen.sections import SITE

    try:
        return rows_of_paths(settings, SITE, moment(None))
    except SitegenError as fault:
        line = Text.assemble(("note:", "bold"), " Rows are not named. ", harmless(str(fault)))
        console.print(line, soft_wrap=True)
        return {}


def _show(report: CheckReport, rows: Mapping[str, str], settings: Settings) -> None:
    console = plain_console()
    for finding in report.findings:
        console.print(_line(finding, rows.get(finding.path, "")), soft_wrap=True)
    found = counted(len(report.findings), "finding") if report.findings else "no findings"
    asked = f", {counted(report.asked, 'link')} to other hosts asked" if report.asked else ""
    read = f"{counted(report.files, 'file')} read{asked} in {report.seconds:.1f} s"
    click.echo(f"{settings.output.resolve()}: {found}. {read}.")


def _line(finding: Finding, row: str) -> Text:
    place = f":{finding.line}:{finding.column}" if finding.line else ""
    more = f" (and {counted(len(finding.also), 'more file')})" if finding.also else ""
    source = f" {row}:" if row and row != finding.path else ""
    where = harmless(f"{finding.path}{place}{more}:")
    said = harmless(f"{source} {finding.message} {finding.mend}")
    return Text.assemble((where, "bold"), said)
