"""`netlify.toml` says what `_redirects` and `_headers` say."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sitegen.deploy.netlify_toml import CONDITION_MEND, netlify_toml
from sitegen.errors import DeployRefused
from sitegen.hosting import soundness
from sitegen.hosting.headers import header_patterns
from sitegen.hosting.itinerary import lines_of
from sitegen.seeds.demo import seed_demo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.built_site import BuiltSite

GOLDEN = Path(__file__).parent / "golden" / "netlify.toml"
REDIRECTS = """\
# Old addresses
/getit/* /downloads/:splat
/dev/peps/:number/ https://peps.python.org/pep-:number 302  # elsewhere

/jobs id=:id tab=open /jobs/:id/ 301!
/lit a.b=x%20y /caf%C3%A9/#part 200
/x#y /z 404
/ /de/ 302 Language=de,de-at Country=de
"""
HEADERS = """\
# All pages
/*
  Content-Security-Policy: default-src 'self'; img-src "a\\b"
  Link: </one.css>; rel=preload
  Link: </two.css>; rel=preload
/nothing/
/feeds/:name.xml
  Content-Type: application/atom+xml; charset=utf-8
  X-Sign: caf\u00e9 \U0001f40d
"""


def test_every_kind_of_rule_is_written_as_it_is_known_to_be_right():
    body = netlify_toml(REDIRECTS, HEADERS)
    if os.environ.get("SITEGEN_WRITE_GOLDEN"):
        GOLDEN.write_bytes(body)
    assert body == GOLDEN.read_bytes()


def test_no_rules_make_no_file():
    assert netlify_toml("# nothing\n", "\n") == b""


def test_any_value_is_text_that_can_be_read_again():
    value = 'quote " back\\slash, \x7f and \u00e9\U0001f40d'
    read = tomllib.loads(netlify_toml("", f"/*\n  X: {value}\n").decode())
    assert read["headers"] == [{"for": "/*", "values": {"X": value}}]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/empty foo /foo.html", f"`foo` has no value. {soundness.LINE_MEND}"),
        ("/a =b /c", f"`=b` has no value. {soundness.LINE_MEND}"),
        ("/a", f"it leads nowhere. {soundness.TARGET_MEND}"),
        ("a /b", f"it is for no path and no address. {soundness.SOURCE_MEND}"),
        ("/a /b 301 Sign=key", f"`Sign` is no condition. {CONDITION_MEND}"),
        ("/a /b 301 Role=", f"`Role=` is no condition. {soundness.CONDITION_MEND}"),
        ("/a /b soon", f"`soon` is no status. {soundness.STATUS_MEND}"),
        ("/a /b 3o1", f"`3o1` is no status. {soundness.STATUS_MEND}"),
    ],
)
def test_a_line_that_netlify_would_take_for_another_rule_is_refused(line: str, said: str):
    with pytest.raises(DeployRefused) as refused:
        netlify_toml(f"/fine /here\n{line}\n", "")
    assert str(refused.value) == f"_redirects, line 2: `{line}`: {said}"


@pytest.mark.parametrize("line", ["no colon", "Name:", ": value"])
def test_a_header_that_netlify_would_leave_out_is_refused(line: str):
    with pytest.raises(DeployRefused) as refused:
        netlify_toml("", f"/*\n  {line}\n")
    assert str(refused.value) == (
        f"_headers, line 2: no header of a path: '{line}'. "
        "Write `Name: value` below a line with the path."
    )


def test_the_rules_of_the_demonstration_survive_the_way_there_and_back(sqlite_site: BuiltSite):
    seed_demo(sqlite_site.engine)
    sqlite_site.build()
    redirects, headers = (sqlite_site.read(name) for name in ("_redirects", "_headers"))
    read = tomllib.loads(netlify_toml(redirects, headers).decode())
    assert len(read["redirects"]) > 20
    assert len(read["headers"]) > 1
    lines = map(redirect_line, read["redirects"])
    assert rules_of("\n".join(lines)) == rules_of(redirects)
    written = "\n".join(map(header_lines, read["headers"]))
    assert header_patterns(written) == header_patterns(headers)


def rules_of(text: str) -> list[tuple[str, str, int]]:
    return [(str(rule), rule.target, rule.status) for rule in lines_of(text)]


def redirect_line(table: Mapping[str, Any]) -> str:
    """A redirect as a line of `_redirects`."""
    query = [f"{name}={value}" for name, value in table.get("query", {}).items()]
    force = "!" if table.get("force") else ""
    return " ".join([table["from"], *query, table["to"], f"{table['status']}{force}"])


def header_lines(table: Mapping[str, Any]) -> str:
    """A block of headers as lines of `_headers`."""
    return "\n".join([table["for"], *(f"  {name}: {v}" for name, v in table["values"].items())])
