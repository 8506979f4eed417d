import { intakeData, intakeEvent, type JsonValue } from '@smarketing/contracts';
import * as z from 'zod';

/**
 * The shapes of contracts for values that `soundJson` has made: that members of traits and properties are JSON is known
 * already, and asking again was two thirds of the cost of taking an event in.
 */
const record = z
  .custom<Record<string, JsonValue>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  )
  .optional();

export const soundIntakeData = intakeData.extend({ traits: record, properties: record });
export const soundIntakeEvent = intakeEvent.extend({ data: soundIntakeData });
