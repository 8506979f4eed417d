import type { Command } from 'commander';
import { checkFlow } from '../doctor/check-flow.ts';
import { checkInstallation } from '../doctor/check-installation.ts';
import { checkLetters } from '../doctor/check-letters.ts';
import { checkModel } from '../doctor/check-model.ts';
import { checkDataFolder, checkKeys, checkNode } from '../doctor/check-machine.ts';
import { checkDatabaseServer, checkKafka } from '../doctor/check-servers.ts';
import type { Finding } from '../doctor/finding.ts';
import { EXIT } from '../exit.ts';
import { installationOf } from '../installation/installation.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';

const MARKS = { ok: '✓', note: '–', problem: '✗' } as const;

/** `smarketing doctor` */
export function addDoctor(program: Command, { terminal, exit }: CommandContext): void {
  withInstallation(program.command('doctor'))
    .description('Looks whether everything works, and says what does not. Exits 1 where something does not.')
    .action(async (options: InstallationOptions) => {
      const installation = installationOf(options, terminal);
      const findings: Finding[] = [
        checkNode(process.versions.node),
        await checkDataFolder(terminal),
        checkKeys(installation.keys),
        ...(await checkDatabaseServer(terminal.env)),
        ...(await checkKafka(terminal.env)),
      ];
      const { answers, findings: found } = await checkInstallation(installation);
      findings.push(...found);
      if (answers && installation.keys.api !== null) {
        findings.push(...(await checkFlow(installation)), await checkLetters(installation));
        findings.push(await checkModel(installation));
      }
      if (options.json) printJson(terminal, { ok: findings.every(({ state }) => state !== 'problem'), findings });
      else for (const finding of findings) terminal.out(inWords(finding));
      if (findings.some(({ state }) => state === 'problem')) exit(EXIT.failed);
    });
}

function inWords({ state, what, words, since, advice }: Finding): string {
  const from = since === undefined ? '' : ` (since ${since.slice(0, 19).replace('T', ' ')} UTC)`;
  const todo = advice === undefined ? '' : `\n  → ${advice}`;
  return `${MARKS[state]} ${what}: ${words}${from}${todo}`;
}
