-- What was found in files that were not taken in: by name, never the file.
CREATE TABLE infections (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  found TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  found_at INTEGER NOT NULL
);

-- How much one person brought in today.
CREATE INDEX documents_owner ON documents (owner, stored_at);
