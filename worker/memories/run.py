"""``Run``: a memory for as long as the run lasts, which is what the window itself is."""

from __future__ import annotations

from collections.abc import Sequence

from worker.copies import Known


class Run:
    """Keeps nothing: the same records give the same events in every run."""

    def recall(self) -> Sequence[Known]:
        """Return nothing."""
        return ()

    def news(self) -> Sequence[Known]:
        """Return nothing: nobody else writes here."""
        return ()

    def keep(self, learnt: Sequence[Known], forgotten: Sequence[str]) -> None:
        """Leave it to the window."""

    def close(self) -> None:
        """Nothing to let go of."""
