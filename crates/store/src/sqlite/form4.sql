-- The fourth form.

-- Closed cases in the order in which they were closed, as long as there is something in them to erase.
CREATE INDEX cases_to_erase ON cases (closed) WHERE closed IS NOT NULL AND key IS NOT NULL;
