"""The dashboard *Who said what*: claims, their speakers, who is watched, and what was rejected."""

from __future__ import annotations

from deploy.grafana.board import Board, Row
from deploy.grafana.panel import Panel, Target
from deploy.grafana.query import an_hour, increase, of, rate, share, top, total

_PUBLISHED = 'outcome="published"'

_HEALTH = Row(
    "Is it healthy?",
    (
        Panel(
            form="stat",
            title="Articles",
            description="Articles of the period that became events.",
            unit="short",
            targets=(Target(total(increase("qala_records_total", _PUBLISHED)), "articles"),),
            floor="blue",
            alerts=("QalaIdle",),
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Claims",
            description="Claims of the period.",
            unit="short",
            targets=(Target(total(increase("qala_claims_total")), "claims"),),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Claims an article",
            description="A fall to a part of its usual value means that texts come cut or empty.",
            unit="short",
            targets=(
                Target(
                    share(
                        total(rate("qala_claims_total")),
                        total(rate("qala_records_total", _PUBLISHED)),
                    ),
                    "claims",
                ),
            ),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="With a speaker",
            description="Share of the period's claims whose speaker the text names.",
            unit="percentunit",
            targets=(
                Target(
                    f"1 - {total(increase('qala_claims_without_speaker_total'))}"
                    f" / {total(increase('qala_claims_total'))}",
                    "named",
                ),
            ),
            floor="red",
            steps=(("orange", 0.7), ("green", 0.8)),
            most=1,
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Of those who are watched",
            description="Claims of the period by speakers of the watch list.",
            unit="short",
            targets=(Target(total(increase("qala_watched_claims_total")), "claims"),),
            floor="blue",
            width=4,
            height=5,
        ),
        Panel(
            form="stat",
            title="Rejected",
            description="Records of the period that were rejected.",
            unit="short",
            targets=(Target(total(increase("qala_rejected_total")), "rejected"),),
            steps=(("orange", 1),),
            alerts=("QalaDeadLetters",),
            width=4,
            height=5,
        ),
    ),
)

_CLAIMS = Row(
    "Claims",
    (
        Panel(
            title="Claims by language",
            description="Claims published, by the language of their article.",
            unit="suffix: claims/s",
            targets=(Target(total(rate("qala_claims_total"), "language"), "{{language}}"),),
            stacked=True,
        ),
        Panel(
            title="Claims by kind",
            description="Direct: in quotation marks. Indirect: reported. Mixed: both.",
            unit="suffix: claims/s",
            targets=(Target(total(rate("qala_claims_total"), "kind"), "{{kind}}"),),
            stacked=True,
        ),
        Panel(
            title="Claims by stance",
            description="What the speaker does: assert, deny, accuse, demand, warn, promise, ask.",
            unit="suffix: claims/s",
            targets=(Target(total(rate("qala_claims_total"), "stance"), "{{stance}}"),),
            stacked=True,
        ),
        Panel(
            form="bargauge",
            title="Stances of the period",
            description="Claims of the period by stance, most frequent first.",
            unit="suffix: claims",
            targets=(
                Target(top(12, total(increase("qala_claims_total"), "stance")), "{{stance}}"),
            ),
        ),
        Panel(
            title="Without a speaker",
            description="Share of the claims whose source the text does not name, by language. A"
            " rise may be a new form of attribution that no rule knows.",
            unit="percentunit",
            targets=(
                Target(
                    share(
                        total(rate("qala_claims_without_speaker_total"), "language"),
                        total(rate("qala_claims_total"), "language"),
                    ),
                    "{{language}}",
                ),
            ),
            most=1,
        ),
        Panel(
            title="Copies",
            description="Articles that copy another one, as a share of all articles, by language.",
            unit="percentunit",
            targets=(
                Target(
                    f"{total(rate('qala_copies_total'), 'language')} / on () group_left ()"
                    f" {total(rate('qala_records_total', _PUBLISHED))}",
                    "{{language}}",
                ),
            ),
            stacked=True,
            most=1,
        ),
    ),
)

_WATCHED = Row(
    "Watched speakers",
    (
        Panel(
            title="Watched, over time",
            description="Claims of the ten watched speakers who say most.",
            unit="suffix: claims/h",
            targets=(
                Target(
                    an_hour(f"topk(10, {total(rate('qala_watched_claims_total'), 'entity')})"),
                    "{{entity}}",
                ),
            ),
        ),
        Panel(
            title="Watched, by stance",
            description="What watched speakers do with their words.",
            unit="suffix: claims/h",
            targets=(
                Target(an_hour(total(rate("qala_watched_claims_total"), "stance")), "{{stance}}"),
            ),
            stacked=True,
        ),
        Panel(
            form="bargauge",
            title="Watched, of the period",
            description="Claims of the period by watched speaker, most first.",
            unit="suffix: claims",
            targets=(
                Target(
                    top(10, total(increase("qala_watched_claims_total"), "entity")), "{{entity}}"
                ),
            ),
        ),
        Panel(
            title="Watched, left open",
            description="Speakers with a name of the watch list that stay without an entity: others"
            " bear the name too, or nothing beside it confirms it.",
            unit="suffix: speakers/h",
            targets=(
                Target(an_hour(total(rate("qala_watch_unresolved_total"), "reason")), "{{reason}}"),
            ),
            stacked=True,
        ),
        Panel(
            title="Watch list",
            description="Entities of the watch list in force; workers that differ have not read it"
            " anew.",
            unit="suffix: entities",
            targets=(
                Target(
                    f"max by (instance) ({of('qala_watch_list_entities')})",
                    "{{instance}}",
                ),
            ),
        ),
        Panel(
            form="bargauge",
            title="Readings of the watch list",
            description="How often the list was read anew in the period; a list that failed has"
            " faults, and the one before holds.",
            unit="suffix: readings",
            targets=(
                Target(total(increase("qala_watch_list_readings_total"), "result"), "{{result}}"),
            ),
        ),
    ),
)


_LETTERS = Row(
    "Dead letters",
    (
        Panel(
            title="Rejected, by reason",
            description="Records sent to the dead letters. The reason bug is one of qala's own.",
            unit="suffix: records/s",
            targets=(Target(total(rate("qala_rejected_total"), "reason"), "{{reason}}"),),
            stacked=True,
            alerts=("QalaDeadLetters", "QalaBug"),
        ),
        Panel(
            form="bargauge",
            title="Reasons of the period",
            description="Why records of the period were rejected, most frequent first.",
            unit="suffix: records",
            targets=(
                Target(top(12, total(increase("qala_rejected_total"), "reason")), "{{reason}}"),
            ),
            alerts=("QalaDeadLetters", "QalaBug"),
        ),
        Panel(
            title="Unknown fields",
            description="Fields of records that qala does not know and left out. A new one of a"
            " producer shows here first.",
            unit="suffix: fields/s",
            targets=(Target(total(rate("qala_unknown_fields_total")), "fields"),),
        ),
    ),
)

BOARD = Board(
    name="who-said-what",
    title="qala: who said what",
    description="Claims by language, kind and stance, those who are watched, and dead letters.",
    rows=(_HEALTH, _CLAIMS, _WATCHED, _LETTERS),
)
