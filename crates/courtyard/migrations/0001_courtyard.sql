-- The courtyard's own tables. Days and ids are TEXT, moments are milliseconds since 1970, money is minor units.
-- "sealed" columns hold ciphertext under the data key of the person they are about.

-- Data keys, wrapped by the master key. Destroying the wrapped key destroys everything sealed under it.
CREATE TABLE person_keys (
  id TEXT PRIMARY KEY,
  wrapped BLOB
);

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  sealed BLOB NOT NULL,
  entered_at INTEGER NOT NULL
);

CREATE TABLE positions (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  agency TEXT NOT NULL,
  desks TEXT NOT NULL,
  since_at INTEGER NOT NULL,
  until_at INTEGER,
  rev INTEGER NOT NULL
);
CREATE INDEX positions_person ON positions (person);

CREATE TABLE mandates (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  organisation TEXT NOT NULL,
  since_at INTEGER NOT NULL,
  until_at INTEGER,
  rev INTEGER NOT NULL
);
CREATE INDEX mandates_person ON mandates (person);

CREATE TABLE register_entries (
  id TEXT PRIMARY KEY,
  entry TEXT NOT NULL,
  version INTEGER NOT NULL,
  register TEXT NOT NULL,
  holder TEXT NOT NULL,
  lookup TEXT NOT NULL,
  sealed BLOB NOT NULL,
  case_id TEXT,
  entered_at INTEGER NOT NULL,
  until_at INTEGER,
  rev INTEGER NOT NULL
);
CREATE INDEX register_entries_holder ON register_entries (holder, register, until_at);
CREATE INDEX register_entries_lookup ON register_entries (lookup);
CREATE UNIQUE INDEX register_entries_version ON register_entries (entry, version);

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  service TEXT NOT NULL,
  desk TEXT NOT NULL,
  applicant TEXT NOT NULL,
  filed_by TEXT NOT NULL,
  state TEXT NOT NULL,
  channel TEXT NOT NULL,
  fee_minor INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  law_day TEXT NOT NULL,
  due TEXT,
  claimed_by TEXT,
  closed_at INTEGER,
  form_version INTEGER NOT NULL,
  answers BLOB NOT NULL,
  once TEXT NOT NULL,
  rev INTEGER NOT NULL
);
CREATE INDEX cases_applicant ON cases (applicant, opened_at);
CREATE INDEX cases_queue ON cases (desk, state, due, id);
CREATE INDEX cases_waiting ON cases (desk, coalesce(due, '9999'), id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX cases_once ON cases (once);

CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  outcome TEXT NOT NULL,
  decider TEXT NOT NULL,
  decider_kind TEXT NOT NULL,
  law TEXT NOT NULL,
  basis TEXT NOT NULL,
  reasons TEXT NOT NULL,
  amount_minor INTEGER,
  sealed BLOB NOT NULL,
  day TEXT NOT NULL,
  appeal_until TEXT,
  decided_at INTEGER NOT NULL
);
CREATE INDEX decisions_case ON decisions (case_id);

CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL,
  author_desk TEXT NOT NULL,
  to_desk TEXT NOT NULL,
  sealed BLOB NOT NULL,
  due TEXT,
  written_at INTEGER NOT NULL
);
CREATE INDEX messages_case ON messages (case_id);
CREATE INDEX messages_desk ON messages (to_desk, kind);

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  case_id TEXT,
  kind TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  sealed BLOB NOT NULL,
  stored_at INTEGER NOT NULL,
  rev INTEGER NOT NULL
);
CREATE INDEX documents_case ON documents (case_id);

CREATE TABLE document_bytes (
  id TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
);

CREATE TABLE credentials (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  service TEXT NOT NULL,
  holder TEXT NOT NULL,
  sealed BLOB NOT NULL,
  issued_at INTEGER NOT NULL,
  issued_on TEXT NOT NULL,
  valid_until TEXT,
  revoked_at INTEGER,
  revoked_for TEXT,
  rev INTEGER NOT NULL
);
CREATE INDEX credentials_case ON credentials (case_id);
CREATE INDEX credentials_holder ON credentials (holder);
CREATE INDEX credentials_revoked ON credentials (id) WHERE revoked_at IS NOT NULL;

CREATE TABLE disclosures (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  agency TEXT NOT NULL,
  purpose TEXT NOT NULL,
  case_id TEXT,
  fields TEXT NOT NULL,
  looked_at INTEGER NOT NULL
);
CREATE INDEX disclosures_subject ON disclosures (subject, looked_at, id);

CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  till TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX payments_case ON payments (case_id);

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  case_id TEXT,
  what TEXT NOT NULL,
  sent_at INTEGER NOT NULL
);
CREATE INDEX notices_person ON notices (person, sent_at);

-- Not journaled: what is only on its way to becoming an act.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  acting_for TEXT,
  lang TEXT,
  begun_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL
);

CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  applicant TEXT NOT NULL,
  service TEXT NOT NULL,
  form_version INTEGER NOT NULL,
  version INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  once TEXT NOT NULL,
  saved_at INTEGER NOT NULL
);
CREATE INDEX drafts_person ON drafts (person);

-- The journal. A batch of acts commits together and has one signature; its first index comes from the sequencer.
CREATE TABLE journal_batches (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  leaves BLOB NOT NULL,
  signature BLOB NOT NULL,
  first_index INTEGER
);
CREATE UNIQUE INDEX journal_batches_index ON journal_batches (first_index);

CREATE TABLE journal_entries (
  id TEXT PRIMARY KEY,
  batch TEXT NOT NULL,
  place INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  actor_kind TEXT NOT NULL,
  agency TEXT NOT NULL,
  purpose TEXT NOT NULL,
  case_id TEXT,
  what TEXT NOT NULL,
  salt BLOB NOT NULL,
  rows TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX journal_entries_place ON journal_entries (batch, place);
CREATE INDEX journal_entries_case ON journal_entries (case_id, at);

CREATE TABLE journal_tiles (
  id TEXT PRIMARY KEY,
  hashes BLOB NOT NULL
);

CREATE TABLE journal_heads (
  id TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  root BLOB NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL
);
