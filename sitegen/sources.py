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


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything but the rows of pages.

    `media` are uploaded files that are copied, from the places that `originals` gives by path.
    """

    inputs: Inputs
    assets: Mapping[str, Asset]
    media: tuple[Planned, ...]
    originals: Mapping[str, Path]
    warnings: tuple[Warned, ...]

    def kit(self) -> Kit:
        """What the workers are given."""
        templates = self.inputs.templates
        closures = {n: templates.closure(n).shared for n in self.inputs.used()}
        return Kit(templates.sources, closures, self.inputs.shared, self.inputs.site)


def read_sources(
    connection: Connection, settings: Settings, site: Site, now: datetime, memo: Memo
) -> Sources:
    """Read everything that many pages share. Raises TemplateFault, SettingsFault, MarkupFault."""
    templates = read_templates(settings.templates)
    assets = read_assets(settings.assets)
    loaded, missing = load_shared(connection, site.shared, templates)
    shared, marked = with_html(loaded, memo)
    shared.update(asset_urls(assets, templates))
    inputs = Inputs(templates, shared, site_facts(settings, now), code_fingerprint())
    folder = settings.media_folder
    media, unfound = read_media(connection, site.media, folder)
    originals = {each.path: folder / each.source for each in media} if folder else {}
    return Sources(inputs, assets, tuple(media), originals, (*missing, *marked, *unfound))


def plan_site(
    connection: Connection, site: Site, sources: Sources, now: datetime, place: InPlace
) -> Plan:
    """Hold every file of the site against what is in place."""
    claims = Claims()
    claims.add_copies(
        Planned(asset.path, "", "", f"assets/{name}", f"copy-{asset.digest}")
        for name, asset in sources.assets.items()
    )
    claims.add_copies(sources.media)
    for view in site.views:
        stamps = view.stamps(connection, now)
        claims.add_view(view.name, view.template, stamps, sources.inputs, yields=view.yields)
    return make_plan(claims, place)
