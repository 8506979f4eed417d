import { lockClasses } from './lock-classes.ts';

/** Plans of functions that were cached while a table was empty are wrong later: so always the index, the generic plan, and no jit. */
const STEADY_PLANS = `SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off`;

/**
 * There is no counter row: the last batch of a partition is its counter. Each statement in a volatile function has a snapshot of
 * its own, so the one behind the locks sees what their last holders committed; lock and look in one statement would not.
 * Sorted locks cannot deadlock.
 */
export const appendFunction = (s: string) => `
CREATE FUNCTION ${s}.log_append(p_pids int[], p_counts int[], p_befores int[], p_payloads text, p_ts bigint)
RETURNS TABLE (appended_pid int, head float8)
LANGUAGE plpgsql VOLATILE ${STEADY_PLANS} AS $$
DECLARE
  locked int;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the log is appended to in read committed transactions only';
  END IF;
  FOR locked IN SELECT DISTINCT unnest(p_pids) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(${lockClasses(s).partitions}, locked);
  END LOOP;
  RETURN QUERY
    WITH added AS (
      INSERT INTO ${s}.log_batch AS b (pid, n, first_off, ts, payload)
      SELECT a.pid, a.n, coalesce(tail.next, 0) + a.before, p_ts, a.payload
      FROM unnest(p_pids, p_counts, p_befores, string_to_array(p_payloads, E'\\n')) AS a (pid, n, before, payload)
      LEFT JOIN LATERAL (
        SELECT t.first_off + t.n AS next FROM ${s}.log_batch t WHERE t.pid = a.pid ORDER BY t.first_off DESC LIMIT 1
      ) tail ON true
      RETURNING b.pid, b.first_off + b.n AS next
    )
    SELECT added.pid, max(added.next)::float8 FROM added GROUP BY added.pid;
END $$;
`;

/** `log_fetch` gives, for each position asked for (numbered from 0, in no order), whole batches from the one that holds the position, as many as are worth a round trip. */
export const readFunctions = (s: string) => `
CREATE FUNCTION ${s}.log_fetch(p_pids int[], p_offsets float8[], p_max_records int, p_max_bytes int)
RETURNS TABLE (wanted int, first_off float8, ts float8, payload text)
LANGUAGE plpgsql STABLE ${STEADY_PLANS} AS $$
BEGIN
  RETURN QUERY
    SELECT w.ord::int - 1, b.first_off::float8, b.ts::float8, b.payload
    FROM unnest(p_pids, p_offsets::bigint[]) WITH ORDINALITY AS w (pid, pos, ord)
    CROSS JOIN LATERAL (
      SELECT c.first_off, c.ts, c.payload,
             sum(c.n) OVER running - c.n AS records_before,
             sum(octet_length(c.payload)) OVER running - octet_length(c.payload) AS bytes_before
      FROM (
        SELECT t.first_off, t.n, t.ts, t.payload FROM ${s}.log_batch t
        WHERE t.pid = w.pid AND t.first_off + t.n > w.pos AND t.first_off >= coalesce(
          (SELECT h.first_off FROM ${s}.log_batch h
           WHERE h.pid = w.pid AND h.first_off <= w.pos ORDER BY h.first_off DESC LIMIT 1), w.pos)
        ORDER BY t.first_off LIMIT 100
      ) c
      WINDOW running AS (ORDER BY c.first_off)
    ) b
    WHERE b.records_before < p_max_records AND b.bytes_before < p_max_bytes;
END $$;

CREATE FUNCTION ${s}.log_heads(p_pids int[], p_known float8[])
RETURNS TABLE (pid int, head float8)
LANGUAGE plpgsql STABLE ${STEADY_PLANS} AS $$
BEGIN
  RETURN QUERY
    SELECT w.pid, tail.next::float8
    FROM unnest(p_pids, p_known) AS w (pid, known)
    CROSS JOIN LATERAL (
      SELECT t.first_off + t.n AS next FROM ${s}.log_batch t WHERE t.pid = w.pid ORDER BY t.first_off DESC LIMIT 1
    ) tail
    WHERE tail.next > w.known;
END $$;

CREATE FUNCTION ${s}.log_bounds(p_pids int[])
RETURNS TABLE (pid int, first float8, head float8)
LANGUAGE plpgsql STABLE ${STEADY_PLANS} AS $$
BEGIN
  RETURN QUERY
    SELECT w.pid,
           coalesce((SELECT t.first_off FROM ${s}.log_batch t WHERE t.pid = w.pid ORDER BY t.first_off LIMIT 1), 0)::float8,
           coalesce((SELECT t.first_off + t.n FROM ${s}.log_batch t WHERE t.pid = w.pid ORDER BY t.first_off DESC LIMIT 1), 0)::float8
    FROM unnest(p_pids) AS w (pid);
END $$;
`;

/** Heads that are not where they were known to be: further on, or, where the log was cut or emptied, back. */
export const movedHeadsFunction = (s: string) => `
CREATE OR REPLACE FUNCTION ${s}.log_heads(p_pids int[], p_known float8[])
RETURNS TABLE (pid int, head float8)
LANGUAGE plpgsql STABLE ${STEADY_PLANS} AS $$
BEGIN
  RETURN QUERY
    SELECT w.pid, coalesce(tail.next, 0)::float8
    FROM unnest(p_pids, p_known) AS w (pid, known)
    LEFT JOIN LATERAL (
      SELECT t.first_off + t.n AS next FROM ${s}.log_batch t WHERE t.pid = w.pid ORDER BY t.first_off DESC LIMIT 1
    ) tail ON true
    WHERE coalesce(tail.next, 0) <> w.known;
END $$;
`;

/** Deletes a partition's oldest batches: never what a registered group has not read, never the newest, or offsets would start again. */
export const expireFunction = (s: string) => `
CREATE FUNCTION ${s}.log_expire(p_pid int, p_before bigint, p_chunk int) RETURNS int
LANGUAGE plpgsql VOLATILE ${STEADY_PLANS} AS $$
DECLARE
  read_up_to bigint;
  newest bigint;
  deleted int;
BEGIN
  SELECT min(g.next_off) INTO read_up_to FROM ${s}.log_progress g WHERE g.pid = p_pid;
  SELECT max(t.first_off) INTO newest FROM ${s}.log_batch t WHERE t.pid = p_pid;
  DELETE FROM ${s}.log_batch b WHERE b.pid = p_pid AND b.first_off IN (
    SELECT o.first_off FROM (
      SELECT c.first_off, bool_and(c.ts < p_before AND c.first_off + c.n <= coalesce(read_up_to, newest)) OVER (ORDER BY c.first_off) AS past
      FROM (
        SELECT t.first_off, t.n, t.ts FROM ${s}.log_batch t WHERE t.pid = p_pid AND t.first_off < newest ORDER BY t.first_off LIMIT p_chunk
      ) c
    ) o WHERE o.past);
  GET DIAGNOSTICS deleted = ROW_COUNT;
  RETURN deleted;
END $$;
`;
