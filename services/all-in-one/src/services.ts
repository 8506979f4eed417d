import { agreement } from '@smarketing/agreement-service';
import { consoleService } from '@smarketing/console-service';
import { feedback } from '@smarketing/feedback-service';
import { ingestion } from '@smarketing/ingestion-service';
import { routing } from '@smarketing/routing-service';
import { scoring } from '@smarketing/scoring-service';
import type { ServiceDefinition } from '@smarketing/service-kit';
import { sla } from '@smarketing/sla-service';

/** All of them, in the order of the flow. */
export const allServices: readonly ServiceDefinition[] = [
  agreement,
  ingestion,
  scoring,
  routing,
  sla,
  feedback,
  consoleService,
];
