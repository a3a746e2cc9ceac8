"""What a deploy would change at a target, and why; a deploy that would lose pages is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sitegen.deploy.losses import lost_paths
from sitegen.errors import DeployRefused
from sitegen.inputs import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sitegen.deploy.journal import Deployed, Journal
    from sitegen.deploy.release import Release

FREE = 20  # paths that may vanish from any site
FREE_PERCENT = 2  # of the published paths, which may vanish from a large one
LISTED = 20  # paths that an error names

NEW = "new"
ROWS = "rows"
FILE = "the file itself"
EMBEDDED = "what pages embed"  # for the policy in `_headers`, which the key does not tell
GONE = "nothing makes it any more"


class Change(NamedTuple):
    """One path that a deploy would alter. `size` is None for what nobody here knows the size of.

    `cause` is what altered it, in words, and `origin` the row, the view of many rows or the file
    that it is made of, or was when it is removed; both are empty if not known.
    """

    path: str
    size: int | None
    cause: str
    origin: str

    @property
    def told_origin(self) -> str:
        """The origin, where rows or the file itself are the cause; empty if the path says it."""
        is_cause = self.cause.startswith((NEW, GONE, ROWS, FILE))
        return self.origin if is_cause and self.origin != self.path else ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a release would change at a target, in order of path.

    `lost` are the removed paths that no redirect answers, of so many `published` ones, among them
    so many `pages`. `uploads` is the number of contents that are sent to the target, `bytes` are
    theirs together.
    """

    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    removed: tuple[Change, ...]
    lost: tuple[str, ...]
    published: int
    pages: int
    unchanged: int
    uploads: int
    bytes: int


class PathsLost(DeployRefused):
    """A deploy that takes away more paths than it may; it lists them."""

    def __init__(self, message: str, *, mend: str = "", paths: Sequence[str] = ()) -> None:
        super().__init__(message, mend=mend)
        self.paths = tuple(paths)

    def lines(self) -> list[str]:
        """The error, and below it the paths."""
        more = len(self.paths) - LISTED
        rest = [f"  … and {more:,} more; --plan --json lists them all."] if more > 0 else []
        return [str(self), *(f"  {path}" for path in self.paths[:LISTED]), *rest]


def difference(
    release: Release,
    published: Mapping[str, str],
    journal: Journal,
    *,
    base_url: str = "",
    elsewhere: tuple[str, ...] = (),
    shares: bool = True,
) -> Difference:
    """What would become of the published files, which are digests by path.

    A target that `shares` bytes is sent none that it has, and the same ones once. `base_url` is the
    address of the site; URL paths there that begin with one of `elsewhere` are another server's.
    """
    files = release.files
    added = [path for path in files if path not in published]
    changed = [p for p in files if p in published and published[p] != files[p].digest]
    removed = sorted(published.keys() - files.keys())
    there = set(published.values()) if shares else set()
    lacking = {
        (f.digest if shares else path): f.size
        for path in (*added, *changed)
        if (f := files[path]).digest not in there
    }
    return Difference(
        added=tuple(Change(p, files[p].size, NEW, release.origins.get(p, "")) for p in added),
        changed=tuple(_changed(path, release, published, journal) for path in changed),
        removed=tuple(_removed(path, journal.files.get(path)) for path in removed),
        lost=tuple(lost_paths(release, removed, base_url, elsewhere)),
        published=len(published),
        pages=_pages(published),
        unchanged=len(files) - len(added) - len(changed),
        uploads=len(lacking),
        bytes=sum(lacking.values()),
    )


def check_losses(found: Difference, limit: int | None) -> None:
    """Refuse a deploy after which more paths than the limit lead nowhere. Raises PathsLost.

    Without a limit, 20 paths may vanish, or 2 % of what is published where that is more; but never
    more than half of the pages, as a small site would lose otherwise.
    """
    allowed = max(FREE, found.published * FREE_PERCENT // 100) if limit is None else limit
    pages, most = _pages(found.lost), found.pages // 2
    if len(found.lost) > allowed:
        raise _lost(found, f"{len(found.lost):,} of {found.published:,} published paths", allowed)
    if limit is None and pages > most:
        raise _lost(found, f"{pages:,} of {found.pages:,} published pages", most)


def _lost(found: Difference, what: str, allowed: int) -> PathsLost:
    return PathsLost(
        f"{what} would vanish without a redirect, more than {allowed:,}.",
        mend="If that was not meant, mend the rows and build again; else redirect them, or deploy "
        "with --allow-removed.",
        paths=found.lost,
    )


def _pages(paths: Iterable[str]) -> int:
    return sum(path.endswith(".html") for path in paths)


def _removed(path: str, deployed: Deployed | None) -> Change:
    size, origin = (deployed.size, deployed.origin) if deployed else (None, "")
    return Change(path, size, GONE, origin)


def _changed(path: str, release: Release, published: Mapping[str, str], journal: Journal) -> Change:
    before, key = journal.files.get(path), release.keys.get(path, "-")
    # What somebody else deployed since was made of something else.
    is_known = before is not None and before.digest == published[path]
    cause = _cause(before.key, key, release, journal) if before and is_known else ""
    return Change(path, release.files[path].size, cause, release.origins.get(path, ""))


def _cause(before: str, now: str, release: Release, journal: Journal) -> str:
    """What differs between two keys, in words; empty if nothing does that is known."""
    if before == now:
        return EMBEDDED
    old_inputs, _, old_stamp = before.partition("-")
    new_inputs, _, new_stamp = now.partition("-")
    old, new = journal.inputs.get(old_inputs, {}), release.inputs.get(new_inputs, {})
    is_known = old_inputs == new_inputs or (old and new)
    if not (old_stamp and new_stamp and is_known):
        return ""
    rows = [FILE if new_inputs == "copy" else ROWS] if old_stamp != new_stamp else []
    parts = sorted(part for part in old.keys() | new.keys() if old.get(part) != new.get(part))
    return ", ".join([*rows, *map(in_words, parts)])
