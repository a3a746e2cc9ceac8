"""The stale pages on their way: contexts from the database, markup from the memo, batches to
workers, and pages back.

No more than a few batches are on their way at a time, so memory does not grow with the site.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from contextlib import closing
from typing import TYPE_CHECKING

from sitegen.markup import Text
from sitegen.page import Page, Rendered, values_of, with_texts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from sitegen.memo import Memo
    from sitegen.messages import Failure
    from sitegen.plan import Plan
    from sitegen.reading import Reading
    from sitegen.site import AnyView
    from sitegen.workers import Pool

PAGES = 200  # in a batch
CHARACTERS = 60_000  # of markup still to be rendered in a batch: a long text costs seconds
AHEAD = 2  # batches waiting for each worker


def stale_pages(reading: Reading, views: Iterable[AnyView], plan: Plan) -> Generator[Page]:
    """The pages that have to be rendered, with their contexts, streamed view by view."""
    sizes = Counter(planned.view for planned in plan.files.values())
    waiting: dict[str, list[str]] = defaultdict(list)
    for path in plan.stale:
        waiting[plan.files[path].view].append(path)
    for view in views:
        if not (stale := waiting.pop(view.name, [])):
            continue
        wanted = frozenset(stale)
        some = None if len(stale) == sizes[view.name] else stale
        # Closed here, cursors do not outlive the connection when a build ends early.
        with closing(view.contexts(reading, some)) as contents:
            for content in contents:
                if content.path in wanted:
                    planned = plan.files[content.path]
                    yield Page(content.path, planned.template, planned.source, content.context)


def rendered_pages(
    pages: Iterable[Page], memo: Memo, pool: Pool, *, remember: bool
) -> Iterator[Rendered | Failure]:
    """Each page as bytes, or why it failed, in order; new markup goes into the memo.

    What the memo knows already is used only if told to `remember`.
    """
    waiting: deque[Future[list[Rendered | Failure]]] = deque()
    for batch in _batches(pages, memo, remember=remember):
        waiting.append(pool.render(batch))
        if len(waiting) > AHEAD * pool.workers:
            yield from _remembered(waiting.popleft().result(), memo)
    while waiting:
        yield from _remembered(waiting.popleft().result(), memo)


def _batches(pages: Iterable[Page], memo: Memo, *, remember: bool) -> Iterator[list[Page]]:
    """Pages in batches of about equal work, with the markup that is known already."""
    for block in _blocks(pages):
        texts = [text for page in block for text in values_of(page.context, Text)]
        known = memo.find(texts) if remember else {}
        batch: list[Page] = []
        work = 0
        for page in block:
            filled = _with_known(page, known)
            batch.append(filled)
            work += sum(len(text.source) for text in values_of(filled.context, Text))
            if work >= CHARACTERS:
                yield batch
                batch, work = [], 0
        if batch:
            yield batch


def _blocks(pages: Iterable[Page]) -> Iterator[list[Page]]:
    block: list[Page] = []
    for page in pages:
        block.append(page)
        if len(block) == PAGES:
            yield block
            block = []
    if block:
        yield block


def _with_known(page: Page, known: Mapping[Text, object]) -> Page:
    context = with_texts(page.context, lambda text: known.get(text, text))
    return Page(page.path, page.template, page.source, context)


def _remembered(results: list[Rendered | Failure], memo: Memo) -> list[Rendered | Failure]:
    memo.keep(made for r in results if isinstance(r, Rendered) for made in r.fragments)
    return results
