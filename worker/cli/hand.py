"""A process of the crew: ``python -m worker.cli.hand``; see ``runtime.crew``."""

from __future__ import annotations

from worker import packs, pipeline, watch
from worker.article import Record
from worker.event import Outcome
from worker.normalise.folding import Folding, folding
from worker.runtime.budget import Alone, Budget, Lap
from worker.runtime.crew import Terms, serve
from worker.runtime.crew.hand import Foldings
from worker.runtime.loop import utc_now
from worker.watch import WatchList


def ready(terms: Terms) -> tuple[Alone, Foldings]:
    """Return the pipeline that ``terms`` ask for, and the foldings of its languages."""
    loaded = {language: packs.load(language) for language in terms.languages}
    listed = None
    if terms.watch is not None:
        listed = WatchList(watch.watched(terms.watch, terms.watch_name), loaded)

    def process(record: Record, lap: Lap) -> Outcome:
        return pipeline.process(record, loaded, now=utc_now(), watch=listed, lap=lap)

    def folded(language: str) -> Folding:
        return folding(loaded[language].script)

    return Alone(process, Budget(terms.cpu_seconds, key=terms.key)), folded


if __name__ == "__main__":
    serve(ready)
