-- A person's open cases, however many others came after them.
CREATE INDEX cases_open_own ON cases (applicant, opened_at, id) WHERE closed_at IS NULL;
-- Nothing asks for credentials by their holder: they are found by their number, or by their case.
DROP INDEX credentials_holder;
