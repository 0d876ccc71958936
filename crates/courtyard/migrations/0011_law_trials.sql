-- What was asked of a proposal before it is law, and what came out. Only sums are kept, and nothing of a person.
CREATE TABLE law_trials (
  id TEXT PRIMARY KEY,
  proposal TEXT NOT NULL,
  written_sha256 TEXT NOT NULL,
  over_whom TEXT NOT NULL,
  asked TEXT NOT NULL,
  at_period TEXT NOT NULL,
  persons INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  asker TEXT NOT NULL,
  begun_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  answer TEXT,
  ended_at INTEGER,
  rev INTEGER NOT NULL
);
CREATE INDEX law_trials_proposal ON law_trials (proposal, id);

-- How far a trial is: not journaled, and gone when it has ended.
CREATE TABLE law_trial_steps (
  id TEXT PRIMARY KEY,
  done INTEGER NOT NULL,
  of_all INTEGER NOT NULL,
  heard_at INTEGER NOT NULL
);
