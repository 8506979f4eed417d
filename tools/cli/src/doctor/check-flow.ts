import type { Installation } from '../installation/installation.ts';
import { diagnoseFlow } from './diagnose-flow.ts';
import { problemOf, type Finding } from './finding.ts';
import { flowReport } from './flow-report.ts';

/** Whether the events flow: what waits, what stands still, and what to do about it. */
export async function checkFlow(installation: Installation): Promise<readonly Finding[]> {
  try {
    return diagnoseFlow(await installation.get('/api/flow', flowReport));
  } catch (error) {
    return [problemOf('Flow', error)];
  }
}
