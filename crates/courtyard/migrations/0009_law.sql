-- Versions of the law's tables: proposed, reviewed, published. Law is nobody's secret and holds nothing of a person, so its
-- text is not sealed.
CREATE TABLE law_proposals (
  id TEXT PRIMARY KEY,
  law_table TEXT NOT NULL,
  base_from TEXT NOT NULL,
  from_day TEXT NOT NULL,
  written TEXT NOT NULL,
  ground TEXT NOT NULL,
  state TEXT NOT NULL,
  author TEXT NOT NULL,
  drafted_at INTEGER NOT NULL,
  submitted_at INTEGER,
  rev INTEGER NOT NULL
);
CREATE TABLE law_reviews (
  id TEXT PRIMARY KEY,
  proposal TEXT NOT NULL,
  outcome TEXT NOT NULL,
  words TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  reviewed_at INTEGER NOT NULL
);
CREATE INDEX law_reviews_proposal ON law_reviews (proposal);
-- The id is the table and its day: there is one version of a day.
CREATE TABLE law_versions (
  id TEXT PRIMARY KEY,
  law_table TEXT NOT NULL,
  from_day TEXT NOT NULL,
  written TEXT NOT NULL,
  proposal TEXT NOT NULL,
  published_at INTEGER NOT NULL
);
CREATE INDEX law_versions_time ON law_versions (published_at);
