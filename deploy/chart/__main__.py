"""Write what of helm/qala is made by code: ``python -m deploy.chart [FOLDER]``.

The schema of the values, the README with their table, and copies of rules and dashboards, since
a chart can hold only files of its own folder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.chart import readme, schema, values

DEPLOY = Path(__file__).parents[1]
CHART = DEPLOY.parent / "helm" / "qala"


def texts() -> Iterator[tuple[str, str]]:
    """Return each file as its path in the chart and what belongs in it."""
    given = (CHART / "values.yaml").read_text(encoding="utf-8")
    whole = schema.of_values(values.defaults(given))
    yield "values.schema.json", json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    yield "README.md", readme.page(values.documented(given))
    for path in sorted((DEPLOY / "prometheus").glob("*.yml")):
        yield f"files/rules/{path.name}", path.read_text(encoding="utf-8")
    for path in sorted((DEPLOY / "grafana").glob("*.json")):
        yield f"files/dashboards/{path.name}", path.read_text(encoding="utf-8")


def main() -> None:
    """Write all of it into a folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else CHART
    for name, text in texts():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
