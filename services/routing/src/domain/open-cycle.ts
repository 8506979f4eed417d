import { accountOf } from '@smarketing/contracts';
import type { DataOf, leadQualified } from '@smarketing/contracts';
import type { BookDraft } from './book-draft.ts';
import { closeCycle } from './close-cycle.ts';
import { evidenceAtOf } from './evidence-at.ts';
import { findOwner } from './find-owner.ts';
import type { Verdict } from './find-owner.ts';
import { missingFields } from './handoff-packet.ts';
import type { CycleOutcome, KeptDossier, LeadRouting, OpenCycle } from './lead-routing.ts';
import { EARLIER_CYCLES_KEPT, withCycle } from './lead-routing.ts';
import { decisionOf, placeCycle } from './place-cycle.ts';
import type { Placed } from './place-cycle.ts';
import type { World } from './world.ts';

type Qualified = DataOf<typeof leadQualified>;

/** A lead met the definition: begins its cycle and gives it an owner, or a reason why it has none. */
export function openCycle(
  leadId: string,
  before: LeadRouting,
  qualified: Qualified,
  draft: BookDraft,
  world: World,
): Placed {
  const ended = before.earlier.find(({ cycleId }) => cycleId === qualified.cycleId);
  if (before.cycles.some(({ cycleId }) => cycleId === qualified.cycleId) || (ended && ended.startedAtMs !== null)) {
    return { lead: before, emits: [] };
  }
  const startedAtMs = Date.parse(qualified.at);
  let lead = learnFromDossier(before, qualified);
  if (ended) {
    // What ended it overtook its beginning.
    const earlier = lead.earlier.map((cycle) => (cycle === ended ? { ...cycle, startedAtMs } : cycle));
    return notRouted(
      leadId,
      { ...lead, earlier },
      qualified,
      'closed',
      `it has ended already: ${ended.outcome}`,
      draft,
      world,
    );
  }
  // Scoring opens one cycle per model at a time: what ended the former one is on its way.
  for (const { cycleId, model } of lead.cycles) {
    if (model === qualified.model) lead = closeCycle(lead, cycleId, 'superseded', null, draft, world.nowMs);
  }
  if (startedAtMs < world.nowMs - world.plan.freshnessMs) {
    const reason = `it qualified on ${qualified.at.slice(0, 10)}, which is history`;
    return notRouted(
      leadId,
      endedAtOnce(lead, qualified, 'history', startedAtMs),
      qualified,
      'history',
      reason,
      draft,
      world,
    );
  }
  const cycle = begin(qualified, startedAtMs);
  if (lead.lastDeal && lead.lastDeal.atMs >= evidenceAtOf(cycle)) {
    const { outcome } = lead.lastDeal;
    const reason = `a deal was ${outcome} meanwhile`;
    return notRouted(
      leadId,
      endedAtOnce(lead, qualified, outcome, startedAtMs),
      qualified,
      'closed',
      reason,
      draft,
      world,
    );
  }

  const placed = placeCycle(
    leadId,
    withCycle(lead, cycle),
    cycle,
    firstVerdict(lead, cycle, draft, world),
    draft,
    world,
  );
  return { ...placed, lead: { ...placed.lead, profile: profileAfter(before, lead) } };
}

function firstVerdict(lead: LeadRouting, cycle: OpenCycle, draft: BookDraft, world: World): Verdict {
  const missing = missingFields(lead, cycle);
  const untilMs = cycle.qualifiedAtMs + world.plan.holdForEnrichmentMs;
  if (missing.length === 0 || untilMs <= world.nowMs) {
    return findOwner(lead, cycle, draft, world, { excluded: new Map(), atWorkOnly: false, ownersFirst: true });
  }
  const reason = `waits for ${missing.join(', ')}`;
  return {
    kind: 'held',
    code: 'enrichment',
    retryAtMs: untilMs,
    reason,
    path: [{ step: 'enrichment', result: reason }],
  };
}

function begin(qualified: Qualified, qualifiedAtMs: number): OpenCycle {
  const { cycleId, cycleNumber, model, origin, priority, rule, reason } = qualified;
  const { score, fit, engagement, grade, provisional } = qualified;
  return {
    cycleId,
    cycleNumber,
    model,
    origin,
    priority,
    qualifiedAtMs,
    rule,
    reason,
    standing: { score, fit, engagement, grade, provisional },
    dossier: kept(qualified.dossier),
    account: accountOf(qualified.dossier.profile),
    place: {
      kind: 'unroutable',
      code: 'nobody',
      reason: 'not asked yet',
      sinceMs: qualifiedAtMs,
      retryAtMs: qualifiedAtMs,
      tries: 0,
    },
    formerReps: [],
    follows: null,
    acceptedAtMs: null,
  };
}

function kept(dossier: Qualified['dossier']): KeptDossier {
  const { entries, criteria, content, intent, stage, statedNeeds, missingFields } = dossier;
  const { campaign, firstSource, account, pressure } = dossier;
  return {
    ...{ entries, criteria, content, intent, stage, statedNeeds, missingFields },
    ...{ campaign, firstSource, account, pressure },
  };
}

/** The profile that scoring decided on may be ahead of ours: its topic is another one. */
function learnFromDossier(lead: LeadRouting, { dossier }: Qualified): LeadRouting {
  const { version = 0, ids = {}, fields = {} } = lead.profile ?? {};
  return { ...lead, profile: { version, ids, fields: { ...fields, ...dossier.profile } } };
}

/**
 * What the dossier said serves this decision alone, once a snapshot has come: it may as well be older than ours, and no later
 * snapshot would put that right.
 */
function profileAfter(before: LeadRouting, informed: LeadRouting): LeadRouting['profile'] {
  return before.profile !== null && before.profile.version > 0 ? before.profile : informed.profile;
}

function endedAtOnce(lead: LeadRouting, { cycleId }: Qualified, outcome: CycleOutcome, atMs: number): LeadRouting {
  const ended = { cycleId, startedAtMs: atMs, endedAtMs: atMs, outcome, reason: null };
  return { ...lead, earlier: [...lead.earlier, ended].slice(-EARLIER_CYCLES_KEPT) };
}

function notRouted(
  leadId: string,
  lead: LeadRouting,
  qualified: Qualified,
  outcome: 'history' | 'closed',
  why: string,
  draft: BookDraft,
  world: World,
): Placed {
  const reason = `not routed: ${why}`;
  draft.record(
    decisionOf(leadId, qualified, { reason, path: [{ step: 'freshness', result: why }] }, world, { outcome }),
  );
  return { lead, emits: [] };
}
