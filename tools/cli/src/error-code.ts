/** What the system calls an error: `ENOENT`. Undefined where it is none of the system's. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
