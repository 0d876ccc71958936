-- Whose data key was destroyed, on which legal basis. The row stays: it is how everyone is told why nothing is left to see.
CREATE TABLE destructions (
  id TEXT PRIMARY KEY,
  basis TEXT NOT NULL,
  ground TEXT,
  destroyed_at INTEGER NOT NULL
);
CREATE INDEX destructions_time ON destructions (destroyed_at);
