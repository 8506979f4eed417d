import type { z } from 'zod';
import { compileCondition, type Predicate } from '../condition/compile-condition.ts';
import { fieldReader, type FieldReader } from '../condition/field-reader.ts';
import type { Condition } from '../schema/condition.ts';
import type { fit } from '../schema/fit.ts';
import { toHundredths } from '../score/hundredths.ts';

export type CompiledFitRule = { id: string; label: string; base: number; holds: Predicate };

export type CompiledDimension = {
  id: string;
  label: string;
  countsAsKnown: boolean;
  everyMatch: boolean;
  fields: FieldReader[];
  rules: CompiledFitRule[];
};

/** Points are hundredths. */
export type CompiledFit = {
  cap: number;
  dimensions: CompiledDimension[];
  disqualifiers: { id: string; label: string; holds: Predicate }[];
  requiredFields: { field: string; read: FieldReader }[];
  thresholds: { A: number; B: number; C: number };
  knownDimensionsForFullGrade: number;
};

export type Personas = ReadonlyMap<string, Condition>;

export function compileFit(document: z.output<typeof fit>, personas: Personas): CompiledFit {
  return {
    cap: toHundredths(document.cap),
    dimensions: document.dimensions.map((dimension) => ({
      id: dimension.id,
      label: dimension.label,
      countsAsKnown: dimension.countsAsKnown,
      everyMatch: dimension.match === 'all',
      fields: dimension.fields.map(fieldReader),
      rules: dimension.rules.map((rule) => ({
        id: rule.id,
        label: rule.label,
        base: toHundredths(rule.points),
        holds: compileCondition(conditionOf(rule, personas)),
      })),
    })),
    disqualifiers: document.disqualifiers.map(({ id, label, when }) => ({ id, label, holds: compileCondition(when) })),
    requiredFields: document.requiredFields.map((field) => ({ field, read: fieldReader(field) })),
    thresholds: {
      A: toHundredths(document.thresholds.A),
      B: toHundredths(document.thresholds.B),
      C: toHundredths(document.thresholds.C),
    },
    knownDimensionsForFullGrade: document.knownDimensionsForFullGrade,
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
