import type { z } from 'zod';
import { compileConditionOn, type Predicate } from '../condition/compile-condition.ts';
import { FieldTable, type FieldRow } from '../condition/field-table.ts';
import { asFilled } from '../condition/forms.ts';
import type { Condition } from '../schema/condition.ts';
import type { fit } from '../schema/fit.ts';
import { toHundredths } from '../score/hundredths.ts';
import type { ScoreEntry } from '../score/score-entry.ts';

type ReadBoolean = (row: FieldRow) => boolean;

export type CompiledFitRule = {
  id: string;
  label: string;
  base: number;
  holds: Predicate<FieldRow>;
  /** What the ledger says where it holds: always the same, unless a cap withholds some of it. */
  entry: Readonly<ScoreEntry>;
};

export type CompiledDimension = {
  id: string;
  label: string;
  countsAsKnown: boolean;
  everyMatch: boolean;
  /** Whether any of its fields is filled. */
  isKnown: ReadBoolean;
  rules: CompiledFitRule[];
};

/** Points are hundredths. Many rules ask for few fields of a profile: all of them ask its row. */
export type CompiledFit = {
  rowOf: (profile: object) => FieldRow;
  cap: number;
  dimensions: CompiledDimension[];
  disqualifiers: { id: string; label: string; holds: Predicate<FieldRow> }[];
  requiredFields: { field: string; isFilled: ReadBoolean }[];
  thresholds: { A: number; B: number; C: number };
  knownDimensionsForFullGrade: number;
};

export type Personas = ReadonlyMap<string, Condition>;

export function compileFit(document: z.output<typeof fit>, personas: Personas): CompiledFit {
  const table = new FieldTable();
  const compile = (condition: Condition): Predicate<FieldRow> => compileConditionOn(table, condition);
  const isFilled = (field: string): ReadBoolean => table.as(field, asFilled);
  return {
    rowOf: (profile) => table.rowOf(profile),
    cap: toHundredths(document.cap),
    dimensions: document.dimensions.map((dimension) => ({
      id: dimension.id,
      label: dimension.label,
      countsAsKnown: dimension.countsAsKnown,
      everyMatch: dimension.match === 'all',
      isKnown: anyOf([...new Set(dimension.fields)].map(isFilled)),
      rules: dimension.rules.map((rule) => ({
        id: rule.id,
        label: rule.label,
        base: toHundredths(rule.points),
        holds: compile(conditionOf(rule, personas)),
        entry: entryOf(dimension.id, rule),
      })),
    })),
    disqualifiers: document.disqualifiers.map(({ id, label, when }) => ({ id, label, holds: compile(when) })),
    requiredFields: document.requiredFields.map((field) => ({ field, isFilled: isFilled(field) })),
    thresholds: {
      A: toHundredths(document.thresholds.A),
      B: toHundredths(document.thresholds.B),
      C: toHundredths(document.thresholds.C),
    },
    knownDimensionsForFullGrade: document.knownDimensionsForFullGrade,
  };
}

function anyOf(asks: ReadBoolean[]): ReadBoolean {
  const [only] = asks;
  if (asks.length === 1) return only!;
  return (row) => {
    for (const ask of asks) if (ask(row)) return true;
    return false;
  };
}

function entryOf(dimension: string, { id, label, points }: FitRule): ScoreEntry {
  const base = toHundredths(points);
  return {
    rule: id,
    label,
    part: dimension,
    side: 'fit',
    eventId: null,
    occurredAt: null,
    basePoints: base,
    points: base,
    withheldByCap: 0,
    count: 1,
  };
}

/** One of the personas, and what else the rule asks for. */
function conditionOf({ id, when, personas: named }: FitRule, personas: Personas): Condition {
  const parts = when === undefined ? [] : [when];
  if (named !== undefined) {
    const any = named.map((persona) => {
      const known = personas.get(persona);
      if (known === undefined) throw new Error(`There is no persona "${persona}".`);
      return known;
    });
    parts.push({ any });
  }
  const [only] = parts;
  if (only === undefined) throw new Error(`Fit rule "${id}" does not say when it holds.`);
  return parts.length === 1 ? only : { all: parts };
}

type FitRule = z.output<typeof fit>['dimensions'][number]['rules'][number];
