import { run } from '@smarketing/service-kit';
import { routing } from './service.ts';

await run(routing);
