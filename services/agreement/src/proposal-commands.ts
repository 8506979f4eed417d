import { Inject, Injectable } from '@nestjs/common';
import type { Rung } from '@smarketing/agreement';
import type { Tx } from '@smarketing/messaging';
import { Clock, Problem, RunnerHandle, type Principal, mustParseAgreement } from '@smarketing/service-kit';
import { v7 } from 'uuid';
import { activated, nextNumber, versionOf } from './domain/activation.ts';
import { inForceAt } from './domain/in-force.ts';
import type { Actor, Proposal } from './domain/proposal.ts';
import {
  agree,
  draft,
  edit,
  isSignedByBoth,
  propose,
  sign,
  turnDown,
  type Newest,
  type Step,
} from './domain/proposal-steps.ts';
import { isRefusal, type Refusal } from './domain/refusal.ts';
import type { Side, Signatory } from './domain/signature.ts';
import { stepDown } from './domain/step-down.ts';
import { AgreementStore, type AgreementVersion } from './store/agreement-store.ts';

/** The way of a document to both signatures: each step in one transaction with its entry in the trail and the event that tells of it. */
@Injectable()
export class ProposalCommands {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(RunnerHandle) private readonly runner: RunnerHandle,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  draft(yaml: string, principal: Principal): Promise<Proposal> {
    const document = mustParseAgreement(yaml);
    return this.take((newest) => draft(v7(), { yaml, document }, newest, this.actor(principal)));
  }

  edit(id: string, yaml: string, revision: number, principal: Principal): Promise<Proposal> {
    const document = mustParseAgreement(yaml);
    return this.change(id, (proposal, newest) =>
      edit(proposal, { yaml, document, revision }, newest, this.actor(principal)),
    );
  }

  propose(id: string, effectiveFrom: string | null, principal: Principal): Promise<Proposal> {
    const from = effectiveFrom === null ? null : new Date(effectiveFrom).toISOString();
    return this.change(id, (proposal, newest) => propose(proposal, from, newest, this.actor(principal)));
  }

  /** With the second signature the proposal becomes a version. */
  sign(id: string, side: Side, digest: string, principal: Principal): Promise<Proposal> {
    const person = signatoryOf(principal);
    return this.change(id, (proposal, newest) => sign(proposal, { side, digest, person }, newest, this.clock.now()));
  }

  refuse(id: string, because: string, principal: Principal): Promise<Proposal> {
    const person = signatoryOf(principal);
    return this.change(id, (proposal) => turnDown(proposal, { because, person }, this.clock.now()));
  }

  /** What is in force from now on. */
  async stepDown(to: Rung, principal: Principal): Promise<AgreementVersion> {
    const person = signatoryOf(principal);
    return this.runner.command(async (tx) => {
      const versions = await this.store.lockVersions(tx);
      const now = this.clock.now();
      const { versions: lowered, entry } = accepted(stepDown(versions, inForceAt(versions, now), to, person, now));
      for (const version of lowered) await this.store.addVersion(tx, version);
      await this.store.addAudit(tx, [entry]);
      return { result: lowered[0]!, items: lowered.map(activated) };
    });
  }

  private change(id: string, decide: (proposal: Proposal, newest: Newest) => Step | Refusal): Promise<Proposal> {
    return this.take(async (newest, tx) => {
      const proposal = await this.store.lockProposal(tx, id);
      if (!proposal) throw new Problem(404, 'proposal-not-found', `There is no proposal ${id}.`);
      return decide(proposal, newest);
    });
  }

  /** The list of versions is locked first, always: what a step is held against does not move meanwhile. */
  private take(decide: (newest: Newest, tx: Tx) => Step | Refusal | Promise<Step | Refusal>): Promise<Proposal> {
    return this.runner.command(async (tx) => {
      const versions = await this.store.lockVersions(tx);
      const newest = versions[0];
      if (!newest) throw new Problem(503, 'not-ready', 'There is no agreement yet: try again in a moment.');
      const { proposal, entry } = accepted(await decide(newest, tx));
      if (!isSignedByBoth(proposal)) {
        await this.store.putProposal(tx, proposal);
        await this.store.addAudit(tx, [entry]);
        return { result: proposal, items: [] };
      }
      const by: Actor = { name: entry.by, atMs: this.clock.now() };
      const version = versionOf(proposal, versions, by.name, by.atMs);
      const agreed = agree(proposal, nextNumber(versions), version.effectiveFrom, by);
      await this.store.addVersion(tx, version);
      await this.store.putProposal(tx, agreed.proposal);
      await this.store.addAudit(tx, [entry, agreed.entry]);
      return { result: agreed.proposal, items: [activated(version)] };
    });
  }

  private actor({ id, person }: Principal): Actor {
    return { name: person?.id ?? id, atMs: this.clock.now() };
  }
}

const signatoryOf = ({ person, keyMadeBy }: Principal): Signatory | null =>
  person && { ...person, keyMadeBy: keyMadeBy ?? null };

/** Who may not do something at all is told 403; what cannot be done as things stand, 409. */
const FORBIDDEN: readonly string[] = ['nobody', 'not-your-side', 'one-person-two-sides', 'key-of-other-side'];

function accepted<T extends object>(answer: T | Refusal): T {
  if (!isRefusal(answer)) return answer;
  throw new Problem(FORBIDDEN.includes(answer.code) ? 403 : 409, answer.code, answer.refused);
}
