"""The dashboard *Overview*: is it healthy, what flows, is it fresh, where does the time go."""

from __future__ import annotations

from deploy.grafana.board import Board, Row
from deploy.grafana.panel import Panel, Target
from deploy.grafana.query import (
    SCOPE,
    a_minute,
    increase,
    mean,
    of,
    quantile,
    rate,
    share,
    total,
    within,
)

OBJECTIVE_SECONDS = 3600
"""An article is to be an event within so long of its publication …"""
OBJECTIVE = 0.95
"""… and so many of them are; deploy/prometheus/recording.yml has both as well."""

_RED_AT_ZERO = (("green", 1),)
_WORKERS = (
    f"sum({of('up')} and on (namespace, job) last_over_time({of('qala_build_info')}[$__range]))"
)
# Alerts about workers that are gone have no job.
_FIRING = (
    'count(ALERTS{namespace=~"$namespace", job=~"$job|", alertname=~"Qala.+", '
    'alertstate="firing"}) or vector(0)'
)
_LAG = f"sum(max by (namespace, job, topic, partition) ({of('qala_kafka_lag')}))"

_HEALTH = Row(
    "Is it healthy?",
    (
        Panel(
            form="stat",
            title="Workers up",
            description="Workers that Prometheus can scrape.",
            unit="short",
            targets=(Target(_WORKERS, "workers"),),
            floor="red",
            steps=_RED_AT_ZERO,
            alerts=("QalaAbsent", "QalaWorkerDown"),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Alerts firing",
            description="Alerts of qala that fire now; none is well.",
            unit="short",
            targets=(Target(_FIRING, "alerts"),),
            steps=(("red", 1),),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Fresh within an hour",
            description="Share of the articles of the period that were events within an hour of"
            " their publication. The objective is 95 %.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(
                            increase(
                                "qala_freshness_seconds_bucket", f'le="{float(OBJECTIVE_SECONDS)}"'
                            )
                        ),
                        total(increase("qala_freshness_seconds_count")),
                    ),
                    "in time",
                ),
            ),
            floor="red",
            steps=(("orange", 0.9), ("green", OBJECTIVE)),
            most=1,
            alerts=("QalaFreshnessBurnsFast", "QalaFreshnessBurnsSlowly"),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Burn of the objective",
            description="How many times as many articles are late, over an hour, as the objective"
            " allows. At 1 the month's allowance lasts a month; at 14.4 somebody is woken.",
            unit="suffix: ×",
            targets=(
                Target(
                    f"max({of('namespace_job:qala_freshness_late:ratio_rate1h')})"
                    f" / {round(1 - OBJECTIVE, 4)}",
                    "burn",
                ),
            ),
            steps=(("yellow", 1), ("orange", 6), ("red", 14.4)),
            alerts=("QalaFreshnessBurnsFast",),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Published",
            description="Articles that became events, a minute.",
            unit="suffix: articles/min",
            targets=(
                Target(
                    a_minute(total(rate("qala_records_total", 'outcome="published"'))), "published"
                ),
            ),
            floor="blue",
            alerts=("QalaIdle",),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Rejected",
            description="Share of the period's records that went to the dead letters.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(increase("qala_rejected_total")),
                        total(increase("qala_records_total")),
                    ),
                    "rejected",
                ),
            ),
            steps=(("orange", 0.02), ("red", 0.05)),
            alerts=("QalaDeadLetters",),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Feeds well",
            description="Share of the feeds whose last poll went well, of those polled yet.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(of("qala_feeds", 'state="healthy"')),
                        total(of("qala_feeds", 'state!="new"')),
                    ),
                    "well",
                ),
            ),
            floor="red",
            steps=(("orange", 0.8), ("green", 0.9)),
            most=1,
            alerts=("QalaFeedsFail", "QalaPollsFail"),
            width=3,
            height=5,
        ),
        Panel(
            form="stat",
            title="Work that waits",
            description="How long the records that wait in Kafka take, at the speed of now.",
            unit="s",
            targets=(Target(share(_LAG, total(rate("qala_records_total"))), "to clear"),),
            steps=(("orange", 300), ("red", 600)),
            alerts=("QalaLagGrows",),
            width=3,
            height=5,
        ),
    ),
)

_FLOW = Row(
    "Flow",
    (
        Panel(
            title="Records by outcome",
            description="Records settled: published, known already, skipped for their language, or"
            " rejected.",
            unit="suffix: records/s",
            targets=(Target(total(rate("qala_records_total"), "outcome"), "{{outcome}}"),),
            stacked=True,
            alerts=("QalaIdle",),
        ),
        Panel(
            title="Batches",
            description="From the end of a batch's reading to its commit.",
            unit="s",
            targets=(
                Target(quantile(0.5, "qala_batch_seconds"), "median"),
                Target(quantile(0.95, "qala_batch_seconds"), "95 of 100"),
            ),
        ),
        Panel(
            title="Records of a batch",
            description="Small batches mean that the worker waits for records; full ones that"
            " records wait for the worker.",
            unit="suffix: records",
            targets=(Target(mean("qala_batch_records"), "mean"),),
        ),
    ),
)

_FRESHNESS = Row(
    "Freshness",
    (
        Panel(
            title="From publication to event",
            description="How old an article is when it is an event, by its own date of"
            " publication. Old articles of a feed that was just added count as well.",
            unit="s",
            targets=tuple(
                Target(quantile(fraction, "qala_freshness_seconds"), legend)
                for fraction, legend in (
                    (0.5, "median"),
                    (0.95, "95 of 100"),
                    (0.99, "99 of 100"),
                )
            ),
            alerts=("QalaFreshnessBurnsFast", "QalaFreshnessBurnsSlowly"),
        ),
        Panel(
            title="In time",
            description="Share of the articles that were events within so long.",
            unit="percentunit",
            targets=tuple(
                Target(within("qala_freshness_seconds", seconds), legend)
                for seconds, legend in (
                    (300, "5 min"),
                    (900, "15 min"),
                    (OBJECTIVE_SECONDS, "1 h (objective: 95 %)"),
                    (21_600, "6 h"),
                )
            ),
            most=1,
            alerts=("QalaFreshnessBurnsFast",),
        ),
        Panel(
            form="heatmap",
            title="Ages of articles",
            description="How many articles had which age when they were events.",
            unit="suffix: articles",
            targets=(
                Target(
                    total(
                        f"increase({of('qala_freshness_seconds_bucket')}[$__rate_interval])", "le"
                    ),
                    "{{le}}",
                ),
            ),
        ),
    ),
)

_STAGES = Row(
    "Stages",
    (
        Panel(
            title="Work by stage",
            description="Seconds of work a second. Near the number of workers, they are full.",
            unit="suffix: s/s",
            targets=(Target(total(rate("qala_stage_seconds_sum"), "stage"), "{{stage}}"),),
            stacked=True,
            alerts=("QalaLagGrows",),
        ),
        Panel(
            title="A record in a stage, mean",
            description="Mean time that a record took in a stage.",
            unit="s",
            targets=(Target(mean("qala_stage_seconds", "stage"), "{{stage}}"),),
        ),
        Panel(
            title="A record in a stage, slowest",
            description="The time that 99 of 100 records took at most.",
            unit="s",
            targets=(Target(quantile(0.99, "qala_stage_seconds", "stage"), "{{stage}}"),),
        ),
    ),
)

_KAFKA = Row(
    "Kafka",
    (
        Panel(
            title="Lag",
            description="Records of a topic that wait to be read.",
            unit="suffix: records",
            targets=(
                Target(
                    "sum by (topic) (max by (namespace, job, topic, partition)"
                    f" ({of('qala_kafka_lag')}))",
                    "{{topic}}",
                ),
            ),
            alerts=("QalaLagGrows",),
        ),
        Panel(
            title="Longest lag of a partition",
            description="One that is far above the others has most of the keys, or a worker that"
            " is stuck.",
            unit="suffix: records",
            targets=(
                Target(
                    f"topk(5, max by (topic, partition) ({of('qala_kafka_lag')}))",
                    "{{topic}} {{partition}}",
                ),
            ),
            alerts=("QalaPartitionsStalled",),
        ),
        Panel(
            title="Partitions by worker",
            description="Partitions that the group has given to each worker.",
            unit="suffix: partitions",
            targets=(Target(total(of("qala_kafka_partitions"), "instance"), "{{instance}}"),),
            stacked=True,
            alerts=("QalaNoPartitions",),
        ),
        Panel(
            title="Partitions that stand still",
            description="Partitions with records waiting that get no further.",
            unit="suffix: partitions",
            targets=(
                Target(total(of("qala_kafka_stalled_partitions"), "instance"), "{{instance}}"),
            ),
            alerts=("QalaPartitionsStalled",),
        ),
        Panel(
            title="Rebalances",
            description="Rebalances a minute, by worker. Each holds up work.",
            unit="suffix: /min",
            targets=(
                Target(a_minute(total(rate("qala_rebalances_total"), "instance")), "{{instance}}"),
            ),
            alerts=("QalaRebalancesOften",),
        ),
        Panel(
            title="Transactions",
            description="Transactions by what became of them. What is aborted or lost is done"
            " again.",
            unit="suffix: /s",
            targets=(Target(total(rate("qala_kafka_transactions_total"), "result"), "{{result}}"),),
            stacked=True,
            alerts=("QalaTransactionsFail",),
        ),
    ),
)

_PROCESS = Row(
    "Process",
    (
        Panel(
            title="CPU",
            description="Processor time a second, by worker; parser processes are not in it.",
            unit="suffix: cores",
            targets=(Target(total(rate("process_cpu_seconds_total"), "instance"), "{{instance}}"),),
        ),
        Panel(
            title="Memory",
            description="Resident memory, by worker; parser processes are not in it.",
            unit="bytes",
            targets=(
                Target(total(of("process_resident_memory_bytes"), "instance"), "{{instance}}"),
            ),
            alerts=("QalaRestartsOften",),
        ),
        Panel(
            title="Open files",
            description="Share of the open files that a worker may have.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        f"max by (instance) ({of('process_open_fds')})",
                        f"max by (instance) ({of('process_max_fds')})",
                    ),
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            title="Failures",
            description="Times that source, sink or memory did not answer and were asked again.",
            unit="suffix: /min",
            targets=(Target(a_minute(total(rate("qala_failures_total"), "part")), "{{part}}"),),
            alerts=("QalaPartFails",),
        ),
        Panel(
            title="Up since",
            description="How long each worker has been running.",
            unit="s",
            targets=(
                Target(
                    f"time() - max by (instance) ({of('process_start_time_seconds')})",
                    "{{instance}}",
                ),
            ),
            alerts=("QalaRestartsOften",),
        ),
        Panel(
            form="table",
            title="Versions",
            description="Which qala, sink and packs run, and in how many workers.",
            unit="short",
            targets=(
                Target(
                    f"count by (job, version, sink, packs) (qala_build_info{{{SCOPE}}})", "workers"
                ),
            ),
        ),
    ),
)

BOARD = Board(
    name="overview",
    title="qala: overview",
    description="Is it healthy, what flows through it, is it fresh, where does the time go?",
    rows=(_HEALTH, _FLOW, _FRESHNESS, _STAGES, _KAFKA, _PROCESS),
)
