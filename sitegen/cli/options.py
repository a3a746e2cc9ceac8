"""What several commands share: options, and how they show things."""

from __future__ import annotations

import os
from datetime import MINYEAR, UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sitegen.cli import proposals
from sitegen.errors import SettingsFault
from sitegen.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import Console
    from rich.progress import Progress, ProgressColumn

F = TypeVar("F", bound="Callable[..., object]")
AFTER: Any = {"expose_value": False}
VERBOSE = "Show the traceback of an error."
URLS = "sqlite:///FILE or postgresql://USER@HOST/NAME."
WIDE = 10_000  # columns of a file or a pipe, where a line stays whole

now_option = click.option(
    "--now",
    metavar="ISO8601",
    help="The moment the site is built for, UTC; default: the clock, or SOURCE_DATE_EPOCH.",
)


def output_option(said: str) -> Callable[[F], F]:
    """The option that names the folder of the built site."""
    help_text = f"{said} (default: build)."
    return click.option("--output", metavar="DIR", help=help_text, shell_complete=proposals.folders)


def state_option(said: str) -> Callable[[F], F]:
    """The option that names the folder of the manifest."""
    help_text = f"{said} (default: .sitegen)."
    return click.option("--state", metavar="DIR", help=help_text, shell_complete=proposals.folders)


def common_options(command: F) -> F:
    """Give a command the options that may stand before its name or after it."""
    for option in (
        click.option("--verbose", is_flag=True, help=VERBOSE, callback=_be_verbose, **AFTER),
        click.option("--database", metavar="URL", help=URLS, callback=_use_database, **AFTER),
    ):
        command = option(command)
    return command


def _be_verbose(ctx: click.Context, _option: click.Parameter, verbose: bool) -> None:
    if verbose:
        ctx.find_root().params["verbose"] = True


def _use_database(ctx: click.Context, _option: click.Parameter, database: str | None) -> None:
    if database is not None:
        ctx.obj = read_settings(Path.cwd(), os.environ, {"database": database})


def plain_console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: what looks like markup in a row is no markup."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def progress_bar(console: Console, done: ProgressColumn | None = None) -> Progress:
    """A bar on a terminal that goes when it is done; nothing elsewhere.

    `done` shows how far it is, if that is no number of things.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        done or MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def harmless(text: str) -> str:
    """The text on one line, its signs that a terminal would obey or nobody sees as escapes.

    Messages hold what rows hold, and a row may hold what moves a cursor, turns words round, or
    begins a line that a log would take for another message.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def remark(label: str, text: str, *, colour: str | None = None) -> None:
    """Print a line for people on stderr, however long it is."""
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    color = False if is_plain else None
    click.secho(f"{label}:", fg=colour, bold=True, err=True, nl=False, color=color)
    click.echo(f" {harmless(text)}", err=True)


def print_table(names: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Print rows below their names; nothing is cut, and only a terminal folds long lines."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(harmless(value)) for value in row))
    console = plain_console()
    if not console.is_terminal:
        console.width = WIDE
    console.print(table)


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 page", "2,000 pages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def in_iso(moment: datetime) -> str:
    """A moment as scripts read it: `2026-06-01T12:00:00Z`."""
    return moment.isoformat().replace("+00:00", "Z")


def moment(text: str | None) -> datetime:
    """The moment a site is built for: the one place where a clock is read."""
    if text is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        return _from_epoch(epoch) if epoch else datetime.now(UTC)
    mend = "Write it like 2026-06-01T12:00:00Z."
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError as error:
        raise SettingsFault(f"--now {text!r} is not a moment.", mend=mend) from error
    except OverflowError as error:
        border = "before the year 1" if found.year == MINYEAR else "after the year 9999"
        raise SettingsFault(f"--now {text!r} lies {border} in UTC.", mend=mend) from error


def _from_epoch(text: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SettingsFault(
            f"SOURCE_DATE_EPOCH is {text!r}, which is not a number of seconds since 1970.",
            mend="Unset it, or give --now.",
        ) from error
