"""Rendering is a function of the text: not of the process, the machine or earlier texts."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from docutils.parsers.rst import directives, roles
from docutils.parsers.rst.states import RSTState

from sitegen.errors import MarkupFault
from sitegen.markup import Policy, Text, render

ROOT = Path(__file__).parent.parent
RST = """
Überschrift
===========

.. role:: x
   :class: del ins mark kbd

:x:`a` :unknown:`b` [1]_ :math:`x^2` |d|

.. |d| date::
.. image:: a.webm
   :scale: 50
.. code:: python

   print("x")

.. [1] note
"""
MARKDOWN = "# A\n\n- [ ] b\n\nc[^1] http://d.org\n\n[^1]: e\n\n```python\nNone\n```\n"
PUBLIC_HTML = '<p class="note x tip" id="a" style="b">c <a href="//d" title="e">f</a></p>'
TEXTS = [
    Text(source, kind, policy, "content")
    for source, kind in [
        (RST, "rst"),
        (MARKDOWN, "markdown"),
        (PUBLIC_HTML, "html"),
        ("www.a.org\n\nb", "plain"),
    ]
    for policy in Policy
]

DEFINES = ".. role:: mine(emphasis)\n.. default-role:: mine\n\n`a` :mine:`b`"
USES = "`c` :mine:`d`"


def test_every_process_makes_the_same_html(tmp_path):
    here = json.loads(json.dumps(rendered()))
    for seed, zone, language in [("1", "Asia/Tokyo", "de_DE.UTF-8"), ("2", "UTC", "C")]:
        environment = {
            "DOCUTILSCONFIG": str(configuration(tmp_path)),
            "LANG": language,
            "LC_ALL": language,
            "PATH": os.environ["PATH"],
            "PYTHONHASHSEED": seed,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
            "TZ": zone,
        }
        program = "import json, test_markup_closed as t; print(json.dumps(t.rendered()))"
        done = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            cwd=tmp_path,
            env=environment,
        )
        assert json.loads(done.stdout) == here


def configuration(folder: Path) -> Path:
    """Write settings that docutils would heed, did it look for them."""
    file = folder / "docutils.conf"
    file.write_text("[general]\nlanguage_code: de\nreport_level: 1\nsmart_quotes: yes\n")
    return file


def rendered() -> list[tuple[object, ...]]:
    return [render(text).as_tuple() for text in TEXTS]


@pytest.mark.parametrize("order", [(DEFINES, USES), (USES, DEFINES)])
def test_a_role_of_one_document_is_unknown_in_the_next(order):
    html = {source: render(rst(source)).html for source in order}
    assert html[DEFINES] == '<p><em class="mine">a</em> <em class="mine">b</em></p>\n'
    assert html[USES] == "<p><cite>c</cite> d</p>\n"


@pytest.mark.parametrize("source", [DEFINES, DEFINES + "\n\n" + "- " * 600, "9" * 5000 + ". x"])
def test_docutils_and_the_interpreter_are_as_they_were(source):
    before = world()
    with suppress(MarkupFault):
        render(rst(source))
    assert world() == before


def world() -> tuple[object, ...]:
    table = dict(vars(roles)["_roles"])
    machine = (RSTState.nested_sm, len(RSTState.nested_sm_cache))
    collector = gc.isenabled()
    return directives.directive, roles.role, table, machine, sys.getrecursionlimit(), collector


def test_a_document_goes_without_pythons_collector():
    source = f"{RST}\n* a\n\n  1. b\n\n" * 50
    render(rst(source))
    gc.collect()
    before = len(gc.get_objects())
    gc.disable()
    try:
        render(rst(source))
        left = len(gc.get_objects()) - before
    finally:
        gc.enable()
    assert left < 20_000  # of 160,000


def test_how_deep_a_text_may_nest_does_not_depend_on_the_caller():
    def limit(frames: int) -> int:
        return limit(frames - 1) if frames else deepest()

    assert limit(0) == limit(300)


def deepest() -> int:
    """Find the greatest number of nested lists that render."""
    fits, fails = 1, 400
    while fails - fits > 1:
        middle = (fits + fails) // 2
        try:
            render(rst("- " * middle + "x"))
            fits = middle
        except MarkupFault:
            fails = middle
    return fits


def test_threads_do_not_see_each_others_roles():
    results: list[str] = []
    sources = [DEFINES, USES] * 10
    threads = [
        threading.Thread(target=lambda s=source: results.append(render(rst(s)).html))
        for source in sources
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted(render(rst(source)).html for source in sources)


def rst(source: str) -> Text:
    return Text(source, "rst", Policy.TRUSTED, "content")
