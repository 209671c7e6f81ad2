"""Values that the chart must render, and values that it must refuse with a word of advice."""

from __future__ import annotations

from tests.helm.charted import ALONE, BOTH, CONTACT, FEEDS, OFF, ON, Json, over, put

SCRAM: Json = {
    "settings": {"kafka": {"sasl": {"mechanism": "SCRAM-SHA-512", "username": "qala"}}},
}
TLS: Json = {
    "settings": {"kafka": {"tls": {"enabled": True}}},
    "kafka": {"ca": {"existingSecret": "cluster-ca"}},
}
MTLS = over(TLS, put("kafka.certificate", {"existingSecret": "user", "passwordKey": "pass"}))
SECRET = put("kafka.credentials.existingSecret", "user")
PASSWORD = put("kafka.credentials.password", "drawbridge")
TOKEN = put("settings.kafka.sasl", {"mechanism": "OAUTHBEARER"})
CLIENT = put(
    "settings.kafka.sasl",
    {
        "mechanism": "OAUTHBEARER",
        "token_url": "https://login.example/token",
        "client_id": "qala",
        "scope": "kafka",
    },
)
KEDA = put("enrich.autoscaling.keda.enabled", ON)
HPA = put("enrich.autoscaling.hpa.enabled", ON)
HUBS = over(
    put("settings.source.feeds.websub.callback", "https://news.example/hubs"),
    put("websub.secret", "long enough to keep"),
)
INGRESS = put(
    "websub.ingress",
    {
        "enabled": True,
        "className": "nginx",
        "tlsSecret": "cert",
        "annotations": {"a.example/b": "c"},
    },
)
SHARED = over(put("settings.source.feeds.shared.enabled", ON), put("ingest.replicas", 3))
WATCH = put("watch.list", '[[speaker]]\nid = "x:1"\nnames.en = ["Selma Zumurrud"]\n')
NETWORK = put("networkPolicy.enabled", ON)
PEER: Json = {"namespaceSelector": {"matchLabels": {"team": "news"}}}
PEERS = put(
    "networkPolicy",
    {
        **{each: [PEER] for each in ("metricsFrom", "websubFrom", "dnsTo", "kafkaTo")},
        "kafkaPorts": [9095],
        "extraEgress": [{"ports": [{"port": 3128, "protocol": "TCP"}]}],
    },
)
PODS = put("metrics.podMonitor", {"enabled": True, "labels": {"release": "prometheus"}})
SERVICES = put("metrics.serviceMonitor", {"enabled": True, "labels": {"release": "prometheus"}})
RULES = put("metrics.rules", {"enabled": True, "labels": {"release": "prometheus"}})
BOARDS = put("metrics.dashboards.enabled", ON)
PLACED: Json = {
    "env": [{"name": "TZ", "value": "UTC"}],
    "podLabels": {"team": "news"},
    "podAnnotations": {"team.example/page": "desk"},
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "news", "operator": "Exists", "effect": "NoSchedule"}],
    "affinity": {"nodeAffinity": {}},
    "priorityClassName": "news",
}
PLACES: Json = {"all": PLACED, "ingest": PLACED, "enrich": PLACED}
TUNED = put(
    "settings",
    {
        "source": {
            "batch_bytes": 20_000_000,
            "feeds": {"requests": {"allow_hosts": ["a", 'b"\\']}},
        },
        "copies": {"copy_similarity": 0.45, "max_articles": 1_000_000},
        "pipeline": {"languages": ["ar"]},
        "kafka": {"consumer_options": {"fetch_min_bytes": 7, "check_crcs": False}},
    },
)
PUBLISHING = over(
    ALONE,
    put("settings.kafka.bootstrap", ["kafka:9092"]),
    put("all.settings", {"sink": {"kind": "kafka"}, "copies": {"memory": "kafka"}}),
)

RENDERED: dict[str, Json] = {
    "one worker": ALONE,
    "two roles": BOTH,
    "ingest alone": over(BOTH, {"roles": ["ingest"]}),
    "enrich alone": over(
        {"roles": ["enrich"]}, put("settings.kafka.bootstrap", ["[fd00::1]:9092"])
    ),
    "one worker that publishes": PUBLISHING,
    "one worker into lines": over(
        ALONE, put("all.settings", {"sink": {"kind": "jsonl"}, "copies": {"memory": "run"}})
    ),
    "a name of its own": over(BOTH, {"fullnameOverride": "desk"}),
    "an image by digest": over(
        ALONE, put("image.digest", f"sha256:{'0' * 64}"), {"imagePullSecrets": ["pull"]}
    ),
    "lists that are there": over(
        {"settings": CONTACT},
        put("feeds", {"existingConfigMap": "lists", "keys": ["a.toml", "b.opml"]}),
        put("watch", {"existingConfigMap": "speakers", "key": "s.toml"}),
    ),
    "feeds that replicas share": over(BOTH, SHARED),
    "lists that are there, for replicas that share them": over(
        {**BOTH, "feeds": {"existingConfigMap": "lists", "keys": ["a.toml", "b.opml"]}},
        *(SHARED, SCRAM, PASSWORD, TLS),
    ),
    "a watch list": over(BOTH, WATCH),
    "settings of many kinds": over(BOTH, TUNED),
    "a login by password from a secret": over(BOTH, SCRAM, SECRET),
    "a login by password": over(BOTH, SCRAM, PASSWORD),
    "a login by token": over(BOTH, TOKEN, SECRET),
    "a login by a client": over(BOTH, CLIENT, SECRET),
    "a login by a client's secret": over(BOTH, CLIENT, put("kafka.credentials.clientSecret", "s")),
    "TLS": over(BOTH, TLS),
    "TLS with certificates of the system": over(BOTH, put("settings.kafka.tls.enabled", ON)),
    "mTLS": over(BOTH, MTLS),
    "no topics made": over(BOTH, put("topics.create", OFF)),
    "topics with numbers": over(BOTH, put("topics", {"partitions": 24, "replicas": 3})),
    "hubs": over(ALONE, HUBS),
    "hubs and an ingress": over(BOTH, HUBS, INGRESS),
    "hubs with a secret that is there": over(
        ALONE, HUBS, put("websub", {"secret": "", "existingSecret": "hubs"})
    ),
    "no volume": over(ALONE, put("all.persistence.enabled", OFF)),
    "a claim that is there": over(ALONE, put("all.persistence.existingClaim", "archive")),
    "a class of volume": over(
        ALONE, put("all.persistence", {"storageClass": "fast", "keep": False, "size": "1Ti"})
    ),
    "no budget": over(BOTH, put("enrich.disruptionBudget.enabled", OFF)),
    "no spread": over(BOTH, put("enrich.spread.enabled", OFF)),
    "places": over(BOTH, PLACES),
    "KEDA": over(BOTH, KEDA),
    "KEDA with a login and TLS": over(BOTH, KEDA, SCRAM, SECRET, TLS),
    "KEDA with mTLS": over(BOTH, KEDA, MTLS),
    "KEDA with a client": over(BOTH, KEDA, CLIENT, SECRET, TLS),
    "HPA": over(BOTH, HPA),
    "an account that is there": over(
        ALONE, put("serviceAccount", {"create": False, "name": "worker"})
    ),
    "an account with annotations": over(
        ALONE, put("serviceAccount.annotations", {"a.example": "b"})
    ),
    "pods scraped": over(BOTH, PODS),
    "services scraped": over(BOTH, SERVICES),
    "rules": over(ALONE, RULES),
    "dashboards": over(ALONE, BOARDS),
    "policies": over(BOTH, NETWORK),
    "policies of one worker": over(ALONE, NETWORK),
    "policies with peers": over(BOTH, NETWORK, PEERS, HUBS),
    "everything": over(
        *(BOTH, SCRAM, PASSWORD, MTLS, KEDA, HUBS, INGRESS, WATCH, TUNED, NETWORK, PEERS),
        *(PODS, RULES, BOARDS, PLACES),
    ),
}

REFUSED: dict[str, tuple[Json, str]] = {
    "no contact": ({}, "settings.source.feeds.contact: is missing"),
    "no list of feeds": ({"settings": CONTACT}, "feeds.lists: is missing"),
    "no brokers": (
        {"roles": ["enrich"]},
        "settings.kafka.bootstrap: is missing, and role enrich uses Kafka",
    ),
    "KEDA and HPA": (over(BOTH, KEDA, HPA), "enable one"),
    "KEDA with a token": (over(BOTH, KEDA, TOKEN, SECRET), "KEDA can't log in with a token"),
    "scaling over a volume": (
        over(BOTH, HPA, put("enrich.settings.copies.memory", "sqlite"), put("enrich.replicas", 1)),
        "enrich.autoscaling: what it writes is on one volume",
    ),
    "fewest over most": (
        over(BOTH, put("enrich.autoscaling.minReplicas", 13)),
        "minReplicas: is over maxReplicas",
    ),
    "a grace period of drain and ten": (
        over(ALONE, put("all", {"drainSeconds": 35, "terminationGracePeriodSeconds": 45})),
        "allowed: at least 46",
    ),
    "pods and services scraped": (over(ALONE, PODS, SERVICES), "scraped twice"),
    "replicas over a volume": (over(ALONE, put("all.replicas", 2)), "all.replicas: 2"),
    "two passwords": (over(BOTH, SCRAM, SECRET, PASSWORD), "kafka.credentials.existingSecret"),
    "no password": (over(BOTH, SCRAM), "needs a password; give existingSecret or password"),
    "no token": (over(BOTH, TOKEN), "needs a token; give existingSecret"),
    "a token for a client": (over(BOTH, CLIENT, PASSWORD), "needs a client's secret"),
    "credentials without a mechanism": (over(BOTH, SECRET), "mechanism: is none"),
    "no name": (
        over(BOTH, SECRET, put("settings.kafka.sasl.mechanism", "PLAIN")),
        "sasl.username: is missing",
    ),
    "certificates without TLS": (
        over(BOTH, put("kafka.ca.existingSecret", "ca")),
        "settings.kafka.tls.enabled: is false",
    ),
    "topics that do not meet": (
        over(BOTH, put("settings.sink.kafka.records", "raw")),
        "ingest sends to the topic raw",
    ),
    "hubs without a secret": (
        over(ALONE, put("settings.source.feeds.websub.callback", "https://news.example/hubs")),
        "websub.secret: is missing",
    ),
    "replicas that share, and hubs": (over(BOTH, SHARED, HUBS), "hubs know no replicas"),
    "one worker that shares": (
        over(ALONE, put("settings.source.feeds.shared.enabled", ON)),
        "only replicas of the role ingest share feeds",
    ),
    "an ingress without hubs": (over(ALONE, INGRESS), "websub.ingress.enabled: is true"),
    "two secrets of hubs": (
        over(ALONE, HUBS, put("websub.existingSecret", "hubs")),
        "websub.existingSecret and websub.secret: choose one",
    ),
    "two sources of feeds": (
        over(ALONE, put("feeds.existingConfigMap", "lists")),
        "feeds.existingConfigMap and feeds.lists: choose one",
    ),
    "two watch lists": (
        over(ALONE, WATCH, put("watch.existingConfigMap", "speakers")),
        "watch.existingConfigMap and watch.list: choose one",
    ),
    "files, which end": (
        over(ALONE, put("all.settings.source.kind", "files")),
        "all.settings.source.kind: is files",
    ),
    "feeds that end": (over(ALONE, put("settings.source.feeds.once", ON)), "such a worker ends"),
    "ingest into SQLite": (
        over(BOTH, put("ingest.settings.sink.kind", "sqlite")),
        "from feeds (source.kind) to kafka (sink.kind)",
    ),
    "enrich of feeds": (
        over(BOTH, put("enrich.settings.source.kind", "feeds")),
        "enrich.settings.source.kind: this role reads kafka",
    ),
    "one worker beside a role": ({"roles": ["all", "ingest"]}, "/roles"),
    "an unknown value": (over(ALONE, {"replica": 2}), "replica"),
    "an unknown setting": (over(ALONE, put("settings.pipeline.langs", ["ar"])), "langs"),
    "a wrong setting": (over(ALONE, put("settings.source.batch_records", 0)), "batch_records"),
    "a password among settings": (over(BOTH, put("settings.kafka.sasl.password", "x")), "password"),
    "a path among settings": (over(ALONE, put("settings.sink.sqlite.path", "out/x.db")), "path"),
    "a short cooldown": (over(BOTH, put("enrich.autoscaling.keda.cooldownPeriod", 60)), "cooldown"),
    "scaling of ingest": (over(BOTH, put("ingest.autoscaling.hpa.enabled", ON)), "autoscaling"),
    "a list with a path": (over(ALONE, put("feeds.lists", {**FEEDS, "a/b.toml": ""})), "a/b.toml"),
}
