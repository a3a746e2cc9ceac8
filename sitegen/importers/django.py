"""A python.org Django site becomes rows of this schema: `import_django`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.database import database_faults
from sitegen.importers.addresses import settle_addresses
from sitegen.importers.intake import gather, left_behind, records_of, unknown
from sitegen.importers.keys import keys_of
from sitegen.importers.mapping import MODELS
from sitegen.importers.report import (
    Findings,
    ImportReport,
    LeftBehind,
    in_order,
    refusal,
)
from sitegen.importers.rows import make_rows
from sitegen.importers.uniques import check_uniques, step_aside
from sitegen.importers.writing import advance_sequences, lock, write_links, write_rows
from sitegen.models import Base

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from sitegen.importers.intake import Intake
    from sitegen.importers.mapping import Model
    from sitegen.importers.report import Count


def import_django(engine: Engine, sources: Sequence[str], *, dry_run: bool = False) -> ImportReport:
    """Write the rows of dumps and of a live Django database into a migrated database.

    A source is a file of `dumpdata` (.json, .jsonl, also gzipped) or a postgresql:// URL. Primary
    keys are kept: a row whose key is there is updated, in the columns that the source has.
    All is written in one transaction, or nothing: ImportRefused names every row that is in the way.
    Raises SettingsFault for a file that cannot be opened, ImportFailed for one that is no dump.
    """
    findings = Findings()
    intake = gather(sources, findings)
    with (
        database_faults(engine),
        engine.connect() as connection,
        connection.begin() as transaction,
    ):
        counts = _write(connection, intake, findings)
        report = _report(counts, intake, findings, dry_run=dry_run)
        if report.problems:
            raise refusal(report)
        if dry_run:
            transaction.rollback()
        else:
            advance_sequences(connection, [model.table for model in _arriving(intake)])
    return report


def _write(connection: Connection, intake: Intake, findings: Findings) -> list[Count]:
    """Every row is checked before the first is written, so that all problems are found."""
    models = _arriving(intake)
    lock(connection, [name for model in models for name in (model.table, *model.lists.values())])
    keys = keys_of(connection, intake)
    for model in models:
        make_rows(model, records_of(intake, model), keys, findings)
        if model.table == "users":
            settle_addresses(keys, findings)
        check_uniques(model, keys, findings)
    counts: list[Count] = []
    for model in models:
        if not findings.problems:
            step_aside(model, keys, findings)
            counts.append(write_rows(model, keys, findings))
    for model in models:
        if not findings.problems:
            counts += [write_links(model, name, keys) for name in model.lists.values()]
    return counts


def _arriving(intake: Intake) -> list[Model]:
    """The models of which there are rows, those first that others refer to."""
    order = [table.name for table in Base.metadata.sorted_tables]
    found = [
        model for model in MODELS if model.label in intake.keyed.keys() | intake.keyless.keys()
    ]
    return sorted(found, key=lambda model: order.index(model.table))


def _report(
    counts: list[Count], intake: Intake, findings: Findings, *, dry_run: bool
) -> ImportReport:
    written = () if findings.problems else counts
    reasons = {(model.label, field): why for model in MODELS for field, why in model.leaves.items()}
    fields = tuple(
        LeftBehind(f"{label}: {field}", rows, reasons[label, field])
        for (label, field), rows in sorted(findings.left_fields.items())
        if rows
    )
    return ImportReport(
        counts=tuple(
            count for count in written if count.inserted or count.updated or count.removed
        ),
        notes=in_order(findings.notes),
        problems=in_order(findings.problems),
        left_behind=left_behind(intake) + fields,
        unknown=unknown(intake),
        dry_run=dry_run,
    )
