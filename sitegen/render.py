"""What a worker runs: pages to bytes. It knows templates and markup, no database and no disk.

Rendering is a function of the page and the kit. A template sees plain values, the site's facts and
just the shared content of its closure; there is no clock, no environment and no randomness.
"""

from __future__ import annotations

import traceback
from datetime import date
from typing import TYPE_CHECKING, Any

from jinja2 import FunctionLoader, Template, TemplateError, Undefined
from selectolax.lexbor import LexborHTMLParser

from sitegen import markup, urls
from sitegen.errors import MarkupFault, SitegenError, TemplateFault
from sitegen.filters import FILTERS
from sitegen.hosting.content_security import NO_EMBEDS, embeds_of
from sitegen.hosting.soundness import REDIRECTS, origins, sound_rules
from sitegen.messages import Failure, located
from sitegen.page import Rendered, values_of, with_texts
from sitegen.sandbox import Sandbox, unshowable
from sitegen.ungiven import MEND, NotAmongThese, Ungiven
from sitegen.uses import SHARED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2.environment import TemplateModule
    from jinja2.runtime import Context

    from sitegen.page import Kit, Page


SHOWN = (str, int, float, date, Undefined)  # an undefined value raises its own error


class PageTemplate(Template):
    """A template whose imports are made anew for every page.

    Jinja would keep the module of an imported template, and with it whatever a page has set there.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        given = (
            {} if ctx is None else {name: ctx.parent[name] for name in SHARED if name in ctx.parent}
        )
        return self.make_module(given)


class Renderer:
    """Turns pages into bytes with the templates and shared content of one kit."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._environment = _environment(kit)
        self._templates: dict[str, Template] = {}

    def render(self, page: Page) -> Rendered | Failure:
        """The page as bytes, or why it cannot be made."""
        fragments: list[tuple[markup.Text, markup.Fragment]] = []
        try:
            context = _as_seen(with_fragments(page, fragments.append))
            text, told = self._checked(page, self._text(page, context))
            body = text.encode()
        except SitegenError as error:
            return Failure(page.path, page.source, str(error))
        except UnicodeEncodeError as error:
            reason = (
                f"{page.source} holds text that is not Unicode ({error.object[error.start]!r})."
            )
            return Failure(page.path, page.source, f"{reason} Mend the row.")
        is_html = page.path.endswith(".html")
        links = self._links(page, text) if is_html else ()
        embeds = embeds_of(text, self._address(page)) if is_html else NO_EMBEDS
        stopped = (located(page.source, f"{e.message} {e.mend}") for e in embeds.blocked)
        warnings = (*_warnings(page, context), *told, *stopped)
        return Rendered(page.path, body, links, warnings, tuple(fragments), embeds.loads)

    def _text(self, page: Page, context: Mapping[str, Any]) -> str:
        try:
            template = self._template(page.template)
            return template.render(context, path=page.path, url=urls.url_of(page.path))
        except Exception as error:
            raise _template_fault(error, page) from error

    def _checked(self, page: Page, text: str) -> tuple[str, tuple[str, ...]]:
        """The text as it is written, and what is to be said of it: rules are mended."""
        if page.path != REDIRECTS:
            return text, ()
        place = origins(page.template, page.context)
        return sound_rules(text, self._kit.site["base_url"], place)

    def _template(self, name: str) -> Template:
        """The template with the shared content of its own closure and no other."""
        template = self._templates.get(name)
        if template is None:
            allowed = self._kit.closures[name]
            values = {key: self._kit.shared[key] for key in allowed}
            functions = {each: _lookup(each, values) for each in SHARED}
            template = self._environment.get_template(name, globals=functions)
            self._templates[name] = template
        return template

    def _links(self, page: Page, text: str) -> tuple[str, ...]:
        found: set[str] = set()
        url, base_url = urls.url_of(page.path), self._kit.site["base_url"]
        for node in LexborHTMLParser(text).css("[href], [src]"):
            value = node.attributes.get("href") or node.attributes.get("src")
            target = urls.internal(value, url, base_url) if value else None
            if target is not None:
                found.add(target)
        return tuple(sorted(found))

    def _address(self, page: Page) -> str:
        return f"{self._kit.site['base_url']}{urls.url_of(page.path)}"


def with_fragments(
    page: Page, record: Callable[[tuple[markup.Text, markup.Fragment]], None]
) -> dict[str, Any]:
    """The page's context with all its markup rendered; what was not known before is recorded."""

    def made(text: markup.Text) -> markup.Fragment:
        try:
            fragment = markup.render(text)
        except MarkupFault as error:
            raise MarkupFault(located(page.source, error.message), mend=error.mend) from error
        record((text, fragment))
        return fragment

    return with_texts(page.context, made)


def _as_seen(value: Any) -> Any:
    """The context, its plain texts without signs that nobody sees but that turn others round.

    Here and not where a template prints: what it joins with HTML first is HTML by then.
    """
    if isinstance(value, str):
        return markup.as_seen(value)
    if isinstance(value, dict):
        return {name: _as_seen(each) for name, each in value.items()}
    return [_as_seen(each) for each in value] if isinstance(value, list | tuple) else value


def _warnings(page: Page, context: Mapping[str, Any]) -> tuple[str, ...]:
    fragments = values_of(context, markup.Fragment)
    return tuple(located(page.source, text) for each in fragments for text in each.warnings)


def _environment(kit: Kit) -> Sandbox:
    def load(name: str) -> tuple[str, str, None] | None:
        source = kit.sources.get(name)
        return None if source is None else (source, f"templates/{name}", None)

    environment = Sandbox(
        loader=FunctionLoader(load),
        undefined=Ungiven,
        autoescape=_is_markup,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(FILTERS)
    environment.template_class = PageTemplate
    given: dict[str, Any] = environment.globals
    given["site"] = kit.site
    return environment


def _is_markup(template: str | None) -> bool:
    """Text files such as `_redirects` are not escaped."""
    return template is None or not template.endswith(".txt")


def _shown(value: Any) -> Any:
    """What may stand in a page. Raises TypeError."""
    if isinstance(value, SHOWN) or hasattr(value, "__html__"):
        return value
    raise unshowable(value)


def _lookup(function: str, values: Mapping[tuple[str, str], Any]) -> Callable[[str], Any]:
    def lookup(name: str) -> Any:
        if (function, name) not in values:
            raise TemplateFault(
                f'{function}("{name}") is not in the closure of this template.',
                mend="Include or import templates with their context.",
            )
        return values[function, name]

    return lookup


def _template_fault(error: Exception, page: Page) -> TemplateFault:
    """Where in which template it happened: Jinja gives template frames their own lines."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f for f in frames if f.filename.startswith("templates/")]
    where = f"{places[-1].filename}:{places[-1].lineno}" if places else f"templates/{page.template}"
    message = str(error) or type(error).__name__
    if not isinstance(error, TemplateError | SitegenError):
        message = f"{type(error).__name__}: {message}"
    mend = "Mend the template, or give the row what the template needs."
    return TemplateFault(
        f"{where}: {message} (while rendering {page.source}).",
        mend=MEND if isinstance(error, NotAmongThese) else mend,
    )
