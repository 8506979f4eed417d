import { run } from '@smarketing/service-kit';
import { agreement } from './service.ts';

await run(agreement);
