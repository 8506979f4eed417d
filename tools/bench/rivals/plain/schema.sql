CREATE TABLE ledger (event_id text PRIMARY KEY);
CREATE TABLE evidence (
  event_id text PRIMARY KEY,
  lead text NOT NULL,
  type text NOT NULL,
  points int NOT NULL,
  body json NOT NULL
);
CREATE INDEX evidence_lead ON evidence (lead);
-- Rewritten with every event: room on its own page keeps that off the index.
CREATE TABLE score (
  lead text PRIMARY KEY,
  points int NOT NULL,
  events int NOT NULL
) WITH (fillfactor = 75);
