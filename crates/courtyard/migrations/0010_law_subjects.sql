-- A version is of a table, of a parameter or of a scale. The journal vouches for the values of a row, and not for the names of
-- its columns: what was written before stays vouched for.
ALTER TABLE law_proposals RENAME COLUMN law_table TO subject;
ALTER TABLE law_versions RENAME COLUMN law_table TO subject;
