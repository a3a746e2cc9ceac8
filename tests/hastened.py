"""Builds in one process, quicker and watched: what is a function of its arguments is kept.

A test that builds hundreds of times would else spend its time compiling the same statements and
the same templates, and waiting for a disk. Nothing that a site holds is kept.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import jinja2

import sitegen.build
from sitegen import files, parsing
from sitegen.database import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.messages import Failure
    from sitegen.page import Rendered


@contextmanager
def hastened() -> Iterator[None]:
    """Engines keep their compiled statements from build to build, templates their code.

    The disk is not told to write everything down: only a loss of power would show it.
    """
    compiled = jinja2.Environment.compile
    known: dict[tuple[object, ...], Any] = {}

    def compile_once(self: jinja2.Environment, source: Any, *names: Any, **more: Any) -> Any:
        key = (source, *names, *more.items())
        if key not in known:
            known[key] = compiled(self, source, *names, **more)
        return known[key]

    with ExitStack() as stack:
        stack.enter_context(patch.object(sitegen.build, "open_engine", cache(open_engine)))
        stack.enter_context(patch.object(parsing, "uses_of", cache(parsing.uses_of)))
        stack.enter_context(patch.object(jinja2.Environment, "compile", compile_once))
        stack.enter_context(patch.object(files, "sync", lambda folder: None))
        yield


@contextmanager
def rendered_paths() -> Iterator[set[str]]:
    """A set that fills with the path of every page that comes from the workers."""
    paths: set[str] = set()
    rendered = sitegen.build.rendered_pages

    def watched(*args: Any, **more: Any) -> Iterator[Rendered | Failure]:
        for result in rendered(*args, **more):
            paths.add(result.path)
            yield result

    with patch.object(sitegen.build, "rendered_pages", watched):
        yield paths
