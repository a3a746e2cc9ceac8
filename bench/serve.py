"""`make bench-serve`: how soon the preview shows a page, and how soon it shows an edit."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import click
from sqlalchemy import update

from bench.corpus import synthetic
from bench.sitegen_tool import REPOSITORY, sitegen_on
from sitegen.database import open_engine
from sitegen.models import Page
from tests.postgres import running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.corpus import Article

READY = re.compile(r"http://127\.0\.0\.1:(\d+)/")
SECONDS_AT_FIRST, MEGABYTES = 1.5, 200
HALF, MOST = 150, 400  # milliseconds from COMMIT to the event: p50, p95


@click.command()
@click.option("--pages", default=100_000, show_default=True, help="Pages of the site that starts.")
@click.option("--edited", default=10_000, show_default=True, help="Pages of the site with edits.")
@click.option("--edits", default=50, show_default=True)
@click.option("--runs", default=3, show_default=True, help="Starts; medians are shown.")
def main(pages: int, edited: int, edits: int, runs: int) -> None:
    """Measure `sitegen serve --watch` on both engines, and say which targets are met."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-serve-")))
        server = stack.enter_context(running_server())
        urls = {"SQLite": "sqlite:///site.db", "PostgreSQL": server.create("bench")}
        for engine, url in urls.items():
            for count, measure in ((pages, start), (edited, latency)):
                site = folder / f"{engine}-{measure.__name__}"
                if engine == "PostgreSQL":
                    server.drop("bench")
                    server.create("bench")
                site.mkdir()
                sitegen_on(engine, url).prepare(synthetic(count), site)
                click.echo(f"{engine}, {count:,} pages")
                measure(site, url, list(synthetic(count).articles()), runs, edits)


def start(site: Path, url: str, articles: list[Article], runs: int, _edits: int) -> None:
    """Seconds from the command to the first byte, and memory afterwards."""
    chance = Random("bench serve")  # noqa: S311 - nothing here is a secret
    chosen = [f"/{article.path}/" for article in chance.sample(articles, 20)]
    imports = [sys.executable, "-c", "import sitegen.serve.server, sitegen.sections, sitegen.cli"]
    alone = [
        timed(lambda: subprocess.run(imports, cwd=REPOSITORY, check=True)) for _ in range(runs)
    ]
    click.echo(f"  imports alone: {statistics.median(alone):.2f} s")
    for name, path in (("/", "/"), ("a page", chosen[0])):
        seconds = statistics.median(first_byte(site, url, path) for _ in range(runs))
        verdict(f"first byte of {name}", seconds, SECONDS_AT_FIRST, "s")
    with serving(site, url) as (process, port):
        for path in chosen:
            get(port, path)
        verdict(f"memory after {len(chosen)} pages", memory_of(process.pid), MEGABYTES, "MB")


def latency(site: Path, url: str, articles: list[Article], _runs: int, edits: int) -> None:
    """Milliseconds from COMMIT to the event in an open tab."""
    article = articles[len(articles) // 2]
    engine = open_engine(url.replace("sqlite:///", f"sqlite:///{site}/"))
    row = update(Page).where(Page.id == article.number)
    with serving(site, url) as (_, port), events(port, f"/{article.path}/") as heard:
        next(heard)
        waits = []
        for number in range(edits):
            with engine.begin() as connection:
                connection.execute(row.values(content=f"{article.source}\n\nEdit {number}.\n"))
            committed = time.perf_counter()
            next(heard)
            waits.append(1000 * (time.perf_counter() - committed))
            time.sleep(0.1)
    engine.dispose()
    verdict("COMMIT to event, p50", statistics.median(waits), HALF, "ms")
    verdict("COMMIT to event, p95", statistics.quantiles(waits, n=20)[-1], MOST, "ms")


def verdict(what: str, value: float, limit: float, unit: str) -> None:
    """One measurement beside its target."""
    met = "met" if value <= limit else "MISSED"
    click.echo(f"  {what}: {value:.2f} {unit} (at most {limit} {unit}: {met})")


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def memory_of(pid: int) -> float:
    """The proportional set size of a process, in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000


def first_byte(site: Path, url: str, path: str) -> float:
    """Seconds from the command until a page begins to arrive."""
    began = time.perf_counter()
    with serving(site, url) as (_, port):
        get(port, path)
        return time.perf_counter() - began


@contextmanager
def serving(site: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The preview of a site, and its port."""
    program = [sys.executable, "-m", "sitegen", "--database", url]
    command = [*program, "serve", "--watch", "--port", "0"]
    environment = {"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        command, cwd=site, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            match = READY.search(said)
            if match is None:
                raise RuntimeError(f"the preview did not start: {said}")
            yield process, int(match[1])
        finally:
            process.terminate()


def get(port: int, path: str) -> bytes:
    """A page."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        return connection.getresponse().read()


@contextmanager
def events(port: int, path: str) -> Iterator[Iterator[object]]:
    """What an open tab is told."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", f"/_sitegen/events?url={path}")
        lines = connection.getresponse()
        yield (json.loads(line[5:]) for line in lines if line.startswith(b"data:"))


if __name__ == "__main__":
    main()
