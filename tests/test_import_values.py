"""A value fits its column or is a misfit; nothing else can come of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import JSON, Boolean, Date, Integer, SmallInteger, String, Text

from sitegen.importers.values import MisfitError, duration, fit, moment, shown
from sitegen.models.types import Duration, UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

KINDS = [UtcDateTime(), Duration(), Date(), Boolean(), SmallInteger(), Integer(), JSON(), Text(),
         String(5)]  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
WRITTEN = st.from_regex(r"\A-?[0-9]{1,4}[-: ][0-9]{1,2}[-:][0-9]{2}([T ][0-9:.+Z]*)?\Z")


@given(VALUES | WRITTEN, st.sampled_from(KINDS))
def test_a_value_fits_or_is_a_misfit_that_can_be_printed(
    value: object, kind: TypeEngine[Any]
) -> None:
    try:
        fit(value, kind)
    except MisfitError as misfit:
        str(misfit).encode()
        assert "\x1b" not in str(misfit)


@given(st.timedeltas(timedelta(0), timedelta(days=9999)))
def test_a_duration_is_read_as_django_writes_it(length: timedelta) -> None:
    rest = timedelta(seconds=length.seconds, microseconds=length.microseconds)
    days = f"{length.days} " if length.days else ""
    clock = str(rest) if rest.seconds >= 36000 else f"0{rest}"
    assert duration(f"{days}{clock}") == length


@pytest.mark.parametrize("written", ["2024-05-01T12:00:00", "2024-05-01T14:00:00+02:00"])
def test_a_time_is_in_utc(written: str) -> None:
    assert moment(written) == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert moment(written).tzinfo is UTC


def test_a_long_value_is_shown_in_part() -> None:
    assert shown("x" * 100) == '"' + "x" * 38 + "…"
