"""The plan: every file of the site held against the manifest.

A planned path is stale when its key differs from the recorded one, or when the file in place is
not the file we wrote; a recorded path that nothing plans is an orphan. Two files that cannot both
exist are failures of their rows, except that a path of a view that yields gives way with a warning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sitegen import urls
from sitegen.inputs import key_of
from sitegen.messages import Failure, Warned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sitegen.inputs import Inputs
    from sitegen.manifest import Entry
    from sitegen.views import Stamp

ANOTHER_PATH = "Give one of the rows another path."


@dataclass(frozen=True, slots=True)
class Planned:
    """One file that the site has. `view` and `template` are empty for a file that is copied."""

    path: str
    view: str
    template: str
    source: str
    key: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build has to do. `stale` is in the order of the views, with the reason for each."""

    files: Mapping[str, Planned]
    stale: Mapping[str, str]
    orphans: tuple[str, ...]
    failures: tuple[Failure, ...] = ()
    warnings: tuple[Warned, ...] = ()


@dataclass(slots=True)
class Claims:
    """The paths claimed so far, and what speaks against some of them."""

    files: dict[str, Planned] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)
    _yielding: set[str] = field(default_factory=set)
    _doubles: dict[str, list[Planned]] = field(default_factory=dict)

    def add_copies(self, copies: Iterable[Planned]) -> None:
        """Claim files that are copied as they are."""
        for planned in copies:
            self._claim(planned, yields=False)

    def add_view(
        self, name: str, default: str, stamps: Iterable[Stamp], inputs: Inputs, *, yields: bool
    ) -> None:
        """Claim the files of one view."""
        for stamp in stamps:
            template = inputs.chosen(default, stamp.template)
            key = key_of(inputs.id_of(default, stamp.template), stamp.digest)
            planned = Planned(stamp.path, name, template, stamp.source, key)
            if stamp.template not in ("", template):
                self._miss(planned, stamp.template)
            fault = urls.fault_of(stamp.path)
            if fault:
                self._fail(planned, f"its path {fault}.", "Mend the path of this row.")
            else:
                self._claim(planned, yields=yields)

    def _claim(self, planned: Planned, *, yields: bool) -> None:
        path = planned.path
        other = self.files.get(path)
        if other is None:
            self.files[path] = planned
            if yields:
                self._yielding.add(path)
        elif yields and path not in self._yielding:
            self._give_way(planned, other)
        elif not yields and path in self._yielding:
            self._yielding.discard(path)
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
        seen: dict[str, Planned] = {}
        in_order = [self.files[path] for path in sorted(self.files)]
        for planned in in_order:
            self._check_look_alike(planned, seen)
        for planned in in_order:
            self._check_folders(planned, seen)

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
        for folder in _folders(planned.path):
            other = seen.get(urls.folded(folder))
            if other is not None and not self._winner(planned, other):
                message = (
                    f"{planned.path} needs a folder where {other.source} has the file {other.path}."
                )
                self._fail(planned, message, ANOTHER_PATH)

    def _winner(self, planned: Planned, other: Planned) -> Planned | None:
        """The one of two that clash to which the other gives way, if just one of them yields."""
        yields = planned.path in self._yielding
        if yields == (other.path in self._yielding):
            return None
        loser, winner = (planned, other) if yields else (other, planned)
        if self.files.pop(loser.path, None) is not None:
            self._give_way(loser, winner)
        return winner


def _folders(path: str) -> Iterable[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


@dataclass(frozen=True, slots=True)
class InPlace:
    """The output as it is: what is recorded of it, and whether the files are those we wrote.

    `fault` says what is wrong with a file (missing, edited), empty if nothing is. With
    `distrusted` every file is stale.
    """

    recorded: Mapping[str, Entry]
    fault: Callable[[str, Entry], str]
    distrusted: bool = False

    def reason(self, planned: Planned) -> str:
        """Why the file has to be made, or empty."""
        if self.distrusted:
            return "a full build was asked for"
        entry = self.recorded.get(planned.path)
        if entry is None:
            return "new"
        if entry.key != planned.key:
            return changed_part(entry.key, planned.key)
        return self.fault(planned.path, entry)


def make_plan(claims: Claims, place: InPlace) -> Plan:
    """Hold the claims against what is in place.

    Failed paths are neither stale nor orphans: their files stay as they are.
    """
    claims.check_clashes()
    failed = {failure.path for failure in claims.failures}
    reasons = {
        path: place.reason(planned) for path, planned in claims.files.items() if path not in failed
    }
    stale = {path: reason for path, reason in reasons.items() if reason}
    orphans = tuple(sorted(place.recorded.keys() - claims.files.keys() - failed))
    return Plan(claims.files, stale, orphans, tuple(claims.failures), _by_path(claims.warnings))


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
    inputs = "its template, shared content, settings or code changed"
    return inputs if old_stamp == new_stamp else f"its rows changed, and {inputs}"
