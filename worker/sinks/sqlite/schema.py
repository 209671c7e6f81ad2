"""The tables, and the mark that tells a file of ours and its version.

    articles          a row an event: every revision of an article that was published
    speakers          a row a speaker of an event
    claims            a row a claim of an event, in the order of the text by ``position``
    carriers          a row an article and a feed that carried it
    dead_letters      a row a rejected record, whole
    current_articles  a view: of each article the revision that was written last
    statements        a view: who said what, of current articles, with names in place of ids

Dates are ISO 8601 in UTC. Lists are JSON (``json_each`` opens them). ``articles.event`` is
the whole event as published.
"""

from __future__ import annotations

from worker.edge.sqlite import Layout

_TABLES = """
CREATE TABLE articles (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id TEXT NOT NULL UNIQUE,
  article_id TEXT NOT NULL,
  revision TEXT NOT NULL,
  source_id TEXT NOT NULL,
  url TEXT,
  canonical_url TEXT,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  authors TEXT NOT NULL,
  published_at TEXT,
  dated_by TEXT,
  source_name TEXT,
  source_feed TEXT,
  fingerprint TEXT NOT NULL,
  cluster TEXT,
  duplicate_of TEXT,
  removed TEXT NOT NULL,
  event TEXT NOT NULL
);
CREATE INDEX articles_by_article ON articles (article_id, sequence);
CREATE INDEX articles_by_time ON articles (published_at);
CREATE INDEX articles_by_fingerprint ON articles (fingerprint);
CREATE INDEX articles_by_cluster ON articles (cluster);

CREATE TABLE speakers (
  event_id TEXT NOT NULL REFERENCES articles (event_id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT,
  organisation TEXT,
  aliases TEXT NOT NULL,
  entity TEXT,
  mentions TEXT NOT NULL,
  PRIMARY KEY (event_id, id)
);
CREATE INDEX speakers_by_name ON speakers (name);
CREATE INDEX speakers_by_entity ON speakers (entity) WHERE entity IS NOT NULL;

CREATE TABLE claims (
  event_id TEXT NOT NULL REFERENCES articles (event_id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  position INTEGER NOT NULL,
  speaker_id TEXT,
  field TEXT NOT NULL,
  kind TEXT NOT NULL,
  stance TEXT NOT NULL,
  text TEXT NOT NULL,
  spans TEXT NOT NULL,
  quotes TEXT NOT NULL,
  cue TEXT,
  cue_lemma TEXT,
  mention TEXT,
  time_text TEXT,
  time_date TEXT,
  within TEXT,
  evidence TEXT NOT NULL,
  confidence REAL NOT NULL,
  checkworthy REAL,
  PRIMARY KEY (event_id, id)
);
CREATE INDEX claims_by_speaker ON claims (event_id, speaker_id);
CREATE INDEX claims_by_stance ON claims (stance);

CREATE TABLE carriers (
  article_id TEXT NOT NULL,
  feed TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  PRIMARY KEY (article_id, feed)
) WITHOUT ROWID;
CREATE INDEX carriers_by_feed ON carriers (feed, first_seen);

CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  place TEXT NOT NULL,
  form TEXT NOT NULL,
  source_id TEXT NOT NULL,
  feed TEXT,
  traceback TEXT,
  body BLOB NOT NULL
);
CREATE INDEX dead_letters_by_reason ON dead_letters (reason, at);

CREATE VIEW current_articles AS
SELECT * FROM articles AS a
WHERE a.sequence = (SELECT max(b.sequence) FROM articles AS b WHERE b.article_id = a.article_id);

CREATE VIEW statements AS
SELECT
  a.published_at, a.language, s.name AS speaker, s.kind AS speaker_kind, s.role,
  s.organisation, s.entity, c.stance, c.kind, c.text AS claim, c.time_date AS said_on,
  c.cue_lemma, c.evidence, c.confidence, c.checkworthy, a.title, a.url, a.source_name,
  c.position, c.id AS claim_id, a.event_id, a.cluster, a.duplicate_of
FROM current_articles AS a
JOIN claims AS c ON c.event_id = a.event_id
LEFT JOIN speakers AS s ON s.event_id = c.event_id AND s.id = c.speaker_id;
"""


LAYOUT = Layout(
    # ``qala`` in ASCII
    application=0x71616C61,
    version=3,
    tables=_TABLES,
    key="sink.sqlite.path",
)
