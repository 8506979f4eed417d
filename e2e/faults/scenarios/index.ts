import type { Scenario } from '../harness/scenario.ts';
import { rollingRestart } from './rolling-restart.ts';
import { timersDueAtOnce } from './timers-due-at-once.ts';
import { overload } from './overload.ts';
import { twoOwners } from './two-owners.ts';
import { hotLead } from './hot-lead.ts';
import { manyTimersDueAtOnce } from './many-timers-due-at-once.ts';
import { membersComeAndGo } from './members-come-and-go.ts';
import { backendsKilled } from './backends-killed.ts';
import { brokerCutOff, brokerKilled, brokerSilent } from './broker-away.ts';
import { commitsInDoubt } from './commits-in-doubt.ts';
import { databasePaused, databaseRestarted, databaseSilent } from './database-away.ts';
import { deadlocks } from './deadlocks.ts';
import { decisionsThatThrow } from './decisions-that-throw.ts';
import { foreignCommits } from './foreign-commits.ts';
import { killEmbeddedPostgres, killServices, killWholeProcess } from './kill-services.ts';
import { lostAcks } from './lost-acks.ts';
import { lostAnswers } from './lost-answers.ts';
import { noFault } from './no-fault.ts';
import { poison } from './poison.ts';
import { replayKilled } from './replay-killed.ts';
import { redisGone, redisSilent } from './redis-away.ts';
import { sameIdOtherPayload } from './same-id-other-payload.ts';
import { slowNetwork } from './slow-network.ts';
import { stepBoundaries } from './step-boundaries.ts';
import { zombie } from './zombie.ts';

/** All faults, in the order of their numbers; those of one number are told apart by their words. */
export const scenarios: readonly Scenario[] = [
  noFault,
  slowNetwork,
  killServices,
  killWholeProcess,
  killEmbeddedPostgres,
  stepBoundaries,
  zombie,
  membersComeAndGo,
  lostAcks,
  brokerCutOff,
  brokerKilled,
  brokerSilent,
  foreignCommits,
  databaseRestarted,
  databasePaused,
  databaseSilent,
  backendsKilled,
  deadlocks,
  commitsInDoubt,
  lostAnswers,
  redisGone,
  redisSilent,
  poison,
  decisionsThatThrow,
  sameIdOtherPayload,
  hotLead,
  timersDueAtOnce,
  manyTimersDueAtOnce,
  twoOwners,
  overload,
  rollingRestart,
  replayKilled,
];
