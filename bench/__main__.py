"""`python -m bench`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bench.cases import CASES, Extent
from bench.measure import MeterFault
from bench.report import as_json, as_markdown
from bench.run import TOOLS, Plan, run

if TYPE_CHECKING:
    from bench.report import Report

REPOSITORY = Path(__file__).parent.parent
RESULTS = REPOSITORY / "bench" / "results"
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False, resolve_path=True)


class Words(click.ParamType[Sequence[Any]]):
    """Words between spaces, each of the kind that is asked for."""

    name = "words"

    def __init__(self, kind: click.ParamType[Any]) -> None:
        self.kind = kind

    def convert(self, value: Any, param: Any, ctx: Any) -> Sequence[Any]:
        """The words as values."""
        words = value.split() if isinstance(value, str) else value
        return [self.kind.convert(word, param, ctx) for word in words]


SIZES = Words(click.IntRange(0))


@click.command(
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "auto_envvar_prefix": "BENCH",
        "show_default": True,
    }
)
@click.option(
    "--pages", type=SIZES, default="1000 10000", help="Markdown sites that every tool builds."
)
@click.option(
    "--own-pages", type=SIZES, default="100000", help="Those that only sitegen builds; 0: none."
)
@click.option("--peps/--no-peps", default=True, help="Whether the PEPs are built, if there.")
@click.option("--tools", type=Words(click.Choice(TOOLS)), default=" ".join(TOOLS))
@click.option(
    "--only", type=click.Choice(CASES), multiple=True, help="This case alone; repeatable."
)
@click.option("--runs", type=click.IntRange(1), default=3, help="How often; medians are shown.")
@click.option(
    "--patience", default=120.0, help="Seconds on one site after which a tool has no further run."
)
@click.option("--peers", type=FOLDER, default=REPOSITORY / ".venv-peers", help="Where peers are.")
@click.option("--work", type=FOLDER, help="Where sites are made and removed (default: TMPDIR).")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="A file for the JSON.")
def main(json_file: Path | None, work: Path | None, **options: Any) -> None:
    """Measure sitegen and its peers in one run on this machine.

    The tables are printed, and kept with the JSON in bench/results/. Every option can be given as
    BENCH_NAME in the environment, too.

    \b
    Examples:
      python -m bench
      python -m bench --pages 1000 --own-pages 0 --runs 1
      python -m bench --tools "sitegen-sqlite hugo" --no-peps --only nothing --only row
      BENCH_PAGES="1000 10000" BENCH_RUNS=5 make bench
    """
    extent = Extent(options["only"] or CASES, options["runs"], options["patience"])
    pages, own = ([size for size in options[name] if size] for name in ("pages", "own_pages"))
    plan = Plan(options["tools"], pages, own, options["peps"], extent, options["peers"])
    with tempfile.TemporaryDirectory(prefix="bench-", dir=work) as folder:
        try:
            report = run(plan, Path(folder), lambda text: click.echo(text, err=True))
        except MeterFault as fault:
            raise click.ClickException(str(fault)) from fault
    _save(report, json_file)
    click.echo(as_markdown(report))


def _save(report: Report, json_file: Path | None) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    (RESULTS / f"{name}.md").write_text(as_markdown(report), "utf-8")
    for file in (RESULTS / f"{name}.json", *([json_file] if json_file else [])):
        file.write_text(as_json(report), "utf-8")


if __name__ == "__main__":
    main()
