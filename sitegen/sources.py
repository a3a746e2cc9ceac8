"""What a build reads before it plans: templates, assets, shared content and facts of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.assets import read_assets
from sitegen.code import code_fingerprint
from sitegen.inputs import Inputs
from sitegen.media import read_media
from sitegen.moments import site_facts
from sitegen.plan import Claims, InPlace, Plan, Planned, make_plan
from sitegen.readable import require_readable
from sitegen.render import Kit
from sitegen.shared import asset_urls, load_shared, with_html
from sitegen.templates import read_templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from sitegen.assets import Asset
    from sitegen.memo import Memo
    from sitegen.messages import Warned
    from sitegen.settings import Settings
    from sitegen.site import Site
    from sitegen.templates import TemplateSet


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything but the rows of pages.

    `copies` are files that are published as they are: what is planned of each, and its bytes or
    the file that holds them.
    """

    inputs: Inputs
    copies: Mapping[Planned, bytes | Path]
    warnings: tuple[Warned, ...]

    def kit(self) -> Kit:
        """What the workers are given."""
        templates = self.inputs.templates
        closures = {n: templates.closure(n).shared for n in self.inputs.used()}
        return Kit(templates.sources, closures, self.inputs.shared, self.inputs.site)


@dataclass(frozen=True, slots=True)
class Project:
    """What the project's folder holds: settings, templates and assets."""

    settings: Settings
    templates: TemplateSet
    assets: Mapping[str, Asset]


def read_project(settings: Settings) -> Project:
    """Read templates and assets. Raises TemplateFault, SettingsFault."""
    return Project(settings, read_templates(settings.templates), read_assets(settings.assets))


def read_sources(
    connection: Connection,
    project: Project,
    site: Site,
    now: datetime,
    memo: Memo,
    *,
    remember: bool = True,
) -> Sources:
    """Read everything that many pages share. Raises TemplateFault, MarkupFault.

    Markup that the memo knows is not rendered again if told to `remember`.
    """
    settings, templates, assets = project.settings, project.templates, project.assets
    loaded, missing = load_shared(connection, site.shared, templates)
    shared, marked = with_html(loaded, memo, remember=remember)
    shared.update(asset_urls(assets, templates))
    inputs = Inputs(templates, shared, site_facts(settings, now), code_fingerprint())
    media, unfound = read_media(connection, site.media, settings.media_folder)
    copies = {**_planned(assets), **media}
    return Sources(inputs, copies, (*missing, *marked, *unfound))


def _planned(assets: Mapping[str, Asset]) -> dict[Planned, bytes | Path]:
    return {
        Planned(asset.path, "", "", f"assets/{name}", f"copy-{asset.digest}"): asset.body
        for name, asset in assets.items()
    }


def plan_site(
    connection: Connection, site: Site, sources: Sources, now: datetime, place: InPlace
) -> Plan:
    """Hold every file of the site against what is in place."""
    require_readable(connection, (each for v in site.views for each in v.statements.values()))
    claims = Claims()
    claims.add_copies(sources.copies)
    for view in site.views:
        stamps = view.stamps(connection, now)
        claims.add_view(view.name, view.template, stamps, sources.inputs, yields=view.yields)
    return make_plan(claims, place)
