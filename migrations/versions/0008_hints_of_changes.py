"""A note to whoever listens when rows may have changed: a preview looks again then (PostgreSQL).

The payload is the name of the table, and a hint only.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

FUNCTION = """
CREATE FUNCTION sitegen_hint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sitegen', TG_TABLE_NAME);
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER sitegen_hint AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION sitegen_hint()
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for table in tables():
            op.execute(TRIGGER.format(table=table))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in tables():
            op.execute(f"DROP TRIGGER sitegen_hint ON {table}")
        op.execute("DROP FUNCTION sitegen_hint()")


def tables() -> list[str]:
    """Every table but Alembic's own."""
    names = sa.inspect(op.get_bind()).get_table_names()
    return sorted(name for name in names if name != "alembic_version")
