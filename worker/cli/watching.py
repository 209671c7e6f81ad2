"""The watch list of a run: read at the start, and anew when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from worker import watch
from worker.errors import ListError, UsageError
from worker.packs import Pack
from worker.ports import Observer
from worker.runtime.happenings import WatchListFailed, WatchListRead
from worker.watch import WatchList


def read(path: Path, packs: Mapping[str, Pack]) -> WatchList:
    """Return the list at ``path``. Raises ``ListError`` with all its faults."""
    return WatchList(watch.watched(_body(path), str(path)), packs)


def _body(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        message = f"{path}: can't be read: {fault.strerror}; give the path of a watch list, TOML"
        raise ListError([message]) from fault


class Watching:
    """The list in force; none where ``path`` is None."""

    def __init__(self, path: Path | None, packs: Mapping[str, Pack], observe: Observer) -> None:
        """Read the list. Raises ``ListError``."""
        self._path = path
        self._packs = packs
        self._observe = observe
        self._asked = False
        self.list: WatchList | None = None
        self.body: bytes | None = None
        """The list as it is written."""
        if path:
            self._take(path)

    def reload(self) -> None:
        """Have the next ``renew`` read the list anew; may be called from a signal handler."""
        self._asked = True

    def renew(self) -> None:
        """Read the list anew where that was asked for; one with faults changes nothing."""
        if not self._asked or self._path is None:
            return
        self._asked = False
        try:
            self._take(self._path)
        except UsageError as fault:
            self._observe(WatchListFailed(message=str(fault)))

    def _take(self, path: Path) -> None:
        body = _body(path)
        self.list, self.body = WatchList(watch.watched(body, str(path)), self._packs), body
        entities, collisions = self.list.entities, len(self.list.collisions())
        self._observe(WatchListRead(entities=entities, collisions=collisions))
