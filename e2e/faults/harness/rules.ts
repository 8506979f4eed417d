/**
 * The rules of the fault tests, as plain figures. The agreement that the installation is given says the same in its own words
 * (`agreement.ts`); the oracle adds up from these alone.
 */

/** Points of one event; nothing decays, and a rule counts at most `MOST_PER_RULE` events of a lead. */
export const POINTS: Readonly<Record<string, number>> = {
  content_downloaded: 3,
  pricing_viewed: 5.25,
  webinar_attended: 7.5,
  email_clicked: 1.75,
  page_viewed: 1,
  demo_requested: 20,
};
export const MOST_PER_RULE = 100;
export const MOST_ENGAGEMENT = 1_000;

/** Fit by headcount: the first that it reaches. */
export const FIT = [
  { from: 1_000, points: 40, letter: 'A' },
  { from: 100, points: 25, letter: 'B' },
  { from: 0, points: 5, letter: 'D' },
] as const;

/** The digit by engagement: the first that it reaches; below all of them it is 4. */
export const DIGITS = [
  { from: 40, digit: 1 },
  { from: 20, digit: 2 },
  { from: 5, digit: 3 },
] as const;

/** Who raises a hand and has one of these letters is qualified. */
export const HAND_RAISER = 'demo_requested';
export const QUALIFYING_LETTERS: readonly string[] = ['A', 'B'];
