"""Exit statuses."""

from __future__ import annotations

from typing import Final

DONE: Final = 0
REJECTED: Final = 1
"""All was read; some records were rejected."""
USAGE: Final = 2
"""The command, a setting or a pack has to be changed."""
GAVE_UP: Final = 3
"""A source or a sink failed for good; what was not committed is read again next time."""
BUG: Final = 70
"""qala itself failed, outside of a record; EX_SOFTWARE of ``sysexits.h``."""
INTERRUPTED: Final = 130
