import { run } from '@smarketing/service-kit';
import { consoleService } from './service.ts';

await run(consoleService);
