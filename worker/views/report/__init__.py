"""The report's page: figures of a period → one HTML document.

Rule: each chart has a table, each number leads to its claims, and what is cut says so. A claim
is written once, in the list of all; a number shows its claims out of that list.

    reading    figures and words together, and links from numbers to claims
    charts     charts as SVG
    tables     tables, figures, sections
    places     outlet, article and time of a claim
    spoken     who spoke most, in which stances, about whom
    dates      claims over time
    compared   checkable first, carried by several, corrected
    claims     the list of all claims
    method     how it was counted
    document   the page around them
    rows       the figures as tables
    exports    the same figures as CSV and JSON, nothing cut
"""

from __future__ import annotations

from worker.views.report.document import report_page
from worker.views.report.exports import CSV_FILES, csv_lines, json_parts

__all__ = ["CSV_FILES", "csv_lines", "json_parts", "report_page"]
