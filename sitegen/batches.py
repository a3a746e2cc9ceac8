"""The stale pages on their way: contexts from the database, markup from the memo, batches to
workers, and pages back.

No more than a few batches are on their way at a time, so memory does not grow with the site.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from contextlib import closing
from itertools import chain
from typing import TYPE_CHECKING

from sitegen.markup import Text
from sitegen.page import Page, Rendered, values_of, with_texts

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future

    from sitegen.memo import Memo
    from sitegen.messages import Failure
    from sitegen.plan import Plan
    from sitegen.reading import Reading
    from sitegen.site import AnyView
    from sitegen.workers import Pool

PAGES = 200  # in a batch
ROWS = 2_000  # in the lists of a batch: some pages list thousands
CHARACTERS = 60_000  # of markup still to be rendered in a batch: a long text costs seconds
PAGE = 2_000  # characters of markup that take about as long as the rest of a page
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
        some = None if len(stale) == sizes[view.name] else stale
        # Closed here, cursors do not outlive the connection when a build ends early.
        with closing(view.contexts(reading, some)) as contents:
            for content in contents:
                planned = plan.files.get(content.path)
                if planned and planned.view == view.name and content.path in plan.stale:
                    yield Page(content.path, planned.template, planned.source, content.context)


def batched(
    pages: Iterable[Page], count: int, memo: Memo, *, remember: bool
) -> tuple[int, Iterator[list[Page]]]:
    """The pages in batches of about equal work, and how much all `count` of them are.

    Work is told in characters of markup to render; it is judged by the first pages. Markup that the
    memo knows already is used only if told to `remember`.
    """
    blocks = (_with_known(block, memo, remember=remember) for block in _blocks(pages))
    first = next(blocks, [])
    work = sum(map(_work_of, first)) * count // max(1, len(first))
    return work, _batches(chain([first], blocks))


def rendered_pages(
    batches: Iterable[list[Page]], memo: Memo, pool: Pool
) -> Iterator[Rendered | Failure]:
    """Each page as bytes, or why it failed, in order; new markup goes into the memo."""
    waiting: deque[Future[list[Rendered | Failure]]] = deque()
    for batch in batches:
        waiting.append(pool.render(batch))
        if len(waiting) > AHEAD * pool.workers:
            yield from _remembered(waiting.popleft().result(), memo)
    while waiting:
        yield from _remembered(waiting.popleft().result(), memo)


def _batches(blocks: Iterable[list[Page]]) -> Iterator[list[Page]]:
    for block in blocks:
        batch: list[Page] = []
        work = 0
        for page in block:
            batch.append(page)
            work += _markup_of(page)
            if work >= CHARACTERS:
                yield batch
                batch, work = [], 0
        if batch:
            yield batch


def _markup_of(page: Page) -> int:
    """The characters of its markup that is still to be rendered."""
    return sum(len(text.source) for text in values_of(page.context, Text))


def _work_of(page: Page) -> int:
    return PAGE + _markup_of(page)


def _blocks(pages: Iterable[Page]) -> Iterator[list[Page]]:
    block: list[Page] = []
    rows = 0
    for page in pages:
        block.append(page)
        rows += sum(len(each) for each in values_of(page.context, list))
        if len(block) == PAGES or rows >= ROWS:
            yield block
            block, rows = [], 0
    if block:
        yield block


def _with_known(block: list[Page], memo: Memo, *, remember: bool) -> list[Page]:
    """The pages with what the memo knows of their markup."""
    texts = [text for page in block for text in values_of(page.context, Text)]
    known = memo.find(texts) if remember else {}

    def filled(page: Page) -> Page:
        context = with_texts(page.context, lambda text: known.get(text, text))
        return Page(page.path, page.template, page.source, context)

    return [filled(page) for page in block]


def _remembered(results: list[Rendered | Failure], memo: Memo) -> list[Rendered | Failure]:
    memo.keep(made for r in results if isinstance(r, Rendered) for made in r.fragments)
    return results
