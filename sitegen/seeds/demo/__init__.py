"""The demonstration site: a small one that looks real.

Its content is the files beside this module. A page is a file below `pages/`; its path is the place
of the file, its markup is told by the suffix, and a head in TOML between two lines of `+++` says
the rest. Boxes are files of `boxes/`, named by their labels, and events files of `events/`, below
the slug of their calendar. Menus, releases, calendars, jobs and accounts are TOML; a job whose text
is long keeps it in a file of `jobs/`.

Every row has a key that is never given to another, so that seeding twice is seeding once. A new
kind of content is a function in `kinds`, named in `KINDS` after the kinds that it points to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen.database import database_faults
from sitegen.schema import require_head
from sitegen.seeds.demo.kinds import KINDS
from sitegen.seeds.moments import DEMO_DAY
from sitegen.seeds.rows import advance_ids, put

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sitegen.seeds.rows import Put

__all__ = ["DEMO_DAY", "seed_demo"]


def seed_demo(engine: Engine) -> list[Put]:
    """Put the demonstration site into the database: all of it, or nothing.

    Rows of the demonstration become as they were, rows of others stay. Raises SitegenError if
    another row is in the way.
    """
    require_head(engine)
    with database_faults(engine), engine.begin() as connection:
        done = []
        for rows_of in KINDS:
            seed = rows_of()
            done.append(put(connection, seed))
            advance_ids(connection, seed.table)
        return done
