import { run } from '@smarketing/service-kit';
import { feedback } from './service.ts';

await run(feedback);
