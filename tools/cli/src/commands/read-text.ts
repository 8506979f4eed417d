import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode } from '../error-code.ts';
import { WrongUsage } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

/** The text of a file that the user named. Throws WrongUsage where it cannot be read. */
export async function readText(file: string, terminal: Pick<Terminal, 'cwd'>): Promise<string> {
  try {
    return await readFile(resolve(terminal.cwd, file), 'utf8');
  } catch (error) {
    throw unreadable(file, error);
  }
}

export function unreadable(file: string, error: unknown): WrongUsage {
  const code = errorCode(error);
  if (code === 'ENOENT') return new WrongUsage(`There is no file ${file}.`);
  if (code === 'EISDIR') return new WrongUsage(`${file} is a folder, not a file.`);
  return new WrongUsage(`${file} cannot be read (${code ?? String(error)}).`);
}
