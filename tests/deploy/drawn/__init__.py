"""A dashboard as one HTML page, panel by panel from its own JSON and its own queries.

There is no Grafana here: this draws what the boards of deploy/grafana set and nothing more, in
Grafana's dark colours. `answers` asks, `page` lays out, `forms`, `plot` and `heat` draw a panel,
and `figures` writes numbers with their units.
"""
