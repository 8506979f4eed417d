import { z } from 'zod';
import { documentShape } from '../schema/agreement-document.ts';

/** JSON Schema (2020-12) of the document as people write it, for editors that complete and check while typing. */
export function agreementJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(documentShape, { io: 'input', unrepresentable: 'any' }), title: 'Smarketing agreement' };
}
