-- A person's open cases, however many others came after them.
CREATE INDEX cases_open_own ON cases (applicant, opened_at, id) WHERE closed_at IS NULL;
