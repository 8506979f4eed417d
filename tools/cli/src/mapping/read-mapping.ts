import { parse } from 'yaml';
import { WrongUsage } from '../exit.ts';
import { mappingShape, type Mapping } from './mapping.ts';

/** Reads a mapping from YAML. Throws WrongUsage that names everything that is wrong with it. */
export function readMapping(yaml: string, file: string): Mapping {
  let given: unknown;
  try {
    given = parse(yaml);
  } catch (error) {
    throw new WrongUsage(`${file} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = mappingShape.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return `  ${path === '' ? '' : `${path}: `}${issue.message}`;
  });
  throw new WrongUsage(`${file} is no mapping:\n${problems.join('\n')}`);
}
