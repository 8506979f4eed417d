export { Access, CurrentPrincipal } from './access/access.ts';
export { AccessCommands } from './access/access-commands.ts';
export { AccessGuard } from './access/access-guard.ts';
export { auditItem, keyItem, personItem, type AuditItem, type KeyItem, type PersonItem } from './access/access-json.ts';
export { accessId, auditQuery, keyQuery, keyRequest, personRequest } from './access/access-requests.ts';
export { newKey } from './access/key-format.ts';
export { ConfiguredKeyring, Keyring } from './access/keyring.ts';
export { roles, scopes, type Person, type Policy, type Principal, type Role, type Scope } from './access/principal.ts';
export { AccessStore } from './access/store/access-store.ts';
export { Clock, SystemClock, parseClock } from './clock.ts';
export { readConfig, type Config } from './config.ts';
export { LetterBoxes } from './dead-letters/letter-boxes.ts';
export type { LetterDetails, LetterItem } from './dead-letters/letter-json.ts';
export {
  letterCursor,
  letterFilter,
  letterParams,
  letterQuery,
  type LetterQuery,
} from './dead-letters/letter-query.ts';
export { defineService, type ServiceDefinition } from './define-service.ts';
export { agreementReactor, contentReactor, repReactor } from './environment/broadcast-reactors.ts';
export { Broadcasts, type Broadcast } from './environment/broadcasts.ts';
export { InForceEnvironment } from './environment/in-force-environment.ts';
export type { CatalogueItem, InForce, Rep } from './environment/in-force.ts';
export { mustParseAgreement } from './environment/must-parse-agreement.ts';
export { askService } from './http/ask-service.ts';
export { Problem, type FieldProblem } from './http/problem.ts';
export { ProblemFilter, sendProblem, toProblem } from './http/problem-filter.ts';
export { inTime } from './in-time.ts';
export { NestLogger, openLogger, type Logger } from './logger.ts';
export { Metrics } from './metrics/metrics.ts';
export { boot, migrateServices, type Booted, type Platform } from './runtime/boot.ts';
export { Settings } from './runtime/settings.ts';
export {
  FlowProgress,
  type ProcessProgress,
  type ServiceProgress,
  type StandingLane,
  type TravelledEdge,
  type WaitingFor,
} from './runtime/flow-progress.ts';
export { openPlatform, type OpenPlatform } from './runtime/open-platform.ts';
export { Readiness } from './runtime/readiness.ts';
export { run, untilStopped } from './runtime/run.ts';
export { RunnerHandle } from './runtime/runner-handle.ts';
export { VERSION } from './runtime/version.ts';
export { ServiceDatabase } from './service-database.ts';
