import { runBuilt } from './run-built.mjs';

await runBuilt('tools/cli/dist/main.js');
