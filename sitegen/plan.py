"""The plan: every file of the site held against the manifest.

A planned path is stale when its key differs from the recorded one, or when the file in place is
not the file we wrote; a recorded path that nothing plans is an orphan. Two files that cannot both
exist are failures of their rows, except that a path of a view that yields gives way with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sitegen import urls
from sitegen.messages import Failure, Warned, row_id, row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sitegen.inputs import Inputs
    from sitegen.manifest import Recorded
    from sitegen.site import AnyView
    from sitegen.views import Stamp

ANOTHER_PATH = "Give one of the rows another path."
INPUTS_CHANGED = "its template, shared content, settings or code changed"


class Planned(NamedTuple):
    """One file that the site has. `view` and `template` are empty for a file that is copied.

    `row` is the id of its row in `table`, or else how messages name what it is made of. A site has
    very many of these: what can be told from the parts is not kept.
    """

    path: str
    view: str
    template: str
    table: str
    row: int | str
    inputs: str
    stamp: str

    @property
    def source(self) -> str:
        """How messages name what the file is made of."""
        return self.row if isinstance(self.row, str) else row_of(self.table, self.row, self.path)

    @property
    def origin(self) -> str:
        """What the file is made of, beside its path: its row, the view of many rows, or a file."""
        if isinstance(self.row, int):
            return row_id(self.table, self.row)
        return f"view {self.view}" if self.view else self.row

    @property
    def key(self) -> str:
        """Hash of everything that can alter the file: an equal key means equal bytes."""
        return f"{self.inputs}-{self.stamp}"


def copied(path: str, source: str, digest: str) -> Planned:
    """A file that is copied as it is: its stamp is the digest of its bytes."""
    return Planned(path, "", "", "", source, "copy", digest)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build has to do. `stale` is in the order of the views, with the reason for each.

    `answers` are one number for all that a view said, for views that change with the time.
    """

    files: Mapping[str, Planned]
    stale: Mapping[str, str]
    orphans: tuple[str, ...]
    answers: Mapping[str, int]
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Warned, ...] = ()


@dataclass(slots=True)
class Claims:
    """The paths claimed so far, and what speaks against some of them."""

    files: dict[str, Planned] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    _yielding: set[str] = field(default_factory=set)  # views
    _doubles: dict[str, list[Planned]] = field(default_factory=dict)

    def add_copies(self, copies: Iterable[Planned]) -> None:
        """Claim files that are copied as they are."""
        for planned in copies:
            self._claim(planned)

    def add_view(self, view: AnyView, stamps: Iterable[Stamp], inputs: Inputs) -> None:
        """Claim the files of one view."""
        if view.yields:
            self._yielding.add(view.name)
        for path, digest, row, asked in stamps:
            template = inputs.chosen(view.template, asked)
            made_of = inputs.id_of(view.template, asked)
            planned = Planned(path, view.name, template, view.source, row, made_of, digest)
            if asked not in ("", template):
                self._miss(planned, asked)
            fault = urls.fault_of(path)
            if fault:
                self._fail(planned, f"its path {fault}.", "Mend the path of this row.")
            elif path in self.files:
                self._claim(planned)
            else:
                self.files[path] = planned

    def _yields(self, planned: Planned) -> bool:
        return planned.view in self._yielding

    def _claim(self, planned: Planned) -> None:
        path, yields = planned.path, self._yields(planned)
        other = self.files.setdefault(path, planned)
        if other is planned:
            return
        if yields and not self._yields(other):
            self._give_way(planned, other)
        elif not yields and self._yields(other):
            self.files[path] = planned
            for loser in self._doubles.pop(path, [other]):
                self._give_way(loser, planned)
        else:
            self._doubles.setdefault(path, [other]).append(planned)

    def _give_way(self, loser: Planned, winner: Planned) -> None:
        url = urls.url_of(loser.path)
        message = f"left out, because {winner.view or winner.source} makes {url}. {ANOTHER_PATH}"
        self.warnings.append(Warned(loser.path, loser.source, f"{loser.source}: {message}"))

    def _miss(self, planned: Planned, asked: str) -> None:
        message = f"there is no templates/{asked}, so {planned.template} is used."
        self.warnings.append(Warned(planned.path, planned.source, f"{planned.source}: {message}"))

    def _fail(self, planned: Planned, message: str, mend: str) -> None:
        text = f"{planned.source}: {message} {mend}"
        self.failures.append(Failure(planned.path, planned.source, text))

    def check_clashes(self) -> None:
        """Fail the rows whose files cannot be beside those of other rows.

        These are two rows of one path, paths that some file system would take for one, and a file
        where a folder must be. Who is named first does not depend on the order of the rows.
        """
        for path, doubles in sorted(self._doubles.items()):
            first, *others = sorted(doubles, key=lambda planned: planned.source)
            for other in others:
                self._fail(first, f"{other.source} makes {path} as well.", ANOTHER_PATH)
        if not self._may_clash():
            return
        seen: dict[str, Planned] = {}
        in_order = [self.files[path] for path in sorted(self.files)]
        for planned in in_order:
            self._check_look_alike(planned, seen)
        for planned in in_order:
            self._check_folders(planned, seen)

    def _may_clash(self) -> bool:
        """Whether two paths look alike, or one is a folder of another; who they are is not said."""
        names = {urls.folded(path) for path in self.files}
        if len(names) < len(self.files):
            return True
        outer_folders: set[str] = set()  # most folders hold one file: those are not kept
        for path in names:
            folder = path.rpartition("/")[0]
            if folder in names:
                return True
            outer = folder.rpartition("/")[0]
            while outer and outer not in outer_folders:
                outer_folders.add(outer)
                outer = outer.rpartition("/")[0]
        return not outer_folders.isdisjoint(names)

    def _check_look_alike(self, planned: Planned, seen: dict[str, Planned]) -> None:
        name = urls.folded(planned.path)
        other = seen.setdefault(name, planned)
        if other is planned:
            return
        winner = self._winner(planned, other)
        if winner:
            seen[name] = winner
        else:
            message = (
                f"{planned.path} clashes with {other.path} of {other.source}: "
                "they differ only in case or accents."
            )
            self._fail(planned, message, ANOTHER_PATH)

    def _check_folders(self, planned: Planned, seen: Mapping[str, Planned]) -> None:
        for folder in reversed(list(urls.folders_of(planned.path))):
            other = seen.get(urls.folded(folder))
            if other is not None and not self._winner(planned, other):
                message = (
                    f"{planned.path} needs a folder where {other.source} has the file {other.path}."
                )
                self._fail(planned, message, ANOTHER_PATH)

    def _winner(self, planned: Planned, other: Planned) -> Planned | None:
        """The one of two that clash to which the other gives way, if just one of them yields."""
        yields = self._yields(planned)
        if yields == self._yields(other):
            return None
        loser, winner = (planned, other) if yields else (other, planned)
        if self.files.pop(loser.path, None) is not None:
            self._give_way(loser, winner)
        return winner


@dataclass(frozen=True, slots=True)
class InPlace:
    """The output as it is: what is recorded of it, and whether the files are those we wrote.

    `recorded` is read once. `fault` says what is wrong with a file (missing, edited), empty if
    nothing is. With `distrusted` every file is stale.
    """

    recorded: Iterable[tuple[str, Recorded]]
    fault: Callable[[str, Recorded], str]
    distrusted: bool = False

    def reason(self, planned: Planned, entry: Recorded) -> str:
        """Why a file that was made before has to be made again, or empty."""
        if self.distrusted:
            return "a full build was asked for"
        if entry.key != planned.key:
            return changed_part(entry.key, planned.key)
        return self.fault(planned.path, entry)


def make_plan(claims: Claims, place: InPlace, answers: Mapping[str, int]) -> Plan:
    """Hold the claims against what is in place, in one pass over what is recorded.

    Failed paths are neither stale nor orphans: their files stay as they are.
    """
    claims.check_clashes()
    stale, orphans = dict.fromkeys(claims.files, "new"), list[str]()
    failed = {failure.path for failure in claims.failures}
    for path in failed:
        stale.pop(path, None)
    for path, entry in place.recorded:
        if path in stale:
            stale[path] = place.reason(claims.files[path], entry)
            if not stale[path]:
                del stale[path]
        elif path not in claims.files and path not in failed:
            orphans.append(path)
    warnings = _by_path(claims.warnings)
    return Plan(claims.files, stale, tuple(orphans), answers, tuple(claims.failures), warnings)


def _by_path(warnings: list[Warned]) -> tuple[Warned, ...]:
    return tuple(sorted(warnings, key=lambda warned: (warned.path, warned.message)))


def changed_part(old: str, new: str) -> str:
    """Which half of a key changed, in words."""
    old_inputs, _, old_stamp = old.partition("-")
    new_inputs, _, new_stamp = new.partition("-")
    if old == "-":
        return "taken over, or left unfinished by a build that was interrupted"
    if old_inputs == new_inputs:
        return "its rows changed"
    only_inputs = old_stamp == new_stamp
    return INPUTS_CHANGED if only_inputs else f"its rows changed, and {INPUTS_CHANGED}"
