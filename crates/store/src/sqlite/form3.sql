-- The third form: what figures need, kept in the same commit as the row that it follows from (`counts.rs`).

-- How many cases are alike in all that figures count by. An outcome 0: none.
CREATE TABLE case_counts (
  procedure INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  late INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  cases INTEGER NOT NULL CHECK (cases >= 0),
  silences INTEGER NOT NULL CHECK (silences >= 0),
  PRIMARY KEY (procedure, closed, outcome, late, extended)
) STRICT, WITHOUT ROWID;

-- How many closed cases of a procedure took so many hours, begun ones too, of each part of their time.
CREATE TABLE case_hours (
  procedure INTEGER NOT NULL,
  part INTEGER NOT NULL,
  hours INTEGER NOT NULL,
  cases INTEGER NOT NULL CHECK (cases >= 0),
  PRIMARY KEY (procedure, part, hours)
) STRICT, WITHOUT ROWID;

-- The times themselves, in order: within an hour the one of a rank is found by them.
CREATE INDEX cases_total ON cases (procedure, closed - filed) WHERE closed IS NOT NULL;
CREATE INDEX cases_statutory ON cases (procedure, statutory) WHERE closed IS NOT NULL;
CREATE INDEX cases_extended ON cases (procedure, extended) WHERE closed IS NOT NULL;
CREATE INDEX cases_applicant_time ON cases (procedure, applicant_time) WHERE closed IS NOT NULL;
-- What ended lately.
CREATE INDEX cases_closed ON cases (closed, service, place, filed, statutory, extended, applicant_time, late) WHERE closed IS NOT NULL;

-- How many tasks are alike in all by which their waiting is judged: `since` is the day of universal time on which it began,
-- -9223372036854775808 where none is due.
CREATE TABLE task_counts (
  body INTEGER NOT NULL,
  due INTEGER NOT NULL,
  since INTEGER NOT NULL,
  yields INTEGER NOT NULL,
  tasks INTEGER NOT NULL CHECK (tasks >= 0),
  PRIMARY KEY (body, due, since, yields)
) STRICT, WITHOUT ROWID;
