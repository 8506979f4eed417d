import { lockClasses } from './lock-classes.ts';

/**
 * A process's sign of life, and its members' claims. A process is alive while its session holds its advisory lock and its row is fresh
 * by the database's clock: the lock tells of a killed one at once, the row of one that stands still. Claims of one
 * group come one at a time, so that no claimer takes a member for dead that joined after it had looked.
 */
export const memberFunctions = (s: string) => `
CREATE FUNCTION ${s}.log_living(p_process int, p_stale_ms int) RETURNS int[]
LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(array_agg(p.id), '{}') FROM ${s}.log_process p
  WHERE p.id = p_process OR (p.seen_at > clock_timestamp() - p_stale_ms * interval '1 ms' AND p.id IN (
    SELECT l.objid::bigint::int FROM pg_locks l
    WHERE l.locktype = 'advisory' AND l.classid::bigint = ${lockClasses(s).processes} AND l.objsubid = 2 AND l.granted
      AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())))
$$;

CREATE FUNCTION ${s}.log_tick(p_process int, p_members int[], p_stale_ms int)
RETURNS TABLE (member int, surplus int, lanes int[], epochs float8[])
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  living int[];
  m record;
  looked_twice boolean;
  my_rank int;
  members int;
  total int;
  mine int;
  quota int;
BEGIN
  UPDATE ${s}.log_process p SET seen_at = clock_timestamp()
  WHERE p.id = p_process AND p.seen_at < clock_timestamp() - interval '500 ms';
  living := ${s}.log_living(p_process, p_stale_ms);
  FOR m IN SELECT o.id, o.grp FROM ${s}.log_member o WHERE o.process = p_process AND o.id = ANY (p_members) ORDER BY o.grp, o.id LOOP
    looked_twice := false;
    LOOP
      SELECT count(*) FILTER (WHERE o.id < m.id), count(*) INTO my_rank, members
      FROM ${s}.log_member o WHERE o.grp = m.grp AND o.process = ANY (living);
      SELECT count(*), count(*) FILTER (WHERE l.owner = m.id) INTO total, mine FROM ${s}.log_lane l WHERE l.grp = m.grp;
      quota := total / members + CASE WHEN my_rank < total % members THEN 1 ELSE 0 END;
      EXIT WHEN mine >= quota OR looked_twice;
      PERFORM pg_advisory_xact_lock(${lockClasses(s).groups}, hashtext(m.grp));
      living := ${s}.log_living(p_process, p_stale_ms);
      looked_twice := true;
    END LOOP;
    IF mine < quota THEN
      UPDATE ${s}.log_lane l SET owner = m.id, epoch = l.epoch + 1
      WHERE l.grp = m.grp AND l.lane IN (
        SELECT f.lane FROM ${s}.log_lane f
        WHERE f.grp = m.grp AND (f.owner IS NULL OR NOT EXISTS (
          SELECT FROM ${s}.log_member o WHERE o.id = f.owner AND o.process = ANY (living)))
        ORDER BY f.lane LIMIT quota - mine FOR UPDATE SKIP LOCKED);
    END IF;
    RETURN QUERY
      SELECT m.id, greatest(mine - quota, 0), coalesce(array_agg(l.lane ORDER BY l.lane), '{}'),
             coalesce(array_agg(l.epoch::float8 ORDER BY l.lane), '{}')
      FROM ${s}.log_lane l WHERE l.grp = m.grp AND l.owner = m.id;
  END LOOP;
END $$;
`;
