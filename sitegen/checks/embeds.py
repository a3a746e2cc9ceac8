"""What pages embed and the Content-Security-Policy stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.hosting.content_security import embeds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sitegen.checks.finding import Body, Finding
    from sitegen.checks.published import Published


def embed_findings(body: Body, site: Published) -> Iterator[Finding]:
    """What visitors of a document do not get to see, or cannot send."""
    for blocked in embeds_of(body.text, site.base_url + urls.url_of(body.path)).blocked:
        yield body.finding("policy", blocked.message, blocked.mend)
