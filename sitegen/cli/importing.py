"""`sitegen import`: content from other systems."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.table import Table

from sitegen.cli import proposals
from sitegen.cli.options import common_options, counted, harmless, plain_console
from sitegen.database import open_engine
from sitegen.importers.django import import_django
from sitegen.importers.report import ImportRefused
from sitegen.schema import require_head

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from sitegen.importers.report import ImportReport, LeftBehind
    from sitegen.settings import Settings

SHOWN_NOTES = 20


@click.group("import")
def import_() -> None:
    """Bring content from another system into the database."""


@import_.command("django", short_help="Import a python.org Django site.")
@common_options
@click.argument(
    "sources", metavar="SOURCE...", nargs=-1, required=True, shell_complete=proposals.files
)
@click.option("--dry-run", is_flag=True, help="Do everything, then take it back.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as one JSON object.")
@click.pass_obj
def django(settings: Settings, sources: tuple[str, ...], *, dry_run: bool, as_json: bool) -> None:
    """Import a python.org Django site, whole or not at all.

    SOURCE is a file that `manage.py dumpdata` wrote (.json or .jsonl, also as .gz), or the
    postgresql:// URL of the running site's database, which is only read. Rows keep their primary
    keys; a row that is there already is updated. Passwords, sessions and tokens stay behind.

    \b
    Examples:
      sitegen import django dump.json.gz --dry-run
      sitegen import django boxes.json releases.jsonl
      sitegen import django postgresql://reader@db.example.org/pythonorg
    """
    engine = open_engine(settings.database_url)
    try:
        require_head(engine)
        report = import_django(engine, sources, dry_run=dry_run)
    except ImportRefused as refused:
        if as_json and refused.report:
            click.echo(_json(refused.report))
        raise
    finally:
        engine.dispose()
    if as_json:
        click.echo(_json(report))
    else:
        _show(report, plain_console())


def _json(report: ImportReport) -> str:
    return json.dumps(asdict(report), indent=2)


def _show(report: ImportReport, console: Console) -> None:
    console.print(_counts(report))
    if report.notes:
        console.print("\nMended on the way:")
        for note in report.notes[:SHOWN_NOTES]:
            console.print(f"  {harmless(str(note))}", soft_wrap=True)
        if (hidden := len(report.notes) - SHOWN_NOTES) > 0:
            console.print(f"  … and {hidden} more; --json lists them all.")
    for title, left in (
        ("Left behind on purpose:", report.left_behind),
        ("Not imported, because nobody here knows it:", report.unknown),
    ):
        if left:
            console.print(f"\n{title}")
            _show_left(left, console)
    console.print(_summary(report))


def _counts(report: ImportReport) -> Table:
    removed = any(count.removed for count in report.counts)
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("table")
    for name in ("inserted", "updated", *(["removed"] if removed else [])):
        table.add_column(name, justify="right")
    for count in report.counts:
        numbers = (count.inserted, count.updated, *([count.removed] if removed else []))
        table.add_row(count.table, *(str(number or "") for number in numbers))
    return table


def _show_left(left: Iterable[LeftBehind], console: Console) -> None:
    """What stays behind for the same reason shares a line."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for one in left:
        by_reason[one.reason].append(f"{one.name} ({one.rows})")
    for reason, names in by_reason.items():
        console.print(f"  {harmless(', '.join(names))}: {reason}.", soft_wrap=True)


def _summary(report: ImportReport) -> str:
    inserted = sum(count.inserted for count in report.counts)
    updated = sum(count.updated for count in report.counts)
    said = f"\n{counted(inserted, 'row')} inserted, {updated:,} updated."
    return f"{said} This was a dry run: nothing is kept." if report.dry_run else said
