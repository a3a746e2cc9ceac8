"""Everything that can go wrong for a user, in one tree.

::

    SitegenError                1   the site or a check failed
    ├── ImportFailed            1   a source that cannot be imported; nothing was written
    │   └── ImportRefused       1   rows in the way, each named (in importers/report.py)
    ├── MarkupFault             1   a text that cannot become HTML (quotes one)
    ├── TemplateFault           1   a template that cannot be used (names template:line)
    ├── RulesFault              1   redirects that a host would not follow, or without end
    ├── SettingsFault           2   wrong usage or settings
    │   └── OutputRefused       2   the output folder is not ours, or cannot be written
    ├── DatabaseFault           3   cannot be reached, is not migrated, denies access
    │   ├── DatabaseGone        3   is out of reach, or locked, and may be back later
    │   └── UnreadableText      3   a text that its column's type cannot read
    ├── DeployRefused           1   a deploy that would do harm; the target is as it was
    │   └── PathsLost           1   paths that would vanish, each named (in deploy/difference.py)
    ├── DeployFault             4   a target cannot be reached, or denies access
    │   ├── ApiFault            4   Netlify says no, or nothing (in deploy/netlify_faults.py)
    │   └── StoreFault          4   a store of objects does (in deploy/s3_faults.py)
    └── LockHeld                5   another build or deploy holds the lock

The number is the exit code. Only the command line prints an error, and it catches no other kind:
anything else is a bug and shows its traceback.
"""

from __future__ import annotations

from typing import ClassVar


class SitegenError(Exception):
    """What happened and where (`message`), and what to do about it (`mend`)."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, mend: str = "") -> None:
        super().__init__(message, mend)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".rstrip()

    def lines(self) -> list[str]:
        """The error as it is shown: one line, whatever the rows that it quotes hold."""
        return [str(self)]

    def __reduce__(self) -> tuple[object, ...]:
        return _revive, (type(self), self.message, self.mend)


def _revive(kind: type[SitegenError], message: str, mend: str) -> SitegenError:
    """Rebuild an error that crossed a process border: `mend` is keyword-only."""
    return kind(message, mend=mend)


class ImportFailed(SitegenError):
    """A source that cannot be imported; the database is as it was."""


class MarkupFault(SitegenError):
    """A text that cannot become HTML. The message starts with its line when there is one."""


class TemplateFault(SitegenError):
    """A template that cannot be used; the message names it and its line."""


class RulesFault(SitegenError):
    """Redirects that a host would take for others, or follow without end (quotes one)."""


class SettingsFault(SitegenError):
    """Wrong usage or settings."""

    exit_code = 2


class OutputRefused(SettingsFault):
    """The output folder holds files that are not ours, or cannot be written."""


class DatabaseFault(SitegenError):
    """The database cannot be reached, is not migrated, or denies access."""

    exit_code = 3


class DatabaseGone(DatabaseFault):
    """The database is out of reach, or locked by another program; later it may be back."""


class UnreadableText(DatabaseFault):
    """A `text` of the database that its column's type cannot read, such as a time on SQLite."""

    def __init__(self, message: str, *, mend: str = "", text: str = "") -> None:
        super().__init__(message, mend=mend)
        self.text = text


class DeployRefused(SitegenError):
    """A deploy that would do harm, such as losing pages; the target is as it was."""


class DeployFault(SitegenError):
    """The target of a deploy cannot be reached, denies access, or fails."""

    exit_code = 4


class LockHeld(SitegenError):
    """Another build or deploy works on the same state, output or target."""

    exit_code = 5
