import { describe, expect, it } from '@jest/globals';
import { emptyTallies } from '@smarketing/agreement';
import { laneOf } from '@smarketing/messaging';
import type { LeadAtHand } from '../domain/lead-score.ts';
import type { LeadScoresSetup } from './lead-scores.contract.ts';

/** What every store of scores knows of those that another version of the agreement has to judge again. */
export function sweptLeadsContract(
  setup: () => LeadScoresSetup,
  aLead: (tallied: number, added: readonly never[]) => LeadAtHand,
): void {
  describe('when another version is adopted', () => {
    const lane = laneOf('lead-1');
    const inLane = Array.from({ length: 200 }, (_, n) => `lead-${n}`).filter((id) => laneOf(id) === lane);
    const save = (leads: Record<string, LeadAtHand>) =>
      setup().database.transaction((tx) => setup().leads.save(new Map(Object.entries(leads)), tx));
    const standing = (version: number) => ({ default: { version } }) as unknown as LeadAtHand['standings'];
    const decided = (version: number): LeadAtHand => ({ ...aLead(version, []), standings: standing(version) });
    const behind = (after: string | null = null, limit = 100) =>
      setup().database.transaction((tx) => setup().leads.keysBehind({ lane, version: 7, after, limit }, tx));
    const counted = (...lanes: readonly number[]) =>
      setup().database.transaction((tx) => setup().leads.countBehind(lanes, 7, tx));
    const owing = (...lanes: readonly number[]) =>
      setup().database.transaction((tx) => setup().leads.lanesBehind(lanes, 7, tx));

    it('says which leads of a lane are behind: folded, or told of, under an earlier one, or not told of at all', async () => {
      const [folded, told, untold, current] = inLane as [string, string, string, string];
      const elsewhere = Array.from({ length: 200 }, (_, n) => `lead-${n}`).find((id) => laneOf(id) !== lane)!;
      await save({
        [folded]: { ...decided(7), tallies: emptyTallies(6) },
        [told]: { ...decided(7), standings: standing(6) },
        [untold]: aLead(7, []),
        [current]: decided(7),
        [elsewhere]: decided(6),
      });
      expect(await behind()).toEqual([folded, told, untold].toSorted());
      const counts = await counted(lane, laneOf(elsewhere));
      expect([counts.get(lane), counts.get(laneOf(elsewhere))]).toEqual([3, 1]);
      expect((await counted()).size).toBe(0);
      expect(await owing(lane, laneOf(elsewhere))).toEqual(new Set([lane, laneOf(elsewhere)]));
      await save({ [elsewhere]: decided(7) });
      expect(await owing(lane, laneOf(elsewhere))).toEqual(new Set([lane]));
      expect((await owing()).size).toBe(0);
    });

    it('gives them page by page, each once', async () => {
      await save(Object.fromEntries(inLane.map((id) => [id, decided(6)])));
      const found: string[] = [];
      for (;;) {
        const page = await behind(found.at(-1) ?? null, 3);
        expect(page.length).toBeLessThanOrEqual(3);
        if (page.length === 0) break;
        found.push(...page);
        // Who was decided on is no longer behind.
        await save({ [page[0]!]: decided(7) });
      }
      expect(found.toSorted()).toEqual(inLane.toSorted());
      expect(new Set(found).size).toBe(found.length);
    });
  });
}
