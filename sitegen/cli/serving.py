"""`sitegen serve`."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections import defaultdict
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from sitegen.cli.options import common_options, harmless, moment, now_option, state_option
from sitegen.errors import SettingsFault, SitegenError
from sitegen.folders import require_folder
from sitegen.settings import read_settings, with_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sitegen.serve.changes import Change
    from sitegen.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
EVERY = MappingProxyType({"0.0.0.0": "127.0.0.1", "::": "::1"})  # noqa: S104 - the user's wish
PORTS = 100  # how many after a used one are tried for the message


@click.command("serve")
@common_options
@state_option("Where the memo of a build is, if there is one")
@now_option
@click.option("--watch", is_flag=True, help="Reload the browser when a row or a file changes.")
@click.option("--drafts", is_flag=True, help="Show what is not published, too, and say so.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The port; 0 is any that is free.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.pass_context
def serve(ctx: click.Context, /, **flags: Any) -> None:
    """Show the site without building it.

    Each page is made when it is asked for, and nothing is written. With --watch an open page is
    shown anew when what it shows has changed, and a page that fails says what is wrong. For a page
    at another moment add ?now=2026-12-01 to its URL.

    \b
    Examples:
      sitegen serve
      sitegen serve --watch --open
      sitegen serve --watch --drafts
      sitegen serve --watch --port 8080 --database postgresql://localhost/site
    """
    from sitegen.sections import SITE
    from sitegen.sections.drafts import with_drafts
    from sitegen.serve.server import Terms, run

    settings = with_flags(ctx.obj, {"state": flags["state"]})
    for name in ("templates", "assets"):
        require_folder(getattr(settings, name), name)
    listening = _listening(flags["host"], flags["port"])
    host = EVERY.get(flags["host"], flags["host"])
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{listening.getsockname()[1]}/"

    def ready() -> None:
        click.echo(f"The site is at {url} (Ctrl-C ends it).")
        if flags["open_browser"]:
            webbrowser.open(url)

    terms = Terms(
        hosts=[*LOOPBACK, *_names_of(flags["host"])],
        settings=_again(settings),
        clock=_clock(flags["now"]),
        watch=flags["watch"],
        ready=ready,
        say=_say,
    )
    with closing(listening):
        run(SITE, with_drafts(SITE) if flags["drafts"] else None, terms, listening)
    click.echo("Ended.")


def _say(changes: Sequence[Change]) -> None:
    """One line of the terminal for what changed alike; the preview goes on if nobody reads it."""
    alike: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        alike[_what(change)].append(change)
    for what, (first, *others) in alike.items():
        more = f" and {len(others)} more" if others else ""
        line = f"{what}: {first.asked.url}{more}, {1000 * first.seconds:.0f} ms"
        with suppress(OSError):
            click.echo(f"{datetime.now(UTC):%H:%M:%S}  {harmless(line)}")


def _what(change: Change) -> str:
    """What has changed, in words."""
    from sitegen.serve.answers import is_sound

    now = change.now
    if isinstance(now, SitegenError):
        return str(now)
    if now.failure:
        return now.failure.message
    if not is_sound(change.before):
        return "mended"
    return now.shown.reason if now.shown else "nothing is there any more"


def _names_of(host: str) -> set[str]:
    """What this host is called in requests; other names could be anybody's (DNS rebinding)."""
    if host not in EVERY:
        return {f"[{host}]" if ":" in host else host}
    name = socket.gethostname()
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(name, None)}
    except socket.gaierror:
        found = set()
    return {name, *(f"[{each}]" if ":" in each else each for each in found)}


def _clock(now: str | None) -> Callable[[], datetime]:
    if now is None and "SOURCE_DATE_EPOCH" not in os.environ:
        return lambda: datetime.now(UTC)
    fixed = moment(now)
    return lambda: fixed


def _again(settings: Settings) -> Callable[[], Settings]:
    """The settings as the files say now, under the flags and the environment of this command."""
    flags = {n: str(getattr(settings, n)) for n, o in settings.origins.items() if o == "flag"}

    def read() -> Settings:
        return read_settings(Path.cwd(), os.environ, flags)

    return read


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises SettingsFault, which names the next free port."""
    try:
        return _bound(host, port)
    except PermissionError as error:
        message = f"This user may not listen on port {port}."
        raise SettingsFault(message, mend="Choose one above 1023 with --port.") from error
    except socket.gaierror as error:
        message = f"There is no address {host!r}."
        raise SettingsFault(message, mend="Give --host an address of this machine.") from error
    except OSError as error:
        free = _next_free(host, port)
        raise SettingsFault(
            f"{host}:{port} cannot be listened on: {error.strerror}.",
            mend=f"Port {free} is free: --port {free}." if free else "Give --host another address.",
        ) from error


def _next_free(host: str, port: int) -> int | None:
    for other in range(port + 1, min(port + PORTS, 65536)):
        try:
            _bound(host, other).close()
        except OSError:
            continue
        return other
    return None


def _bound(host: str, port: int) -> socket.socket:
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening
