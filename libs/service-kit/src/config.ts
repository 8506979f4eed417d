import { readFileSync } from 'node:fs';
import { StartupProblem } from '@smarketing/postgres';
import * as z from 'zod';
import { parseClock } from './clock.ts';

const port = z.coerce.number('a port number').int().min(0).max(65_535);
const brokers = z
  .string()
  .transform((text) => text.split(',').map((broker) => broker.trim()))
  .pipe(z.array(z.string().regex(/^[^\s:]+:\d+$/, 'each broker is host:port')).min(1));
const flag = z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true');
const urls = z
  .string()
  .transform((text) => text.split(',').map((url) => url.trim().replace(/\/$/, '')))
  .pipe(z.array(z.url({ protocol: /^https?$/ })).min(1));

const settings = {
  PORT: port.optional(),
  HOST: z.string().optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'a PostgreSQL URL: postgres://user:password@host:port/database' })
    .optional(),
  KAFKA_BROKERS: brokers.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'a Redis URL: redis://host:port' }).optional(),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).optional(),
  INGESTION_URL: urls.optional(),
  SCORING_URL: urls.optional(),
  ROUTING_URL: urls.optional(),
  SLA_URL: urls.optional(),
  FEEDBACK_URL: urls.optional(),
  AGREEMENT_URL: urls.optional(),
  SMARKETING_DATA: z.string().optional(),
  SMARKETING_CLOCK: z
    .string()
    .refine((text) => clockProblem(text) === null, { error: 'an ISO 8601 instant, or two joined by @' })
    .optional(),
  SMARKETING_DEMO: flag.optional(),
  /** What the embedded PostgreSQL keeps of its tables in memory, in MB; a sixteenth of the machine's unless told, 128 to 1024. */
  SMARKETING_POSTGRES_MEMORY: z.coerce.number().int().min(16).max(65_536).optional(),
  /** Requests a second that one intake key may make. */
  SMARKETING_INTAKE_LIMIT: z.coerce.number().int().positive().optional(),
  SMARKETING_WRITE_KEY: secret(),
  SMARKETING_API_KEY: secret(),
  SMARKETING_ADMIN_PASSWORD: secret(),
  /** Where the CLI looks for the running installation. */
  SMARKETING_URL: z.url().optional(),
  /** Where `infra/native` keeps its servers: read by its scripts, known here so that it may stay set. */
  SMARKETING_LOCAL: z.string().optional(),
};

/** What a process reads from its environment. */
export const configSchema = z.object(settings);
export type Config = z.output<typeof configSchema>;

function secret() {
  return z.string().min(16, 'at least 16 characters, or it can be guessed').max(200).optional();
}

function clockProblem(text: string): string | null {
  try {
    parseClock(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Reads the configuration. Throws one StartupProblem that lists everything that is wrong, unknown `SMARKETING_` names
 * included: a misspelt switch must not be a switch that does nothing. Secrets may come by file: `NAME_FILE`.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  required: readonly (keyof Config)[] = [],
): Config {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue;
    const plain = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
    if (plain !== name && plain in settings) {
      try {
        given[plain] ??= readFileSync(value, 'utf8').trim();
      } catch (error) {
        problems.push(`${name}: ${value} cannot be read (${error instanceof Error ? error.message : String(error)})`);
      }
    } else if (name in settings) {
      given[name] = value;
    } else if (name.startsWith('SMARKETING_')) {
      problems.push(`${name}: there is no such setting`);
    }
  }
  const parsed = configSchema.safeParse(given);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) problems.push(`${String(issue.path[0])}: ${issue.message}`);
  }
  for (const name of required) if (given[name] === undefined) problems.push(`${name}: required here and not set`);
  if (problems.length > 0 || !parsed.success) {
    throw new StartupProblem(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
  return parsed.data;
}
