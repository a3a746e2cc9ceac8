"""Long lists, cut into pages that link to each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sitegen.urls import INDEX, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

SIZE = 25
AROUND = 2  # pages linked on each side of the one shown


def pages(
    items: Sequence[T], path: str, size: int = SIZE
) -> Iterator[tuple[str, Sequence[T], dict[str, Any] | None]]:
    """Each page of a list as its path, its items and its pager.

    Page 1 is at `path` (`jobs/index.html`) and is there even when nothing is listed; the others are
    at `page/N/` below it. The pager is None when there is one page; else it gives `number`,
    `count`, the URLs `first`, `previous` and `next` (the last two "" at the ends), and `pages` to
    link to, each with `number` and `url`: the first, the last and those around this one, so that a
    page does not grow with the length of the list. A gap between two numbers is for the template
    to show.
    """
    count = max(1, -(-len(items) // size))
    for number in range(1, count + 1):
        shown = items[(number - 1) * size : number * size]
        yield path_of_page(path, number), shown, _pager(path, number, count)


def path_of_page(path: str, number: int) -> str:
    """The file of one page of the list that starts at `path`."""
    return path if number == 1 else f"{path.removesuffix(INDEX)}page/{number}/{INDEX}"


def _pager(path: str, number: int, count: int) -> dict[str, Any] | None:
    if count == 1:
        return None
    near = {1, count, *range(number - AROUND, number + AROUND + 1)}
    linked = {each: url_of(path_of_page(path, each)) for each in sorted(near) if 1 <= each <= count}
    return {
        "number": number,
        "count": count,
        "first": url_of(path),
        "previous": linked.get(number - 1, ""),
        "next": linked.get(number + 1, ""),
        "pages": [{"number": each, "url": url} for each, url in linked.items()],
    }
