"""Which table of a pack gives its words which class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from worker.enrich import kinds as k
from worker.packs import Grammar, Pack, Time, Titles

_Classed = tuple[Iterable[str], int]


def classes(pack: Pack) -> Iterator[tuple[str, int]]:
    """Yield each entry of the pack that is no cue, with its class."""
    tables = (*_grammar(pack.grammar), *_titles(pack.titles), *_time(pack.time, pack.grammar))
    outlets = [name for outlet in pack.outlets for name in (outlet.name, *outlet.aliases)]
    names = ((pack.names, k.NAME), (pack.places, k.PLACE), (outlets, k.OUTLET))
    for forms, kind in (*tables, *names):
        for form in sorted(forms):
            yield form, kind


def _grammar(grammar: Grammar) -> tuple[_Classed, ...]:
    return (
        (grammar.complementizers, k.COMPLEMENTIZER),
        (grammar.complementizer_clitics, k.CLITIC_COMPLEMENTIZER),
        (grammar.relatives, k.RELATIVE),
        (grammar.coordinators, k.COORDINATOR),
        (grammar.subordinators, k.SUBORDINATOR),
        (grammar.prepositions, k.PREPOSITION),
        (grammar.links, k.LINK),
        (grammar.negations, k.NEGATION),
        (grammar.auxiliaries, k.AUXILIARY),
        (grammar.adverbs, k.ADVERB),
        (grammar.determiners, k.DETERMINER),
        (grammar.definite, k.THE),
        (grammar.articles, k.ARTICLE),
        (grammar.demonstratives, k.DEMONSTRATIVE),
        (grammar.same, k.SAME),
        (grammar.masculine_pronouns, k.MASCULINE_PRONOUN),
        (grammar.feminine_pronouns, k.FEMININE_PRONOUN),
        (grammar.neuter_pronouns, k.NEUTER_PRONOUN),
        (grammar.plural_pronouns, k.PLURAL_PRONOUN),
        (grammar.first_pronouns, k.FIRST_PRONOUN),
        (grammar.channels, k.CHANNEL),
        (grammar.transitions, k.TRANSITION),
        (grammar.as_words, k.AS),
        (grammar.afterthoughts, k.AFTERTHOUGHT),
    )


def _titles(titles: Titles) -> tuple[_Classed, ...]:
    return (
        (titles.masculine_roles, k.ROLE | k.MASCULINE),
        (titles.feminine_roles, k.ROLE | k.FEMININE),
        (titles.roles, k.ROLE),
        (titles.masculine_honorifics, k.HONORIFIC | k.MASCULINE),
        (titles.feminine_honorifics, k.HONORIFIC | k.FEMININE),
        (titles.honorifics, k.HONORIFIC),
        (titles.organisations, k.ORGANISATION),
        (titles.media, k.ORGANISATION | k.OUTLET),
        (titles.groups, k.GROUP),
        (titles.unnamed, k.UNNAMED),
        (titles.relations, k.RELATION),
        (titles.documents, k.DOCUMENT),
        (titles.attributes, k.ATTRIBUTE),
    )


def _time(time: Time, grammar: Grammar) -> tuple[_Classed, ...]:
    day_words = [word for word in time.day_words if word not in grammar.prepositions]
    return (
        ([form for day in time.weekdays for form in day], k.TIME),
        (time.relative_days, k.TIME),
        (day_words, k.TIME),
        (time.parts, k.TIME),
        (time.units, k.TIME),
        ([*time.past, *time.future], k.TIME | k.ATTRIBUTE),
    )
