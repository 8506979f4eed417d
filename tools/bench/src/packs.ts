/** As scoring packs evidence that was given numbers: every sixteen pieces of a lead, the last of them as soon as there are sixteen. */
export const packsSql = `
  INSERT INTO scoring.evidence_pack (lead, generation, through, bodies)
  SELECT lead, generation, (nth + 15) / 16 * 16, string_agg(body::text, ',') FROM scoring.evidence
   WHERE nth > 0 GROUP BY lead, generation, (nth + 15) / 16 * 16 HAVING count(*) = 16`;
