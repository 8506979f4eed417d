import { z } from 'zod';

/** From the bottom up: what the product may do by itself grows with each rung. */
export const rungs = ['watch', 'advise', 'assign', 'enforce'] as const;

export const ladder = z.enum(rungs);
export type Rung = z.output<typeof ladder>;

/** What a rung lets the product do beyond reading, scoring and measuring, which it always does. */
export type Allowance = {
  /** May write into the CRM, in fields of its own alone. */
  readonly writesOwnFields: boolean;
  /** Gives a qualified lead its owner; else it says who would get it and why. */
  readonly assignsOwners: boolean;
  /** Has marketing automation write to people; else tracks stand still. */
  readonly nurtures: boolean;
  /** Clocks and attempt plans prompt: owners are reminded, managers are told, a broken promise counts. Else they only measure. */
  readonly prompts: boolean;
  /** Clocks take a lead from an owner who lets it lie. */
  readonly reroutes: boolean;
};

const NOTHING: Allowance = {
  writesOwnFields: false,
  assignsOwners: false,
  nurtures: false,
  prompts: false,
  reroutes: false,
};

/** The ladder as it is signed: the one place that says what each rung allows. */
const LADDER: Readonly<Record<Rung, Allowance>> = {
  watch: NOTHING,
  advise: { ...NOTHING, writesOwnFields: true },
  assign: { writesOwnFields: true, assignsOwners: true, nurtures: true, prompts: true, reroutes: false },
  enforce: { writesOwnFields: true, assignsOwners: true, nurtures: true, prompts: true, reroutes: true },
};

export const allowanceOf = (rung: Rung): Allowance => LADDER[rung];

/** Whether the one rung lies above the other. */
export const isAbove = (rung: Rung, other: Rung): boolean => rungs.indexOf(rung) > rungs.indexOf(other);
