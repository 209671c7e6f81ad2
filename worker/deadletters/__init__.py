"""Dead letters, read again: from a topic, from SQLite or from lines of JSON; and sent again.

``box`` is what can be asked of any place that keeps them; each place is a module. Those of a
topic are sent to where they came from (``resend``); those of a file become records of a source
(``source``), which go through the pipeline again, and what is settled is taken away.

letter   a dead letter, and which ones are wanted
box      the contract of a place that keeps them
topic    those of the Kafka sink
tables   those of the SQLite sink
lines    those of the JSON Lines sink
resend   messages again, in transactions, with a mark of what was sent
source   records again, for the loop
"""

from __future__ import annotations

from worker.deadletters.box import Box, FileBox
from worker.deadletters.letter import DeadLetter, Wanted
from worker.deadletters.lines import Lines
from worker.deadletters.tables import Tables
from worker.deadletters.topic import Topic

__all__ = ["Box", "DeadLetter", "FileBox", "Lines", "Tables", "Topic", "Wanted"]
