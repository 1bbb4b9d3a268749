-- The store, first form. A form is written once and never edited: what changes is a further form.
-- Instants are microseconds since 1970-01-01T00:00:00Z. An integer `9223372036854775807` as a due instant means: none.

-- Words of the law and of its procedures, each once; everything else names them by number.
CREATE TABLE words (
  id INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

-- One row: the right edge of the log, and the highest number that was ever given to a draft.
CREATE TABLE log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL,
  frontier BLOB NOT NULL,
  highest_draft INTEGER NOT NULL
) STRICT;
INSERT INTO log VALUES (1, 0, x'0000000000000000', 0);

-- How many events each procedure has.
CREATE TABLE procedures (
  procedure INTEGER PRIMARY KEY REFERENCES words,
  events INTEGER NOT NULL
) STRICT;

-- What happened: a row is never changed and never removed.
CREATE TABLE entries (
  leaf_no INTEGER PRIMARY KEY,
  procedure INTEGER NOT NULL,
  number INTEGER NOT NULL,
  events INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  case_index INTEGER NOT NULL,
  at INTEGER NOT NULL,
  leaf BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entries_of_case ON entries (case_no, case_index);

-- What is personal in it: a row is never changed, but can be removed.
CREATE TABLE contents (
  leaf_no INTEGER PRIMARY KEY REFERENCES entries,
  content BLOB NOT NULL
) STRICT;

CREATE TRIGGER words_stay BEFORE UPDATE ON words BEGIN SELECT RAISE(ABORT, 'a word is never changed'); END;
CREATE TRIGGER words_remain BEFORE DELETE ON words BEGIN SELECT RAISE(ABORT, 'a word is never removed'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
CREATE TRIGGER contents_stay BEFORE UPDATE ON contents BEGIN SELECT RAISE(ABORT, 'a content is erased, never changed'); END;
CREATE TRIGGER log_remains BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is never removed'); END;
CREATE TRIGGER log_grows BEFORE UPDATE OF size ON log WHEN NEW.size < OLD.size
  BEGIN SELECT RAISE(ABORT, 'the log never shrinks'); END;

-- What follows from the entries.
CREATE TABLE cases (
  case_no INTEGER PRIMARY KEY,
  procedure INTEGER NOT NULL,
  service INTEGER NOT NULL,
  place INTEGER NOT NULL,
  applicant INTEGER NOT NULL,
  open INTEGER NOT NULL,
  outcome INTEGER,
  filed INTEGER NOT NULL,
  closed INTEGER,
  due INTEGER,
  events INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  clock_since INTEGER NOT NULL,
  statutory INTEGER NOT NULL,
  extended INTEGER NOT NULL,
  applicant_time INTEGER NOT NULL,
  silences INTEGER NOT NULL,
  late INTEGER NOT NULL,
  key BLOB,
  title TEXT NOT NULL,
  asked TEXT NOT NULL
) STRICT;
-- The number of the case ends each index: rows with the same value stand in its order.
CREATE INDEX cases_of_applicant ON cases (applicant);
CREATE INDEX cases_open ON cases (open);
CREATE INDEX cases_of_service ON cases (service, open);
CREATE INDEX cases_due ON cases (due) WHERE due IS NOT NULL;

CREATE TABLE tasks (
  case_no INTEGER NOT NULL,
  activity INTEGER NOT NULL,
  element INTEGER NOT NULL,
  body INTEGER NOT NULL,
  since INTEGER NOT NULL,
  due INTEGER NOT NULL,
  yields INTEGER NOT NULL,
  claimed INTEGER,
  PRIMARY KEY (case_no, activity)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_by_due ON tasks (due, since);
CREATE INDEX tasks_of_body ON tasks (body, due, since);
CREATE INDEX tasks_claimed ON tasks (claimed, due, since) WHERE claimed IS NOT NULL;

CREATE TABLE holdings (
  register INTEGER NOT NULL,
  thing TEXT NOT NULL,
  case_no INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  PRIMARY KEY (register, thing, case_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX holdings_of_case ON holdings (case_no);

CREATE TABLE notices (
  number INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  case_index INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text INTEGER NOT NULL,
  delivered INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_of_account ON notices (account, number);

-- What stands beside it.
CREATE TABLE answers (
  account INTEGER NOT NULL,
  key TEXT NOT NULL,
  request BLOB NOT NULL,
  at INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE drafts (
  draft INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  service INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_of_account ON drafts (account, changed);

CREATE TABLE blobs (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL,
  draft INTEGER NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  hash BLOB NOT NULL REFERENCES blobs (hash) DEFERRABLE INITIALLY DEFERRED,
  bytes INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by INTEGER NOT NULL
) STRICT;
CREATE INDEX documents_of_case ON documents (case_no) WHERE case_no > 0;
CREATE INDEX documents_of_draft ON documents (draft) WHERE draft > 0;
CREATE INDEX documents_of_hash ON documents (hash);

CREATE TABLE accounts (
  account INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  label TEXT NOT NULL,
  password TEXT NOT NULL,
  roles TEXT NOT NULL,
  body TEXT NOT NULL,
  created INTEGER NOT NULL,
  closed INTEGER NOT NULL
) STRICT;

CREATE TABLE logins (
  hash BLOB PRIMARY KEY,
  account INTEGER NOT NULL,
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_of_account ON logins (account, created);

-- Who looked at a case: a row is never changed and never removed.
CREATE TABLE looks (
  id INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL,
  account INTEGER NOT NULL,
  at INTEGER NOT NULL,
  what INTEGER NOT NULL
) STRICT;
CREATE INDEX looks_of_case ON looks (case_no);
CREATE TRIGGER looks_stay BEFORE UPDATE ON looks BEGIN SELECT RAISE(ABORT, 'a look is never changed'); END;
CREATE TRIGGER looks_remain BEFORE DELETE ON looks BEGIN SELECT RAISE(ABORT, 'a look is never removed'); END;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
