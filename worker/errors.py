"""Every error that qala raises on purpose, split by what the caller does next.

    QalaError
    ├── UsageError          the user must change something: print it, exit with status 2
    │   ├── SettingsError   a settings file or an environment variable (all faults at once)
    │   ├── ListError       a list of feeds or of speakers (all faults at once)
    │   ├── ArchiveError    a file of published events, with its place
    │   └── PackError       a file of a language pack, with its place
    ├── RecordError         this record can't be processed: reject it, go on with the next
    ├── UnavailableError    a source or a sink does not answer now: retry with back-off
    ├── UndoneError         a batch was undone as a whole: forget it, its records come again
    └── StoppedError        a source or a sink can't go on: end without commit

Messages say what is wrong, where, and what to do about it. Bugs are not in this tree: they
are whatever Python raises.
"""

from __future__ import annotations


class QalaError(Exception):
    """Whatever qala raises on purpose."""


class UsageError(QalaError):
    """The user must change something before it can work."""


class SettingsError(UsageError):
    """The settings have faults.

    ``faults`` lists all of them, each with its key, what is wrong and what is allowed.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class ListError(UsageError):
    """A list of feeds or of speakers has faults.

    ``faults`` lists all of them, each with its file and line, what is wrong and what is allowed.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class PackError(UsageError):
    """A file of a language pack has an unknown key or a wrong value."""


class ArchiveError(UsageError):
    """A file of published events is missing, damaged, of another version or something else."""


class RecordError(QalaError):
    """This record can't become an article; ``reason`` is a bounded label for metrics."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class UnavailableError(QalaError):
    """A source or a sink does not answer now; the same call may work later."""


class UndoneError(QalaError):
    """Nothing of the batch in hand is kept: its records are given again, here or elsewhere."""


class StoppedError(QalaError):
    """A source or a sink can't go on; the process ends and commits nothing more."""
