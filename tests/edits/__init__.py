"""Every kind of edit that a site is put to, by what is edited.

An edit changes the world and holds what a build makes of it against a build from nothing.
"""

from __future__ import annotations

from tests.edits import building, output, pages, passing, project, relations, rows, templates

MODULES = (rows, relations, pages, templates, project, output, building, passing)
KINDS = {kind.name: kind for module in MODULES for kind in module.KINDS}
