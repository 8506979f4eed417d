import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { errorCode } from '../error-code.ts';
import type { Keys } from '../installation/find-keys.ts';
import { dataFolder } from '../installation/find-keys.ts';
import type { Terminal } from '../terminal.ts';
import { note, ok, problem, type Finding } from './finding.ts';

/** What the packages of the project ask for. */
const OLDEST_NODE = [22, 22] as const;

export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isRecent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isRecent
    ? ok('Node', version)
    : problem(
        'Node',
        `${version} is too old: use ${OLDEST_NODE.join('.')} or newer, or \`npx smarketing\`, which fetches one.`,
      );
}

export async function checkDataFolder(terminal: Pick<Terminal, 'env' | 'cwd'>): Promise<Finding> {
  const folder = dataFolder(terminal);
  try {
    await access(folder, constants.R_OK | constants.W_OK);
    return ok('Data folder', folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return note('Data folder', `${folder} is not there: the first \`npm start\` makes it.`);
    }
    return problem('Data folder', `${folder} cannot be read and written by this user.`);
  }
}

export function checkKeys({ api, write, file }: Keys): Finding {
  if (api === null) return problem('Keys', `There is no API key: neither in SMARKETING_API_KEY nor in ${file}.`);
  const also = write === null ? ', and no write key' : write.from === api.from ? '' : `, write key from ${write.from}`;
  return ok('Keys', `API key from ${api.from}${also}`);
}
