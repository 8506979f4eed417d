import type { Command } from 'commander';
import { atOnce } from '../delivery/at-once.ts';
import { deliver } from '../delivery/deliver.ts';
import { cloudEventsDoor, segmentDoor, type Door } from '../delivery/door.ts';
import { inBatches } from '../delivery/in-batches.ts';
import type { Refusal } from '../delivery/outgoing.ts';
import { EXIT } from '../exit.ts';
import { installationOf, type Installation } from '../installation/installation.ts';
import { untilIdle } from '../installation/until-idle.ts';
import { readEvents, type Way } from '../send/read-events.ts';
import type { Terminal } from '../terminal.ts';
import { printJson, withInstallation, type CommandContext, type InstallationOptions } from './command-context.ts';
import { readText } from './read-text.ts';
import { sayRefusals } from './say-refusals.ts';

const AT_ONCE = 4;
const LONGEST_WAIT_MS = 600_000;

/** `smarketing send FILE|-` */
export function addSend(program: Command, { terminal, exit }: CommandContext): void {
  withInstallation(program.command('send'))
    .description('Sends events: CloudEvents or Segment calls, as one JSON object, an array, or one a line.')
    .argument('<file>', 'a file, or - for stdin')
    .option('--wait', 'wait until all of it is processed')
    .action(async (file: string, options: InstallationOptions & { readonly wait?: boolean }) => {
      const installation = installationOf(options, terminal);
      const text = file === '-' ? await terminal.readStdin() : await readText(file, terminal);
      const read = readEvents(text);
      const refused: Refusal[] = [...read.refused];
      let accepted = 0;
      for (const [way, events] of read.ways) {
        await atOnce(AT_ONCE, inBatches(events), async (batch) => {
          const delivered = await deliver(batch, doorOf(way, installation, terminal));
          accepted += delivered.accepted;
          refused.push(...delivered.refused);
        });
      }
      refused.sort((a, b) => a.line - b.line);
      if (options.wait && accepted > 0) await untilIdle(installation, terminal, LONGEST_WAIT_MS);
      if (options.json) printJson(terminal, { accepted, refused });
      else {
        sayRefusals(file === '-' ? 'stdin' : file, refused, terminal);
        terminal.out(`${accepted.toLocaleString('en-US')} accepted, ${refused.length.toLocaleString('en-US')} refused`);
      }
      if (refused.length > 0) exit(EXIT.failed);
    });
}

function doorOf(way: Way, installation: Installation, terminal: Terminal): Door {
  switch (way) {
    case 'segment':
      return segmentDoor(installation, terminal);
    case 'salesEvents':
      return cloudEventsDoor(installation, installation.apiKey(), terminal);
    case 'cloudEvents': {
      const { write } = installation.keys;
      return cloudEventsDoor(installation, write ?? installation.apiKey(), terminal);
    }
  }
}
