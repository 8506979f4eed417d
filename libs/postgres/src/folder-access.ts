import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SystemUser } from './system-user.ts';

/** Where root keeps what the server's user must reach, when the folder asked for lies below one that is closed to that user. */
export const CLOSED_FOLDER_BASE = '/var/lib/smarketing';

/** Whether the user may enter this folder and all above it, by their mode bits. */
export async function canTraverse(folder: string, user: SystemUser): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { uid, gid, mode } = await stat(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
