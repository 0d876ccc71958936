-- Lists of a person are read in the order of an index, so that nothing is sorted for a page.
CREATE INDEX cases_own ON cases (applicant, opened_at, id);
DROP INDEX cases_applicant;
CREATE INDEX notices_own ON notices (person, sent_at, id);
DROP INDEX notices_person;
CREATE INDEX drafts_own ON drafts (person, applicant, saved_at);
DROP INDEX drafts_person;
CREATE INDEX mandates_own ON mandates (person, organisation);
DROP INDEX mandates_person;
