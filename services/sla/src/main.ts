import { run } from '@smarketing/service-kit';
import { sla } from './service.ts';

await run(sla);
