"""`sitegen deploy`, `sitegen deploy list` and `sitegen deploy rollback`."""

from __future__ import annotations

import json
import os
import re
import shlex
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource
from rich.filesize import decimal, pick_unit_and_suffix
from rich.progress import TextColumn
from rich.text import Text

from sitegen.cli import proposals
from sitegen.cli.deploy_plan import show_plan
from sitegen.cli.deployments import as_json_of, print_deployments
from sitegen.cli.options import (
    common_options,
    counted,
    harmless,
    in_iso,
    moment,
    output_option,
    plain_console,
    progress_bar,
    state_option,
)
from sitegen.errors import SitegenError
from sitegen.settings import with_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from rich.console import Console

    from sitegen.deploy.delivery import DeployReport, Options
    from sitegen.deploy.target import Amount, Deployer
    from sitegen.settings import Settings

UNITS = ["bytes", "kB", "MB", "GB", "TB"]
COMMANDS = re.compile(r"`sitegen deploy[^`]*")  # in a mend
F = TypeVar("F", bound="Callable[..., object]")


def _target_option(command: F) -> F:
    forms = "netlify, s3://BUCKET/PREFIX, or dir:FOLDER"
    said = f"Where the site goes: {forms} (default: the setting `target`)."
    return click.option("--target", metavar="T", help=said, shell_complete=proposals.targets)(
        command
    )


def _json_option(command: F) -> F:
    said = "Print JSON and nothing else."
    return click.option("--json", "as_json", is_flag=True, help=said)(command)


@click.group("deploy", invoke_without_command=True, short_help="Publish what was built.")
@common_options
@_target_option
@output_option("The built site")
@state_option("The state of the build")
@click.option("--draft", is_flag=True, help="Bring it to the target, but do not publish it.")
@click.option("--plan", is_flag=True, help="Only say what would change, and why.")
@click.option(
    "--max-removed",
    metavar="N",
    type=click.IntRange(min=0),
    help="Refuse if more than N paths would vanish (default: see above).",
)
@click.option("--allow-removed", is_flag=True, help="Let any number of paths vanish.")
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(min=1),
    help="Releases that a folder keeps to go back to (default: the setting `keep`, 5).",
)
@_json_option
@click.pass_context
def deploy_command(ctx: click.Context, /, **flags: Any) -> None:
    """Publish the last build: only what the target lacks is sent.

    The build must be complete, and the output as it wrote it. When everything is there, visitors
    get the new site from one moment to the next; from a bucket they get it file by file, each page
    after what it needs. Then the target is asked which files it has: they are those of the build,
    or the deploy fails.

    A path vanishes if it was published, is not built any more, and no redirect answers it; assets,
    whose names change with their bytes, are not counted. A redirect for some visitors only, one
    that leads round in a ring, and one to a path that vanishes are no answers. More than 20 paths,
    in a site of more than 1,000 files more than 2 %, or more than half of all pages are refused and
    listed, unless --max-removed or --allow-removed says otherwise. A draft takes nothing away.

    \b
    Examples:
      sitegen deploy --target dir:/srv/www --plan
      sitegen deploy --target dir:/srv/www
      sitegen build --deploy dir:/srv/www
      sitegen deploy list
      sitegen deploy rollback
    """
    given = {name: flags[name] for name in ("output", "state", "target")}
    ctx.obj = with_flags(ctx.obj, {**given, "keep": flags["keep"] and str(flags["keep"])})
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    if flags["allow_removed"] and flags["max_removed"] is not None:
        raise click.UsageError("Give --max-removed or --allow-removed, not both.", ctx)
    from sitegen.deploy.age import age_of
    from sitegen.deploy.delivery import Options, plan_deploy

    names = ("draft", "max_removed", "allow_removed")
    options = Options(**{name: flags[name] for name in names})
    console = plain_console(stderr=True)
    target = opened_target(ctx.obj, console)
    if flags["plan"]:
        with target_named(ctx.obj):
            found = plan_deploy(ctx.obj, target)
        _tell_age(*age_of(ctx.obj.state), console)
        show_plan(found, options, ctx.obj, as_json=flags["as_json"])
        return
    report = deployed(ctx.obj, target, options, console)
    as_json = flags["as_json"]
    click.echo(json.dumps(report_as_json(report)) if as_json else summary(report, ctx.obj))


def _refuse_options(ctx: click.Context) -> None:
    """Refuse options of a deploy before the name of another command, which would do without."""
    for name in ctx.params.keys() - {"target"}:
        if ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = next(each for each in ctx.command.params if each.name == name)
            raise click.UsageError(
                f"{option.opts[0]} does not go before {ctx.invoked_subcommand}.", ctx
            )


def opened_target(settings: Settings, console: Console) -> Deployer:
    """The target of the settings, which tells the console for what it waits."""
    from sitegen.deploy.targets import open_target

    return open_target(settings, os.environ, keep=settings.keep, tell=partial(note, console))


def deployed(
    settings: Settings, target: Deployer, options: Options, console: Console
) -> DeployReport:
    """What a deploy did, with its progress shown meanwhile."""
    from sitegen.deploy.delivery import deploy

    with progress_bar(console, TextColumn("{task.fields[said]}")) as bar:
        task = bar.add_task("Deploying", total=None, visible=False, said="")

        def advance(done: Amount, total: Amount) -> None:
            said = arrived(done, total)
            bar.update(task, completed=done.size, total=total.size, visible=True, said=said)

        with target_named(settings):
            report = deploy(settings, target, options, advance)
    _tell_age(report.stale_after, report.refused, console)
    return report


@contextmanager
def target_named(settings: Settings) -> Iterator[None]:
    """Have commands in the mend of an error name the target, if this command was given one."""
    try:
        yield
    except SitegenError as error:
        if settings.origins.get("target") == "flag":
            more = f" --target {shlex.quote(settings.target)}"
            error.mend = COMMANDS.sub(lambda found: found[0] + more, error.mend)
        raise


def _tell_age(stale_after: datetime | None, refused: str, console: Console) -> None:
    """Say whether the site that was built is an earlier one, or out of date."""
    if refused:
        note(console, f"The last build was not published ({refused}): the site is an earlier one.")
    if stale_after and stale_after <= moment(None):
        note(console, f"The site is out of date since {in_iso(stale_after)}: build again.")


def note(console: Console, said: str) -> None:
    """Print what is good to know and no error."""
    line = Text.assemble(("note:", "bold"), f" {harmless(said)}")
    console.print(line, soft_wrap=True)


def report_as_json(report: DeployReport) -> dict[str, Any]:
    """The report under the keys that scripts rely on."""
    until = report.stale_after
    return {**asdict(report), "stale_after": in_iso(until) if until else None}


def arrived(done: Amount, total: Amount) -> str:
    """What has arrived: `1.2/3.4 MB · 12/40 files`."""
    unit, name = pick_unit_and_suffix(total.size, UNITS, 1000)
    places = 0 if unit == 1 else 1
    sizes = [f"{amount.size / unit:,.{places}f}" for amount in (done, total)]
    return f"{'/'.join(sizes)} {name} · {done.files:,}/{counted(total.files, 'file')}"


def summary(report: DeployReport, settings: Settings) -> str:
    """The report in a sentence or two."""
    sent = f"{counted(report.uploaded, 'file')} sent ({decimal(report.bytes)})"
    return (
        f"{harmless(settings.target)}: {report.deploy_id} at {report.url}, verified. "
        f"{sent if report.uploaded else 'Nothing sent'}, {report.unchanged:,} unchanged, "
        f"{report.removed:,} removed in {report.seconds:.1f} s."
    )


@deploy_command.command("list", short_help="List what can be gone back to.")
@common_options
@_target_option
@_json_option
@click.pass_context
def list_command(ctx: click.Context, target: str | None, *, as_json: bool) -> None:
    """List the releases that the target has, the newest first.

    \b
    Example:
      sitegen deploy list --target dir:/srv/www
    """
    settings = with_flags(ctx.obj, {"target": target})
    with target_named(settings):
        found = opened_target(settings, plain_console(stderr=True)).deployments()
    if as_json:
        click.echo(json.dumps([as_json_of(each) for each in found], indent=1))
    elif found:
        print_deployments(found)
    else:
        click.echo(f"Nothing was deployed to {harmless(settings.target)}.")


@deploy_command.command("rollback", short_help="Publish an earlier release again.")
@common_options
@_target_option
@click.option("--to", metavar="ID", help="The release (default: the one before).")
@_json_option
@click.pass_context
def rollback_command(
    ctx: click.Context, target: str | None, to: str | None, *, as_json: bool
) -> None:
    """Publish the release that was published before the present one, or the one with an ID.

    \b
    Examples:
      sitegen deploy rollback
      sitegen deploy rollback --target dir:/srv/www --to 000007-3fa9c1d20b44
    """
    from sitegen.deploy.delivery import roll_back

    if to == "":
        # An empty variable of a script, which names no release.
        raise click.BadParameter(
            "is empty. Leave it out, or name a release.", ctx, param_hint="--to"
        )
    settings = with_flags(ctx.obj, {"target": target})
    with target_named(settings):
        found = roll_back(opened_target(settings, plain_console(stderr=True)), to or "")
    if as_json:
        click.echo(json.dumps(as_json_of(found)))
    else:
        click.echo(f"{harmless(settings.target)}: {found.id} is published again at {found.url}.")
        click.echo("The next deploy publishes the last build: mend what was wrong before that.")
