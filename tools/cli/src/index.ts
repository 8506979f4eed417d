export { runCommandLine } from './command-line.ts';
export type { Progress, Terminal } from './terminal.ts';
