"""The chart's README, with a table of its values."""

from __future__ import annotations

import json
from collections.abc import Sequence

from deploy.chart.values import Value

HEAD = """# Chart of qala

<!-- Made by `make chart` of values.yaml and deploy/chart/readme.py. -->

One worker, from feeds into SQLite on a volume, without Kafka:

```
helm install qala helm/qala --set image.repository=registry.example/qala \\
  --set settings.source.feeds.contact=mailto:desk@example.org \\
  --set-file feeds.lists.feeds\\\\.toml=feeds.toml
```

Two roles that share topics of Kafka, with a login, TLS and scaling by lag:

```yaml
roles: [ingest, enrich]
settings:
  kafka:
    bootstrap: ["kafka-bootstrap.kafka:9093"]
    tls: {enabled: true}
    sasl: {mechanism: SCRAM-SHA-512, username: qala}
  source: {feeds: {contact: "mailto:desk@example.org"}}
kafka:
  ca: {existingSecret: kafka-cluster-ca-cert}
  credentials: {existingSecret: qala-user}
feeds: {existingConfigMap: feeds}
watch: {existingConfigMap: speakers}
enrich:
  autoscaling: {keda: {enabled: true}}
metrics:
  podMonitor: {enabled: true}
  rules: {enabled: true}
  dashboards: {enabled: true}
networkPolicy: {enabled: true}
```

* `settings` are those of qala itself, in YAML; `ingest.settings` and the like are laid over them.
  What the chart sets (paths, ports, secrets) can't be given there.
* Secrets are mounted as files; what has no file is a variable. A token is read anew at each
  connection, a password at the start: restart the pods after changing it.
* Where a role uses Kafka a job makes the topics before anything else is installed or upgraded.
  A worker's transactions are named after its pod: allow the user all transactional ids that begin
  with the name of the release (or `fullnameOverride`).
* One worker of the role `ingest` polls all feeds, and remembers them on a volume. With
  `settings.source.feeds.shared.enabled` any number (`ingest.replicas`) share them, and the job has
  `qala feeds sync` write the lists into their registry, also at each upgrade.
* Feeds and watch list of the chart restart the workers when they change. Where a config map of
  yours holds them, `kubectl rollout restart` does.
* `enrich.autoscaling.keda.lagThreshold` is records a second of one pod times the seconds of delay
  that you accept. Markers of transactions count as lag, a few a partition.
* The chart wants Kubernetes 1.29 or later. KEDA and Prometheus's operator are needed only where
  their switches are on.

| value | default | what it is |
|---|---|---|
"""


def page(values: Sequence[Value]) -> str:
    """Return the whole page."""
    return HEAD + "".join(
        f"| `{each.key}` | {_shown(each.default)} | {each.text} |\n" for each in values
    )


def _shown(default: object) -> str:
    return f"`{json.dumps(default, ensure_ascii=False)}`"
