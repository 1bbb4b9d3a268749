-- The second form.

-- A notice is read where it stands; nobody delivers it.
ALTER TABLE notices DROP COLUMN delivered;

-- What has served its time is found without reading all the rest.
CREATE INDEX answers_by_instant ON answers (at);
CREATE INDEX logins_by_end ON logins (expires);
