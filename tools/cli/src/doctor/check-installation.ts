import { ladder, rungInWords } from '@smarketing/agreement';
import * as z from 'zod';
import type { Installation } from '../installation/installation.ts';
import { note, ok, problem, problemOf, type Finding } from './finding.ts';

const readiness = z.looseObject({ problems: z.array(z.string()) });

const inForce = z.looseObject({
  version: z.number(),
  title: z.string(),
  signed: z.boolean(),
  ladder: ladder.optional(),
});

export type Examined = {
  /** Whether a Smarketing answers there, so that it can be asked more. */
  readonly answers: boolean;
  readonly findings: readonly Finding[];
};

/** Whether it answers, whether it is ready, and under which agreement it works. */
export async function checkInstallation(installation: Installation): Promise<Examined> {
  try {
    const response = await installation.attempt({ method: 'GET', path: '/readyz', key: null });
    const parsed = readiness.safeParse(await response.json().catch(() => null));
    if (!parsed.success) return silent(problem('Installation', `${installation.url} answers, but is no Smarketing.`));
    const { problems } = parsed.data;
    if (problems.length > 0) {
      return { answers: true, findings: problems.map((words) => problem('Installation', `not ready: ${words}`)) };
    }
  } catch (error) {
    return silent(problemOf('Installation', error));
  }
  const ready = ok('Installation', `ready at ${installation.url}`);
  if (installation.keys.api === null) return { answers: true, findings: [ready] };
  return { answers: true, findings: [ready, await checkAgreement(installation)] };
}

const silent = (finding: Finding): Examined => ({ answers: false, findings: [finding] });

async function checkAgreement(installation: Installation): Promise<Finding> {
  try {
    const { version, title, signed, ladder: rung } = await installation.get('/api/agreements/current', inForce);
    const words = `version ${version}, "${title}"`;
    const does = rung === undefined ? '' : `; on the rung ${rung} the product ${rungInWords(rung)}`;
    return signed ? ok('Agreement', `${words}${does}`) : note('Agreement', `${words}: nobody has signed it${does}`);
  } catch (error) {
    return problemOf('Agreement', error);
  }
}
