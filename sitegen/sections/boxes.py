"""Boxes: pieces of trusted text that templates ask for by label, as in `box("home-intro")`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from sitegen.markup import Policy, Text
from sitegen.models import Box
from sitegen.reading import check_text
from sitegen.statements import by_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

columns = select(Box.label, Box.content, Box.content_markup_type)


def load(connection: Connection, labels: Iterable[str]) -> Mapping[str, Text]:
    """The boxes of these labels that there are. Raises DatabaseFault."""
    wanted = columns.where(Box.label.in_(sorted(labels))).order_by(by_text(Box.label))
    rows = connection.execute(wanted).all()
    for row in rows:
        check_text(row, f"boxes {row.label}")
    return {
        row.label: Text(row.content, row.content_markup_type, Policy.TRUSTED, f"box-{row.label}")
        for row in rows
    }
