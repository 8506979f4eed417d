// npm run bench [-- --quick]: our figures and those of rivals, in one run.
import { runBuilt } from './run-built.mjs';

// Libraries change their ways under any other.
process.env.NODE_ENV = 'production';
await runBuilt('tools/bench/dist/main.js');
