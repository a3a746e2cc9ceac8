"""The command line: thin commands, and the only place that prints.

A `SitegenError` is shown as one paragraph, what happened and the mend, and owns the exit code;
anything else is a bug and shows its traceback.
"""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
import traceback
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from sitegen.errors import SettingsFault, SitegenError
from sitegen.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

INTERRUPTED = 130  # as shells say it: 128 and the number of the signal
TERMINATED = 143
COMMANDS = {
    "build": "building.build_command",
    "check": "checking.check_command",
    "completion": "completion.completion",
    "config": "looking.config",
    "db": "db.db",
    "deploy": "deploying.deploy_command",
    "explain": "looking.explain",
    "import": "importing.import_",
    "routes": "looking.routes",
    "serve": "serving.serve",
}

AGAIN = MappingProxyType({"build": " Build again to finish.", "deploy": " Run it again to finish."})


class Terminated(KeyboardInterrupt):
    """SIGTERM, as timers and CI send it: what is open is closed as after Ctrl-C."""


class Commands(click.Group):
    """All commands. Each is imported when it is used, and shows our errors as people read them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"sitegen.cli.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is meant; for a wrong name the nearest one is proposed."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx) from error

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line; output that cannot be printed is an error like others."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*args, **extra)
        except OSError as error:
            if not _is_stuck(sys.stdout):
                raise
            click.echo(f"error: The output cannot be printed: {error.strerror}.", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; an error of ours ends it with its own exit code."""
        try:
            with _termination_raised():
                return super().invoke(ctx)
        except SitegenError as error:
            from sitegen.cli.options import harmless

            if ctx.params["verbose"]:
                for line in traceback.format_exc().splitlines():
                    click.echo(f"| {harmless(line)}", err=True)  # `::error::` begins no line
            color = False if os.environ.get("NO_COLOR") else None
            click.secho("error: ", fg="red", bold=True, err=True, nl=False, color=color)
            for line in error.lines():
                click.echo(harmless(line), err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt as end:
            terminated = isinstance(end, Terminated)
            again = AGAIN.get(ctx.invoked_subcommand or "", "")
            click.echo(f"{'Terminated' if terminated else 'Interrupted'}.{again}", err=True)
            ctx.exit(TERMINATED if terminated else INTERRUPTED)


@contextmanager
def _termination_raised() -> Iterator[None]:
    """Raise Terminated where the command is when the signal comes; only the main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_stuck(stream: Any) -> bool:
    """Whether nothing can be written to the stream; if so it leads nowhere from now on.

    Otherwise Python would fail once more when it empties the stream at its end.
    """
    try:
        stream.write("\n")
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return True
    return False


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: sitegen db upgrade, sitegen db seed --demo, sitegen build.",
)
@click.version_option(package_name="sitegen")
@click.option("--database", metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/NAME.")
@click.option("--verbose", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def main(ctx: click.Context, database: str | None, *, verbose: bool) -> None:
    """Turn a relational database into a static site.

    Settings come from flags, then SITEGEN_* in the environment (DATABASE_URL also serves), then
    [tool.sitegen] in the nearest pyproject.toml, then defaults; `sitegen config show` lists them.
    """
    # What goes wrong while a connection is closed is raised, or of no matter; it is not printed.
    logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())
    _require_unicode()
    ctx.obj = read_settings(_working_folder(), os.environ, {"database": database})


def _require_unicode() -> None:
    """Raise SettingsFault if Python was told that file names are not UTF-8."""
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8":
        raise SettingsFault(
            f"File names are UTF-8, but Python was told that they are {encoding}.",
            mend="Set PYTHONUTF8=1, or a locale of UTF-8, as in LC_ALL=C.UTF-8.",
        )


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsFault(
            f"The folder in which sitegen was started cannot be used: {error.strerror}.",
            mend="Run sitegen in the project's folder.",
        ) from error
