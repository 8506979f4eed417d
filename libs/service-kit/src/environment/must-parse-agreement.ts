import { hostTimeZone, parseAgreement, resolveTimeZones, type AgreementDocument } from '@smarketing/agreement';
import { EVENT_JSON, UnsoundJson, soundJson } from '@smarketing/contracts';
import { Problem } from '../http/problem.ts';

/** A valid document, or the answer 400 that names line and column of each problem. */
export function mustParseAgreement(yaml: string): AgreementDocument {
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return resolveTimeZones(sound(parsed.document), hostTimeZone());
  const fields = parsed.problems.map(({ line, column, path, message }) => ({
    field: path === '' ? `${line}:${column}` : path,
    message: `line ${line}, column ${column}: ${message}`,
  }));
  throw new Problem(400, 'invalid-agreement', 'The document is not a valid agreement; see errors.', { fields });
}

/** The event that tells of it has a few levels around the document. */
const DOCUMENT_JSON = { ...EVENT_JSON, depth: EVENT_JSON.depth - 4 };

/** Far above any agreement, and far below what a record of the log may hold: aliases make much of little. */
const MOST_CHARS = 1_000_000;

/** Without what no database stores; one that no event could carry would never come into force. */
function sound(document: AgreementDocument): AgreementDocument {
  if (JSON.stringify(document).length > MOST_CHARS) {
    throw new Problem(400, 'invalid-agreement', `With all its repetitions it has more than ${MOST_CHARS} characters.`);
  }
  try {
    return soundJson(document, DOCUMENT_JSON) as unknown as AgreementDocument;
  } catch (error) {
    if (!(error instanceof UnsoundJson)) throw error;
    const fields = [{ field: error.field, message: error.message }];
    throw new Problem(400, 'invalid-agreement', 'The document is not a valid agreement; see errors.', { fields });
  }
}
