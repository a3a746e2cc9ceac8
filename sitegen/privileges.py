"""What a role of PostgreSQL may do with the tables of the site, by grant, membership or nature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

EVERYBODY = "public"  # what PostgreSQL calls all roles together; no role can have this name

# A role and all that it can become, each with what no grant could limit.
REACHABLE = text("""
SELECT
    role.rolname,
    CASE
        WHEN role.rolsuper THEN 'is a superuser'
        WHEN role.rolcreaterole THEN 'may make roles and join them'
        WHEN role.rolreplication THEN 'may copy the whole server'
        WHEN role.rolbypassrls THEN 'is above the security of rows'
        WHEN role.rolcreatedb THEN 'may make databases'
        WHEN role.rolname IN (
            'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program'
        ) THEN 'may use the files of the server'
        WHEN left(role.rolname, 3) = 'pg_' AND role.rolname NOT IN (
            'pg_database_owner', 'pg_read_all_data', 'pg_write_all_data' -- known by what they read
        ) THEN 'has powers over the server'
        WHEN role.oid IN (
            SELECT relowner FROM pg_class WHERE relnamespace = place.oid
            UNION ALL SELECT place.nspowner
            UNION ALL SELECT datdba FROM pg_database WHERE datname = current_database()
        ) THEN 'owns tables of the site, their schema or their database'
        ELSE ''
    END AS power
FROM pg_roles AS named
JOIN pg_roles AS role ON pg_has_role(named.oid, role.oid, 'MEMBER')
JOIN pg_namespace AS place ON place.nspname = current_schema()
WHERE named.rolname = :role
ORDER BY role.oid <> named.oid, role.rolname
""")
# What an extension put beside the tables of the site is its own affair.
RELATIONS = """
FROM pg_class AS relation
JOIN pg_namespace AS place ON place.oid = relnamespace AND nspname = current_schema()
WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT EXISTS (
    SELECT FROM pg_depend
    WHERE classid = CAST('pg_class' AS regclass) AND objid = relation.oid AND deptype = 'e'
)
"""
READABLE = text(f"""
SELECT relname, attname
FROM (SELECT relation.oid, relname, relkind {RELATIONS}) AS relation
JOIN pg_attribute ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
WHERE relkind <> 'S'
    AND has_column_privilege(CAST(:role AS name), relation.oid, attnum, 'SELECT')
""")  # noqa: S608 - of our own words only
CHANGEABLE = text(f"""
SELECT relname {RELATIONS} AND CASE relkind
    WHEN 'S' THEN has_sequence_privilege(CAST(:role AS name), relation.oid, 'USAGE, UPDATE')
    ELSE has_table_privilege(CAST(:role AS name), relation.oid, 'DELETE, TRUNCATE, TRIGGER')
    OR has_any_column_privilege(CAST(:role AS name), relation.oid, 'INSERT, UPDATE, REFERENCES')
END
""")
# What a role may do beside the tables of the site; the gravest first. What an extension shows to
# everybody is its own affair here, too, but what it runs with the rights of another is not.
BEYOND = text("""
WITH place AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE left(nspname, 3) <> 'pg_' AND nspname <> 'information_schema'
)
SELECT power FROM (
    SELECT 1 AS rank, 'may make schemas in the database ' || current_database() AS power
    WHERE has_database_privilege(CAST(:role AS name), current_database(), 'CREATE')
    UNION ALL
    SELECT 2, 'may make tables in the schema ' || nspname
    FROM place WHERE has_schema_privilege(CAST(:role AS name), oid, 'CREATE')
    UNION ALL
    SELECT 3, 'may run ' || nspname || '.' || proname || '() with the rights of '
        || pg_get_userbyid(proowner)
    FROM pg_proc JOIN place ON place.oid = pronamespace
    WHERE prosecdef AND has_function_privilege(CAST(:role AS name), pg_proc.oid, 'EXECUTE')
        AND has_schema_privilege(CAST(:role AS name), place.oid, 'USAGE')
    UNION ALL
    SELECT 4, 'may read or change ' || nspname || '.' || relname
    FROM pg_class AS relation JOIN place ON place.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname <> current_schema()
        AND has_schema_privilege(CAST(:role AS name), place.oid, 'USAGE')
        AND (
            has_table_privilege(CAST(:role AS name), relation.oid, 'DELETE, TRUNCATE, TRIGGER')
            OR has_any_column_privilege(
                CAST(:role AS name), relation.oid, 'SELECT, INSERT, UPDATE, REFERENCES'
            )
        )
        AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = CAST('pg_class' AS regclass)
                AND objid = relation.oid AND deptype = 'e'
        )
) AS found
ORDER BY rank, power
""")
TEMPORARY = text("""
SELECT has_database_privilege(CAST(:role AS name), current_database(), 'TEMPORARY')
""")
INHERITED = text("""
SELECT pg_get_userbyid(defaclrole), nspname, rolname
FROM pg_default_acl
LEFT JOIN pg_namespace AS place ON place.oid = defaclnamespace
CROSS JOIN LATERAL aclexplode(defaclacl) AS item
LEFT JOIN pg_roles AS role ON role.oid = item.grantee
WHERE defaclobjtype = 'r' AND (defaclnamespace = 0 OR nspname = current_schema())
    AND item.grantee <> defaclrole AND (item.grantee = 0 OR rolname = ANY (:roles))
ORDER BY 1, 2, 3
""")
ENTRY = text("""
SELECT has_database_privilege(CAST(:role AS name), current_database(), 'CONNECT')
    AND has_schema_privilege(CAST(:role AS name), current_schema(), 'USAGE')
""")


@dataclass(frozen=True, slots=True)
class Inherited:
    """Privileges that tables made by `maker` (in `schema`, or in all) have from the beginning."""

    maker: str
    schema: str | None
    grantee: str | None  # None: everybody


def reachable(connection: Connection, role: str) -> dict[str, str]:
    """The role, first, and all it is a member of, each with a power no grant limits, or empty."""
    found = connection.execute(REACHABLE, {"role": role})
    return {row.rolname: row.power for row in found}


def readable(connection: Connection, role: str) -> frozenset[tuple[str, str]]:
    """Every (table, column) of the current schema that the role can read."""
    found = connection.execute(READABLE, {"role": role})
    return frozenset((table, column) for table, column in found)


def changeable(connection: Connection, role: str) -> frozenset[str]:
    """Every table and sequence of the current schema that the role can change."""
    return frozenset(connection.scalars(CHANGEABLE, {"role": role}))


def inherited(connection: Connection, roles: list[str]) -> Inherited | None:
    """What new tables would give to one of the roles or to everybody, if anything."""
    found = connection.execute(INHERITED, {"roles": roles}).first()
    return Inherited(*found) if found else None


def may_enter(connection: Connection, role: str) -> bool:
    """Whether the role can connect and name what is in the current schema."""
    return bool(connection.scalar(ENTRY, {"role": role}))


def may_make_temporary(connection: Connection, role: str) -> bool:
    """Whether the role can make temporary tables, as by nature every role can."""
    return bool(connection.scalar(TEMPORARY, {"role": role}))


def beyond(connection: Connection, role: str) -> str:
    """What the role may do beside the tables of the site, in words; empty if that is nothing."""
    return str(connection.scalar(BEYOND, {"role": role}) or "")


def excess(connection: Connection, role: str, allowed: frozenset[tuple[str, str]]) -> str:
    """What the role may do but read the allowed columns, in words; empty if that is all."""
    columns = sorted(readable(connection, role) - allowed)
    if columns:
        return f"may read {'.'.join(columns[0])}{_and_more(len(columns), 'column')}"
    tables = sorted(changeable(connection, role))
    return f"may change {tables[0]}{_and_more(len(tables), 'table')}" if tables else ""


def _and_more(number: int, noun: str) -> str:
    if number == 1:
        return ""
    return f" and {number - 1} more {noun}" + ("" if number == 2 else "s")
