-- Who somebody of the identity provider is here. "lookup" is a keyed blind index: of the provider and its name for them
-- (kind 'subject'), or of the number by which an officer without an entry in a register is known (kind 'number'). It is
-- emptied when the person's data is destroyed.
CREATE TABLE identities (
  id TEXT PRIMARY KEY,
  lookup TEXT,
  kind TEXT NOT NULL,
  person TEXT NOT NULL,
  since_at INTEGER NOT NULL,
  rev INTEGER NOT NULL
);
CREATE UNIQUE INDEX identities_lookup ON identities (lookup);
CREATE INDEX identities_person ON identities (person);

-- Not journaled: the attempts to sign in that have been used, so that none is used twice.
CREATE TABLE sign_ins (
  id TEXT PRIMARY KEY,
  until_at INTEGER NOT NULL
);
CREATE INDEX sign_ins_until ON sign_ins (until_at);
CREATE INDEX sessions_until ON sessions (until_at);
