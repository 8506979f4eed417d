import { run } from '@smarketing/service-kit';
import { ingestion } from './service.ts';

await run(ingestion);
