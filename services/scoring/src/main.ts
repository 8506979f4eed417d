import { run } from '@smarketing/service-kit';
import { scoring } from './service.ts';

await run(scoring);
