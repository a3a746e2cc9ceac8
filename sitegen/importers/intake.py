"""All sources of an import, gathered: what will become rows here, and what will not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.errors import SettingsFault
from sitegen.importers.live import left_in, open_live, read_live
from sitegen.importers.mapping import LEFT_BEHIND, MODELS
from sitegen.importers.report import LeftBehind
from sitegen.importers.sources import Record, read_dump

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sitegen.importers.mapping import Model
    from sitegen.importers.report import Findings, Pk

DATABASE = ("postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True, slots=True)
class Intake:
    """Records by Django model and primary key; those without one apart; rows of other models."""

    keyed: dict[str, dict[Pk, Record]] = field(default_factory=dict)
    keyless: dict[str, list[Record]] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)


def gather(sources: Sequence[str], findings: Findings) -> Intake:
    """Read every source. A row that comes twice is taken from the later source, and noted."""
    intake = Intake()
    for source in sources:
        if source.startswith(DATABASE):
            with open_live(source) as site:
                _take(intake, read_live(site), findings)
                intake.others.update(left_in(site))
        elif "://" in source:
            raise SettingsFault(
                f"{source.partition('://')[0]}:// is not a source of rows.",
                mend="Give files of dumpdata, or the postgresql:// URL of a Django database.",
            )
        else:
            _take(intake, read_dump(Path(source)), findings)
    return intake


def records_of(intake: Intake, model: Model) -> list[Record]:
    """The records of a model, whole: with the fields of their base rows."""
    records = [*intake.keyed.get(model.label, {}).values(), *intake.keyless.get(model.label, ())]
    if not model.base:
        return records
    bases = intake.keyed.get(model.base, {})
    halves = ((record, bases.get(record.pk or 0)) for record in records)
    return [
        Record(record.label, record.pk, base.fields | record.fields) if base else record
        for record, base in halves
    ]


def left_behind(intake: Intake) -> tuple[LeftBehind, ...]:
    """What stays behind on purpose, with the reason."""
    rows = {label: number for label, number in intake.others.items() if _reason(label)}
    for model in MODELS:
        if model.base:
            used = intake.keyed.get(model.label, {}).keys()
            unused = intake.keyed.get(model.base, {}).keys() - used
            rows[model.base] = len(unused) + len(intake.keyless.get(model.base, ()))
    return tuple(
        LeftBehind(label, number, _reason(label))
        for label, number in sorted(rows.items())
        if number
    )


def unknown(intake: Intake) -> tuple[LeftBehind, ...]:
    """What nobody knows: models that python.org never had, or has since."""
    return tuple(
        LeftBehind(label, number, "no such model is known")
        for label, number in sorted(intake.others.items())
        if not _reason(label)
    )


def _take(intake: Intake, records: Iterable[Record], findings: Findings) -> None:
    known = {label for model in MODELS for label in (model.label, model.base)}
    for record in records:
        if record.label not in known:
            intake.others[record.label] += 1
        elif record.pk is None:
            intake.keyless.setdefault(record.label, []).append(record)
        else:
            _keep(intake.keyed.setdefault(record.label, {}), record.pk, record, findings)


def _keep(records: dict[Pk, Record], pk: Pk, record: Record, findings: Findings) -> None:
    if records.get(pk, record) != record:
        findings.note(record.label, pk, "", "comes twice: the later row is taken")
    records[pk] = record


def _reason(label: str) -> str:
    return next((why for what, why in LEFT_BEHIND.items() if fnmatchcase(label, what)), "")
