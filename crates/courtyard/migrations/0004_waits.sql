-- From when to when a case waited for its applicant or for another agency. "due_before" is the day by which the case was due
-- when its clock stopped; while the clock stands, the case itself is due on no day.
CREATE TABLE waits (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL,
  waits_for TEXT NOT NULL,
  begun_on TEXT NOT NULL,
  answer_by TEXT,
  due_before TEXT,
  ended_on TEXT,
  answered INTEGER NOT NULL,
  moved_days INTEGER NOT NULL,
  rev INTEGER NOT NULL
);
CREATE INDEX waits_case ON waits (case_id);
CREATE INDEX waits_open ON waits (answer_by) WHERE ended_on IS NULL;
