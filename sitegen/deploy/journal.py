"""The journal: what each file was made of when it was last deployed to a target.

It is kept in the state folder, one for each target, so that a later deploy can say what caused a
change. Nothing but those words rests on it: a journal that is lost or damaged is an empty one.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha1
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sitegen.deploy.release import Release


class Deployed(NamedTuple):
    """A file as it was deployed: its digest and size, its key, and what it was made of in words."""

    digest: str
    size: int
    key: str
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Journal:
    """What was deployed to a target last; `inputs` are the parts of the first halves of keys."""

    files: Mapping[str, Deployed] = field(default_factory=dict)
    inputs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def journal_of(release: Release) -> Journal:
    """What is to be remembered of a release."""
    files = {
        path: Deployed(
            file.digest, file.size, release.keys.get(path, "-"), release.origins.get(path, "")
        )
        for path, file in release.files.items()
    }
    return Journal(files, release.inputs)


def read_journal(state: Path, target: str) -> Journal:
    """What was deployed from this state to the target last."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        found = json.loads(_file(state, target).read_bytes())
        files = {path: Deployed(*values) for path, values in found["files"].items()}
        return Journal(files, dict(found["inputs"]))
    return Journal()


def write_journal(state: Path, target: str, journal: Journal) -> None:
    """Remember what was deployed; where that cannot be written, the deploy is done all the same."""
    file = _file(state, target)
    unfinished = file.with_suffix(".new")
    said = {"target": target, "files": journal.files, "inputs": journal.inputs}
    with suppress(OSError):
        unfinished.write_text(json.dumps(said))
        os.replace(unfinished, file)


def _file(state: Path, target: str) -> Path:
    name = sha1(target.encode(errors="surrogateescape"), usedforsecurity=False).hexdigest()
    return state / f"deployed-{name[:12]}.json"
