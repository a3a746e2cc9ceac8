"""`sitegen build`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli import proposals
from sitegen.cli.options import (
    common_options,
    counted,
    in_iso,
    moment,
    now_option,
    output_option,
    plain_console,
    progress_bar,
    remark,
    state_option,
)
from sitegen.collector import loading
from sitegen.settings import with_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.build import BuildReport
    from sitegen.deploy.delivery import DeployReport
    from sitegen.settings import Settings

    Advance = Callable[[int, int], None]

AS_SET = ""  # the target that the settings name
LISTED = 20  # failures or warnings that are printed; --json has all of them


@click.command("build")
@common_options
@output_option("Where the site goes")
@state_option("Where the manifest and the memo are")
@now_option
@click.option(
    "--workers",
    metavar="auto|N|tcp://HOST:PORT",
    help="Processes that render, or the Dask scheduler of a cluster (default: auto).",
    shell_complete=proposals.workers,
)
@click.option("--full", is_flag=True, help="Render every page and ignore the memo.")
@click.option("--adopt", is_flag=True, help="Take over an output that the state does not know.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--keep-going", is_flag=True, help="Publish what renders; failing pages stay old.")
@click.option("--wait", is_flag=True, help="Wait for another build to end.")
@click.option(
    "--deploy",
    "target",
    metavar="[TARGET]",
    is_flag=False,
    flag_value=AS_SET,
    help="Deploy the build if it is complete, as `sitegen deploy` does.",
    shell_complete=proposals.targets,
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.pass_context
def build_command(ctx: click.Context, /, **flags: Any) -> None:
    """Bring the output up to date with the database.

    Only what changed is rendered and written; what no row makes any more is removed. The result is
    always that of a build from nothing.

    \b
    Examples:
      sitegen build
      sitegen build --now 2026-06-01T12:00:00Z --json
      sitegen build --output /srv/preview --state /srv/preview-state
      sitegen build --workers tcp://10.0.0.1:8786
      sitegen build --deploy dir:/srv/www
    """
    with loading():
        from sitegen.build import Options, build
        from sitegen.sections import SITE

    given = {name: flags[name] for name in ("output", "state", "workers")}
    settings = with_flags(ctx.obj, {**given, "target": flags["target"] or None})
    deploy = _deploy(settings) if flags["target"] is not None else None
    chosen = {name: flags[name] for name in ("full", "adopt", "strict", "keep_going")}
    options = Options(**chosen, waiting=_say_that_it_waits if flags["wait"] else None)
    report = _built(partial(build, settings, SITE, moment(flags["now"]), options))
    is_complete = report.committed and not report.failures
    if flags["as_json"]:
        _print_json(report, deploy, is_complete=is_complete)
    else:
        _show(report, settings)
        if deploy:
            click.echo(_summary_of(deploy(), settings) if is_complete else "Not deployed.")
    ctx.exit(0 if is_complete else 1)


def _deploy(settings: Settings) -> Callable[[], DeployReport]:
    """What deploys the build; a target that is not known is told before anything is built."""
    from sitegen.cli.deploying import deployed, opened_target
    from sitegen.deploy.delivery import Options

    console = plain_console(stderr=True)
    return partial(deployed, settings, opened_target(settings, console), Options(), console)


def _summary_of(report: DeployReport, settings: Settings) -> str:
    from sitegen.cli.deploying import summary

    return summary(report, settings)


def _json_of(report: DeployReport) -> dict[str, Any]:
    from sitegen.cli.deploying import report_as_json

    return report_as_json(report)


def _built(build: Callable[[Advance], BuildReport]) -> BuildReport:
    """What a build did, with its progress shown meanwhile if somebody looks on."""
    if not sys.stderr.isatty():
        return build(lambda _done, _total: None)
    with progress_bar(plain_console(stderr=True)) as bar:
        task = bar.add_task("Rendering", total=None, visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        return build(advance)


def _print_json(
    report: BuildReport, deploy: Callable[[], DeployReport] | None, *, is_complete: bool
) -> None:
    """Print the report, with that of the deploy if one was asked for: null if it was not done."""
    values = as_json(report) | ({"deploy": None} if deploy else {})
    try:
        if deploy and is_complete:
            values["deploy"] = _json_of(deploy())
    finally:
        click.echo(json.dumps(values))


def _say_that_it_waits(said: str) -> None:
    remark("note", f"{said} Waiting for it to end.")


def as_json(report: BuildReport) -> dict[str, Any]:
    """The report under the keys that scripts rely on."""
    values = asdict(report)
    values["published"] = values.pop("committed")
    moment = report.stale_after
    return {**values, "stale_after": in_iso(moment) if moment else None}


def _show(report: BuildReport, settings: Settings) -> None:
    _list("failed", "red", [failure.message for failure in report.failures])
    _list("warning", "yellow", [warning.message for warning in report.warnings])
    click.echo(_summary(report, settings))
    if report.committed and report.stale_after:
        click.echo(f"It is up to date until {in_iso(report.stale_after)}; build again then.")


def _list(label: str, colour: str, messages: Sequence[str]) -> None:
    for message in messages[:LISTED]:
        remark(label, message, colour=colour)
    if len(messages) > LISTED:
        click.echo(f"… and {len(messages) - LISTED:,} more; --json lists them all.", err=True)


def _summary(report: BuildReport, settings: Settings) -> str:
    done = (
        f"{report.rendered:,} rendered, {report.written:,} written, "
        f"{report.unchanged:,} unchanged, {report.removed:,} removed in {report.seconds:.1f} s"
    )
    output = settings.output.resolve()
    failed = counted(len(report.failures), "page") + " failed" if report.failures else ""
    if not report.committed:
        return f"Not published ({failed or '--strict'}): {output} is as it was."
    size = f"{counted(report.files, 'file')}, {report.bytes / 1e6:,.1f} MB"
    return f"{output}: {size}. {done}." + (f" {failed}." if failed else "")
