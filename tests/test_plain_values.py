"""What travels to workers is plain: to read it they load nothing that knows a database."""

from __future__ import annotations

import pickle
import pickletools
from typing import TYPE_CHECKING

from sitegen.database import snapshot
from sitegen.reading import Reading
from sitegen.sections import SITE
from sitegen.seeds.demo import seed_demo
from tests.built_site import NOW

if TYPE_CHECKING:
    from sqlalchemy import Engine


def test_no_page_needs_sqlalchemy_to_be_read(engine: Engine) -> None:
    seed_demo(engine)
    with snapshot(engine) as connection:
        reading = Reading(connection, NOW)
        contexts = [
            content.context for view in SITE.views for content in view.contexts(reading, None)
        ]
    assert len(contexts) > 100
    assert [name for name in modules_of(contexts) if name.startswith("sqlalchemy")] == []


def modules_of(value: object) -> set[str]:
    """The modules that have to be there for a value to come out of its pickle."""
    steps = pickletools.genops(pickle.dumps(value, protocol=2))
    return {arg.split(" ")[0] for step, arg, _ in steps if step.name == "GLOBAL" and arg}
