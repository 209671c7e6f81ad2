"""Which claims a person wants to see: by language, speaker, stance, words and date."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable
from typing import get_args

from msgspec import Struct

from worker.cli.moments import since
from worker.event import ClaimMessage, Stance
from worker.normalise.folding import Folding
from worker.packs import available, load


class Wanted(Struct, frozen=True, kw_only=True):
    """What is asked for; a claim is wanted where it meets all of it."""

    languages: frozenset[str]
    """Empty for all."""
    stances: frozenset[str]
    """Likewise."""
    speaker: str
    """Folded; a part of a name or of an entity's id. Empty for everybody."""
    text: str
    """Folded; a part of the claim."""
    since: dt.datetime | None
    folding: Folding

    def __call__(self, message: ClaimMessage) -> bool:
        """Tell whether a claim is wanted."""
        article, claim = message.article, message.claim
        if self.languages and article.language not in self.languages:
            return False
        if self.stances and claim.stance not in self.stances:
            return False
        if self.since and (article.published_at is None or article.published_at < self.since):
            return False
        if self.text not in self.folding(claim.text):
            return False
        return not self.speaker or self._is_of(message)

    def _is_of(self, message: ClaimMessage) -> bool:
        speaker = message.speaker
        if speaker is None:
            return False
        names = [speaker.name, *speaker.aliases, *([speaker.entity] if speaker.entity else [])]
        return any(self.speaker in self.folding(name) for name in names)


def add_filters(command: argparse.ArgumentParser) -> None:
    """Declare the options of ``wanted``."""
    command.add_argument(
        "--language", action="append", metavar="CODE", help="such as ar; may be given again"
    )
    command.add_argument(
        "--speaker", metavar="NAME", help="a part of a name as it folds, or of an entity's id"
    )
    command.add_argument(
        "--stance", action="append", choices=get_args(Stance), help="may be given again"
    )
    command.add_argument("--text", metavar="WORDS", help="a part of the claim, as it folds")
    command.add_argument(
        "--since",
        type=since,
        metavar="DATE",
        help="only of articles that were published from then on (UTC)",
    )


def wanted(arguments: argparse.Namespace) -> Wanted:
    """Return what the arguments ask for."""
    folding = Folding(load(language).script for language in available())
    return Wanted(
        languages=_all(arguments.language),
        stances=_all(arguments.stance),
        speaker=folding(arguments.speaker or ""),
        text=folding(arguments.text or ""),
        since=arguments.since,
        folding=folding,
    )


def _all(given: Iterable[str] | None) -> frozenset[str]:
    return frozenset(given or ())
