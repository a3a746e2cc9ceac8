"""What a build reads before it plans: templates, assets, shared content and facts of the site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.assets import read_assets
from sitegen.code import code_fingerprint
from sitegen.inputs import Inputs
from sitegen.media import read_media
from sitegen.moments import answering, site_facts
from sitegen.page import Kit
from sitegen.plan import Claims, InPlace, Plan, Planned, copied, make_plan
from sitegen.readable import require_readable
from sitegen.shared import asset_urls, load_shared, with_html
from sitegen.templates import template_set, template_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sitegen.assets import Asset
    from sitegen.memo import Memo
    from sitegen.messages import Warned
    from sitegen.reading import Reading
    from sitegen.settings import Settings
    from sitegen.site import AnyView, Site

NOTHING_IN_PLACE = InPlace((), lambda path, recorded: "")


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
    """What the project's folder holds: settings, sources of templates, and assets."""

    settings: Settings
    templates: Mapping[str, str]
    assets: Mapping[str, Asset]


def read_project(settings: Settings) -> Project:
    """Read templates and assets. Raises TemplateFault, SettingsFault."""
    return Project(settings, template_sources(settings.templates), read_assets(settings.assets))


def read_sources(
    reading: Reading, project: Project, site: Site, memo: Memo, *, remember: bool = True
) -> Sources:
    """Read everything that many pages share. Raises TemplateFault, MarkupFault.

    Markup that the memo knows is not rendered again if told to `remember`.
    """
    settings, assets, code = project.settings, project.assets, code_fingerprint()
    templates = template_set(project.templates, memo.uses(code))
    memo.keep_uses(code, templates.to_remember())
    loaded, missing = load_shared(reading.connection, site.shared, templates)
    shared, marked = with_html(loaded, memo, remember=remember)
    shared.update(asset_urls(assets, templates))
    inputs = Inputs(templates, shared, site_facts(settings, reading.now), code)
    media, unfound = read_media(reading.connection, site.media, settings.media_folder)
    copies = {**_planned(assets), **media}
    return Sources(inputs, copies, (*missing, *marked, *unfound))


def _planned(assets: Mapping[str, Asset]) -> dict[Planned, bytes | Path]:
    return {
        copied(asset.path, f"assets/{name}", asset.digest): asset.body
        for name, asset in assets.items()
    }


def plan_site(
    reading: Reading,
    site: Site,
    sources: Sources,
    place: InPlace,
    counted: Callable[[int], None] = lambda files: None,
) -> Plan:
    """Hold every file of the site against what is in place; `counted` is told how many so far."""
    _require_readable(reading, site.views)
    claims, answers = Claims(), dict[str, int]()
    claims.add_copies(sources.copies)
    for view in site.views:
        stamps = view.stamps(reading)
        if view.is_timely:
            stamps = answering(stamps, view.name, answers)
        claims.add_view(view, stamps, sources.inputs)
        counted(len(claims.files))
    return make_plan(claims, place, answers)


def plan_file(reading: Reading, site: Site, sources: Sources, path: str) -> Plan:
    """What is planned of one path, in place of nothing: one file, failures, or neither.

    A path that clashes with another one is not noticed.
    """
    views = [view for view in site.views if path.startswith(view.within)]
    _require_readable(reading, views)
    claims = Claims()
    claims.add_copies(planned for planned in sources.copies if planned.path == path)
    for view in views:
        claims.add_view(view, view.stamps(reading, only=path), sources.inputs)
    return make_plan(claims, NOTHING_IN_PLACE, {})


def _require_readable(reading: Reading, views: Iterable[AnyView]) -> None:
    asked = (each for view in views for each in view.statements.values())
    require_readable(reading.connection, asked)
