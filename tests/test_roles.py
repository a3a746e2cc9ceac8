"""A role that builds: what it may read, and nothing else, on a real PostgreSQL."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from psycopg import sql
from sqlalchemy.engine import make_url

from sitegen import roles, schema
from sitegen.cli import main
from sitegen.database import open_engine
from sitegen.errors import DatabaseFault, SettingsFault
from sitegen.models import Base, User
from sitegen.privileges import readable
from sitegen.seeds.demo import seed_demo
from tests.built_site import BuiltSite
from tests.postgres import find_programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.postgres import Server

PASSWORD = "for-this-test"  # noqa: S105 - a server of others may ask for one
MEND = "Use a role that may do that; `sitegen db role NAME --apply` grants what a build reads."
ODD_NAMES = ["a role", "Ünï", 'a"quote', "it's", "$$", "100%s", ":name", "back\\slash", "SELECT"]


class Roles:
    """Roles of one test, on a database of its own; dropped afterwards."""

    def __init__(self, url: str, prefix: str) -> None:
        self.url = url
        self.engine = open_engine(url)
        self._prefix = prefix
        self._made: list[str] = []

    def named(self, name: str = "builder") -> str:
        """A name that no other test uses; nothing is made yet."""
        self._made.append(f"{name} {self._prefix}")
        return self._made[-1]

    def made(self, name: str, attributes: str = "") -> str:
        """The name of a new role."""
        role = self.named(name)
        self.run("CREATE ROLE {} " + attributes, role)
        return role

    def applied(self, name: str = "builder") -> str:
        """The name of a new role that builds."""
        role = self.named(name)
        roles.apply(self.engine, role)
        return role

    def run(self, statement: str, *names: str) -> None:
        """Run a statement as the owner, with names where it has braces."""
        with psycopg.connect(self.url) as connection:
            connection.execute(_composed(statement, *names))

    def url_of(self, role: str) -> str:
        """The URL with which a role connects."""
        self.run(f"ALTER ROLE {{}} PASSWORD '{PASSWORD}'", role)
        return make_url(self.url).set(username=role, password=PASSWORD).render_as_string(False)

    @contextmanager
    def as_(self, role: str) -> Iterator[psycopg.Connection[Any]]:
        self.url_of(role)
        with psycopg.connect(self.url, autocommit=True, user=role, password=PASSWORD) as connection:
            yield connection

    def grants(self, role: str) -> list[Any]:
        """Every privilege that was granted to a role in this database."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(GRANTS, {"role": role}).fetchall()

    def drop_all(self) -> None:
        self.engine.dispose()
        for role in reversed(self._made):
            with suppress(psycopg.errors.UndefinedObject):
                self.run("DROP OWNED BY {} CASCADE", role)
                self.run("DROP ROLE {}", role)


GRANTS = """
WITH items AS (
    SELECT 'table' AS kind, relname::text AS name, '' AS part, relacl AS acl FROM pg_class
    UNION ALL
    SELECT 'column', attrelid::regclass::text, attname, attacl FROM pg_attribute
    UNION ALL
    SELECT 'schema', nspname, '', nspacl FROM pg_namespace
    UNION ALL
    SELECT 'database', datname, '', datacl FROM pg_database WHERE datname = current_database()
)
SELECT kind, name, part, privilege_type
FROM items CROSS JOIN LATERAL aclexplode(acl)
WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = %(role)s)
ORDER BY 1, 2, 3, 4
"""


def _composed(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


@pytest.fixture
def server(postgres: Server, postgres_url: str) -> Iterator[Roles]:
    """Roles on an empty, migrated database."""
    made = Roles(postgres_url, postgres.prefix)
    yield made
    made.drop_all()


def command(server: Roles, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--database", server.url, *arguments], catch_exceptions=False)


def refusal(server: Roles, role: str) -> tuple[str, str]:
    """Why a role is refused, said by both ways, which change nothing."""
    before = server.grants(role)
    with pytest.raises(SettingsFault) as printed:
        roles.script(server.engine, role)
    with pytest.raises(SettingsFault) as applied:
        roles.apply(server.engine, role)
    assert str(printed.value) == str(applied.value)
    assert server.grants(role) == before
    return applied.value.message, applied.value.mend


def built(url: str, folder: Path, name: str) -> dict[str, bytes]:
    """The site that is built with this URL, in a folder of its own."""
    (folder / name).mkdir()
    site = BuiltSite(url, folder / name)
    site.engine.dispose()
    assert site.build().failures == ()
    return site.tree()


def test_the_role_builds_the_site_that_its_owner_builds(server: Roles, tmp_path: Path) -> None:
    seed_demo(server.engine)
    role = server.applied()
    by_owner = built(server.url, tmp_path, "owner")
    assert len(by_owner) > 50
    assert built(server.url_of(role), tmp_path, "role") == by_owner


def test_the_role_can_read_the_public_columns_and_not_one_other(server: Roles) -> None:
    denied, read = 0, set()
    with server.as_(server.applied()) as connection:
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                asked = _composed("SELECT {} FROM {}", column.name, table.name)
                try:
                    connection.execute(asked)
                    read.add((table.name, column.name))
                except psycopg.errors.InsufficientPrivilege as error:
                    assert str(error).startswith(f"permission denied for table {table.name}")
                    denied += 1
    assert len(Base.metadata.tables) == 63
    assert read == roles.ALLOWED - {("alembic_version", "version_num")}
    assert denied > 300


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO pages (title, path, content) VALUES ('', '', '')",
        "UPDATE pages SET title = ''",
        "DELETE FROM pages",
        "TRUNCATE pages",
        "BEGIN; LOCK TABLE pages IN EXCLUSIVE MODE",
        "SELECT id FROM pages FOR UPDATE",
        "SELECT nextval('pages_id_seq')",
        "CREATE TABLE mine (id int)",
        "SELECT * FROM pages",
        "SELECT pages FROM pages",
        "COPY users TO STDOUT",
        "SELECT count(*) FROM users",
        "SELECT title FROM pages WHERE creator_id = 1",
        "SELECT title FROM pages JOIN users ON users.id = pages.id",
    ],
)
def test_the_role_can_change_nothing_and_ask_nothing_about_private_columns(
    server: Roles, statement: str
) -> None:
    with (
        server.as_(server.applied()) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_printed_and_applied_any_name_gets_the_same_grants_and_twice_is_once(
    server: Roles, name: str
) -> None:
    applied, printed = server.named(f"{name} 1"), server.named(f"{name} 2")
    roles.apply(server.engine, applied)
    script = roles.script(server.engine, printed)
    for _ in range(2):
        roles.apply(server.engine, applied)
        piped(server, script)
        assert server.grants(applied) == server.grants(printed)
    columns = [(table, part) for kind, table, part, _ in server.grants(applied) if kind == "column"]
    assert set(columns) == roles.ALLOWED
    assert len(columns) == len(server.grants(applied)) - 2


def piped(server: Roles, script: str) -> None:
    """Give the script to psql, as people do; what it says is an error."""
    program = [str(find_programs() / "psql"), "-v", "ON_ERROR_STOP=1", "--quiet", server.url]
    done = subprocess.run(program, input=script, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "")


def test_the_printed_sql_says_all_that_is_done() -> None:
    lines = roles.statements("the builder", "site", "public")
    assert lines[:7] == [
        (
            "DO 'BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ''the builder'') "
            'THEN CREATE ROLE "the builder" LOGIN; END IF; END\''
        ),
        'REVOKE ALL ON DATABASE "site" FROM "the builder"',
        'GRANT CONNECT ON DATABASE "site" TO "the builder"',
        'REVOKE ALL ON SCHEMA "public" FROM "the builder"',
        'GRANT USAGE ON SCHEMA "public" TO "the builder"',
        'REVOKE ALL ON ALL TABLES IN SCHEMA "public" FROM "the builder"',
        'REVOKE ALL ON ALL SEQUENCES IN SCHEMA "public" FROM "the builder"',
    ]
    assert lines[7] == 'GRANT SELECT ("version_num") ON "public"."alembic_version" TO "the builder"'
    assert len(lines) == 7 + len(roles.READ)


def test_what_a_role_held_before_is_revoked(server: Roles) -> None:
    role = server.applied()
    before = server.grants(role)
    for grant in (
        "SELECT (email) ON users",
        "ALL ON pages",
        "SELECT (creator_id) ON pages",
        "USAGE ON SEQUENCE pages_id_seq",
        "CREATE ON SCHEMA public",
    ):
        server.run(f"GRANT {grant} TO {{}}", role)
    assert server.grants(role) != before
    roles.apply(server.engine, role)
    assert server.grants(role) == before


def test_a_table_that_comes_later_is_closed_to_the_role(server: Roles) -> None:
    role = server.applied()
    schema.downgrade(server.engine, schema.revisions()[-2])
    schema.upgrade(server.engine)
    server.run("CREATE TABLE later (secret text)")
    server.run("ALTER TABLE pages ADD COLUMN secret text")
    with server.engine.connect() as connection:
        assert readable(connection, role) <= roles.ALLOWED


def test_the_tables_of_another_schema_are_used_where_the_connection_says_so(
    server: Roles,
) -> None:
    """Nor does it matter what its name is."""
    server.run('CREATE SCHEMA "The site"')
    options = make_url(server.url).update_query_dict({"options": '-csearch_path="The\\ site"'})
    engine = open_engine(options.render_as_string(hide_password=False))
    schema.upgrade(engine)
    role = server.named()
    roles.apply(engine, role)
    engine.dispose()
    granted = {place for kind, place, *_ in server.grants(role) if kind == "schema"}
    assert granted == {"The site"}
    with server.engine.connect() as connection:
        assert readable(connection, role) == set()


@pytest.mark.parametrize(
    ("attributes", "power"),
    [
        ("SUPERUSER", "is a superuser"),
        ("CREATEROLE", "may make roles and join them"),
        ("REPLICATION", "may copy the whole server"),
        ("BYPASSRLS", "is above the security of rows"),
        ("CREATEDB", "may make databases"),
    ],
)
def test_a_role_that_no_grant_can_limit_is_refused(
    server: Roles, attributes: str, power: str
) -> None:
    role = server.made("mighty", attributes)
    assert refusal(server, role) == (f"The role {role} {power}.", "Name one that only builds.")


def test_an_owner_is_refused(server: Roles) -> None:
    role = server.made("owner")
    for thing in ("TABLE banners", "SCHEMA public"):
        server.run(f"ALTER {thing} OWNER TO {{}}", role)
        assert refusal(server, role) == (
            f"The role {role} owns tables of the site, their schema or their database.",
            "Name one that only builds.",
        )
        server.run(f"ALTER {thing} OWNER TO CURRENT_USER")


@pytest.mark.parametrize(
    ("group", "power"),
    [
        ("pg_read_all_data", "may read alarms.created and "),
        ("pg_write_all_data", "may change alarms and "),
        ("pg_read_server_files", "may use the files of the server"),
        ("pg_monitor", "has powers over the server"),
        ("pg_signal_backend", "has powers over the server"),
    ],
)
@pytest.mark.parametrize("attributes", ["INHERIT", "NOINHERIT"])
def test_a_member_of_those_who_may_more_is_refused(
    server: Roles, group: str, power: str, attributes: str
) -> None:
    role = server.made("member", attributes)
    server.run("GRANT {} TO {}", group, role)
    message, mend = refusal(server, role)
    assert message.startswith(f"The role {role} is a member of {group}, which {power}")
    assert mend == "Revoke that membership, or name another role."


def test_membership_counts_however_far_away_it_is(server: Roles) -> None:
    readers, between, role = server.made("readers"), server.made("between"), server.made("far")
    server.run("GRANT SELECT (email) ON users TO {}", readers)
    server.run("GRANT {} TO {}", readers, between)
    server.run("GRANT {} TO {}", between, role)
    message, _ = refusal(server, role)
    assert message == f"The role {role} is a member of {between}, which may read users.email."
    server.run("REVOKE {} FROM {}", readers, between)
    assert roles.apply(server.engine, role) == roles.ALLOWED


def test_what_everybody_may_read_or_change_is_named(server: Roles) -> None:
    role = server.named()
    mend = "Revoke that FROM PUBLIC, and grant it by name to those who need it."
    server.run("GRANT SELECT ON users TO PUBLIC")
    more = len(User.__table__.columns) - 1
    assert refusal(server, role) == (
        f"Every role may read users.bio and {more} more columns, and so would {role}.",
        mend,
    )
    server.run("REVOKE SELECT ON users FROM PUBLIC")
    server.run("GRANT INSERT ON pages TO PUBLIC")
    assert refusal(server, role) == (f"Every role may change pages, and so would {role}.", mend)
    server.run("REVOKE INSERT ON pages FROM PUBLIC")
    server.run("CREATE VIEW addresses AS SELECT email FROM users")
    server.run("GRANT SELECT ON addresses TO PUBLIC")
    assert refusal(server, role)[0].startswith("Every role may read addresses.email, and so")


@pytest.mark.parametrize("schema_name", ["", ' IN SCHEMA "public"'])
@pytest.mark.parametrize("everybody", [True, False])
def test_privileges_by_default_are_refused_with_the_statement_that_ends_them(
    server: Roles, schema_name: str, *, everybody: bool
) -> None:
    role, maker = server.made("heir"), server.made("maker")
    grantee = "PUBLIC" if everybody else f'"{role}"'
    begin = f'ALTER DEFAULT PRIVILEGES FOR ROLE "{maker}"{schema_name}'
    server.run(f"{begin} GRANT SELECT ON TABLES TO {grantee}")
    end = f"{begin} REVOKE ALL ON TABLES FROM {grantee};"
    assert refusal(server, role) == (
        f"Whatever tables {maker} makes are open to {'every role' if everybody else role}.",
        f"End that: {end}",
    )
    server.run(end)
    assert roles.apply(server.engine, role) == roles.ALLOWED


BEYOND = [
    ("CREATE ON DATABASE {database}", "may make schemas in the database {database}"),
    ("CREATE ON SCHEMA other", "may make tables in the schema other"),
    ("SELECT ON other.secrets", "may read or change other.secrets"),
    ("SELECT (word) ON other.secrets", "may read or change other.secrets"),
    ("DELETE ON other.secrets", "may read or change other.secrets"),
    ("EXECUTE ON FUNCTION other.tell()", "may run other.tell() with the rights of {owner}"),
]


@pytest.fixture
def other(server: Roles) -> Iterator[Roles]:
    """A database with another schema: a table and a function in it, closed to everybody."""
    server.run("CREATE SCHEMA other; CREATE TABLE other.secrets (word text)")
    server.run(
        "CREATE FUNCTION other.tell() RETURNS text SECURITY DEFINER LANGUAGE sql"
        " AS 'SELECT word FROM other.secrets'"
    )
    server.run("REVOKE EXECUTE ON FUNCTION other.tell() FROM PUBLIC")
    yield server
    server.run("DROP SCHEMA other CASCADE")
    database = sql.Identifier(str(make_url(server.url).database)).as_string()
    server.run(f"REVOKE CREATE ON DATABASE {database} FROM PUBLIC")


def filled(text: str, server: Roles) -> str:
    url = make_url(server.url)
    return text.replace("{database}", str(url.database)).replace("{owner}", str(url.username))


def granted(server: Roles, grant: str, grantee: str) -> None:
    database = sql.Identifier(str(make_url(server.url).database)).as_string()
    server.run(f"GRANT USAGE ON SCHEMA other TO {grantee}")
    server.run(f"GRANT {grant.replace('{database}', database)} TO {grantee}")


@pytest.mark.parametrize(("grant", "power"), BEYOND)
def test_what_a_role_may_do_beside_the_tables_of_the_site_is_found_in_the_end(
    other: Roles, grant: str, power: str
) -> None:
    role = other.made("builder")
    granted(other, grant, f'"{role}"')
    before = other.grants(role)
    if grant.startswith("CREATE ON DATABASE"):  # that is ours to revoke
        assert roles.apply(other.engine, role) == roles.ALLOWED
        return
    with pytest.raises(SettingsFault) as caught:
        roles.apply(other.engine, role)
    assert str(caught.value) == (
        f"The role {role} {filled(power, other)}. Revoke that, or name another role."
    )
    assert other.grants(role) == before


@pytest.mark.parametrize(("grant", "power"), BEYOND)
@pytest.mark.parametrize("everybody", [True, False])
def test_what_others_lend_a_role_beside_the_tables_of_the_site_is_refused(
    other: Roles, grant: str, power: str, *, everybody: bool
) -> None:
    group, role = other.made("group"), other.made("builder")
    granted(other, grant, "PUBLIC" if everybody else f'"{group}"')
    other.run("GRANT {} TO {}", group, role)
    whose = f"The role {role} is a member of {group}, which {power}."
    mend = "Revoke that membership, or name another role."
    if everybody:
        whose = f"Every role {power}, and so would {role}."
        mend = "Revoke that FROM PUBLIC, and grant it by name to those who need it."
    assert refusal(other, role) == (filled(whose, other), mend)


def test_a_grant_of_somebody_else_is_found_in_the_end_and_nothing_is_changed(
    server: Roles,
) -> None:
    role, other = server.made("builder"), server.made("other")
    server.run("GRANT SELECT ON users TO {} WITH GRANT OPTION", other)
    server.run("SET ROLE {}; GRANT SELECT (email) ON users TO {}", other, role)
    before = server.grants(role)
    with pytest.raises(DatabaseFault) as caught:
        roles.apply(server.engine, role)
    assert (caught.value.message, caught.value.mend) == (
        f"The role {role} still may read users.email: somebody else granted it.",
        "Let them revoke it; \\dp in psql shows who they are.",
    )
    assert server.grants(role) == before
    server.run("SET ROLE {}; REVOKE SELECT (email) ON users FROM {}", other, role)
    assert roles.apply(server.engine, role) == roles.ALLOWED


@pytest.mark.parametrize("name", ["", "public", "none", "pg_builder", "n" * 64, "é" * 32, "a\nb"])
def test_a_name_that_no_role_can_have_is_refused(server: Roles, name: str) -> None:
    assert refusal(server, name) == (
        f"A role cannot be called {name!r}.",
        "Give it a name of at most 63 bytes that PostgreSQL does not reserve.",
    )


def test_what_an_extension_brings_along_does_not_matter(server: Roles) -> None:
    """Some show all roles a view of their own."""
    server.run("CREATE TABLE brought (number int)")
    server.run("GRANT ALL ON brought TO PUBLIC")
    server.run("CREATE EXTENSION IF NOT EXISTS plpgsql")
    server.run("ALTER EXTENSION plpgsql ADD TABLE brought")
    role = server.applied()
    server.run("ALTER EXTENSION plpgsql DROP TABLE brought")
    assert role in refusal(server, role)[0]


def test_the_command_prints_sql_alone(server: Roles) -> None:
    role = server.named()
    result = command(server, "db", "role", role)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == roles.script(server.engine, role)
    assert result.stdout.startswith("BEGIN;\nDO '")
    assert result.stdout.endswith(";\nCOMMIT;\n")
    assert server.grants(role) == []


def test_the_command_applies_and_says_what_the_role_may_read(server: Roles) -> None:
    role = server.named()
    result = command(server, "db", "role", role, "--apply")
    columns, tables = len(roles.ALLOWED), len(roles.READ)
    assert (result.exit_code, result.stdout, result.stderr) == (
        0,
        f"{role} may read {columns} columns of {tables} tables and change none of them; "
        "no other tables are open to it but those of PostgreSQL and of extensions.\n"
        "Like every role it may make temporary tables. To end that: "
        f'REVOKE TEMPORARY ON DATABASE "{make_url(server.url).database}" FROM PUBLIC;\n',
        "",
    )


def test_the_command_refuses_with_exit_code_2(server: Roles) -> None:
    role = server.made("mighty", "SUPERUSER")
    for flags in ([], ["--apply"]):
        result = command(server, "db", "role", role, *flags)
        assert (result.exit_code, result.stdout) == (2, "")
        message = f"error: The role {role} is a superuser. Name one that only builds.\n"
        assert result.stderr == message


@pytest.mark.parametrize("flags", [[], ["--apply"]])
def test_sqlite_has_no_roles(sqlite_url: str, flags: list[str]) -> None:
    result = CliRunner().invoke(main, ["--database", sqlite_url, "db", "role", "builder", *flags])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "error: SQLite has no roles: whoever can read the file can read all of it. "
        "Name a PostgreSQL database with --database postgresql://USER@HOST/NAME.\n"
    )


def test_a_database_that_is_not_migrated_is_exit_code_3(blank_postgres_url: str) -> None:
    arguments = ["--database", blank_postgres_url, "db", "role", "builder", "--apply"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 3
    assert " is not migrated. Run `sitegen db upgrade --database 'postgresql://" in result.stderr


@pytest.mark.parametrize(
    ("column", "table"),
    [("title", "pages"), ("content", "boxes"), ("version_num", "alembic_version")],
)
def test_a_build_that_lacks_a_column_names_the_table_and_the_mend(
    server: Roles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, column: str, table: str
) -> None:
    role = server.applied()
    server.run("REVOKE SELECT ({}) ON {} FROM {}", column, table, role)
    site = BuiltSite(server.url_of(role), tmp_path)
    monkeypatch.chdir(site.folder)
    site.engine.dispose()
    arguments = ["--database", site.settings.database_url, "build"]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.endswith(f" denies access: permission denied for table {table}. {MEND}\n")


def test_who_may_not_grant_is_told_so(server: Roles) -> None:
    role = server.applied()
    engine = open_engine(server.url_of(role))
    with pytest.raises(DatabaseFault) as caught:
        roles.apply(engine, server.named("other"))
    engine.dispose()
    assert caught.value.message.endswith("permission denied to create role.")
    assert caught.value.mend == (
        "Connect as the owner of the tables, who must also be one that may make roles."
    )


@pytest.mark.parametrize("arguments", [["db", "seed"], ["db", "seed", "--synthetic", "pages=1"]])
def test_who_may_not_write_is_sent_to_the_owner(server: Roles, arguments: list[str]) -> None:
    url = server.url_of(server.applied())
    result = CliRunner().invoke(main, ["--database", url, *arguments])
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr.splitlines()[0].endswith(". Connect as the owner of the tables.")
