"""Write the dashboards: ``python -m deploy.grafana [FOLDER]``; without one, beside this file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.grafana import board, feeds, overview, statements

BOARDS = (overview.BOARD, feeds.BOARD, statements.BOARD)


def texts() -> Iterator[tuple[str, str]]:
    """Return each dashboard as the name of its file and what belongs in it."""
    for each in BOARDS:
        text = json.dumps(board.to_json(each), ensure_ascii=False, indent=2)
        yield f"{each.name}.json", text + "\n"


def main() -> None:
    """Write all dashboards into a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for name, text in texts():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
