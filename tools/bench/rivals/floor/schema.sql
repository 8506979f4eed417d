-- The ledger of ids and the evidence in one row; the state of a lead beside it.
CREATE TABLE evidence (
  event_id text PRIMARY KEY,
  lead text NOT NULL,
  body json NOT NULL
);
CREATE TABLE lead_state (
  lead text PRIMARY KEY,
  points bigint NOT NULL
) WITH (fillfactor = 75);
