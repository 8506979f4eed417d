import { Inject, Injectable } from '@nestjs/common';
import { defaultAgreementYaml } from '@smarketing/agreement';
import { Clock, Problem, RunnerHandle, mustParseAgreement } from '@smarketing/service-kit';
import { activated, trial } from './domain/activation.ts';
import type { AuditAction, AuditEntry } from './domain/audit-entry.ts';
import { referenceEntry } from './domain/reference-entry.ts';
import { announced, nextRevision } from './domain/reference.ts';
import { isRefusal } from './domain/refusal.ts';
import { AgreementStore, type AgreementVersion, type ReferenceItem } from './store/agreement-store.ts';

/** What can be done to documents and reference data: each in one transaction with the events that tell of it. */
@Injectable()
export class AgreementCommands {
  constructor(
    @Inject(AgreementStore) private readonly store: AgreementStore,
    @Inject(RunnerHandle) private readonly runner: RunnerHandle,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Puts version 0 in force where there is no version at all: a newcomer's first event is scored at once. */
  async shipDefault(): Promise<void> {
    await this.runner.command(async (tx) => {
      const known = await this.store.lockVersions(tx);
      if (known.length > 0) return { result: undefined, items: [] };
      const document = mustParseAgreement(defaultAgreementYaml);
      const version = trial(
        [],
        { yaml: defaultAgreementYaml, document, by: 'ships with the product' },
        this.clock.now(),
      );
      if (isRefusal(version)) throw new Error(version.refused);
      await this.store.addVersion(tx, version);
      await this.store.addAudit(tx, [entryOf(version, 'shipped', 'Comes with the product: nobody has signed it.')]);
      return { result: undefined, items: [activated(version)] };
    });
  }

  /** Puts a document in force without signatures. Answers 400 naming line and column, 409 once a signed version was in force. */
  async activateTrial(yaml: string, by: string): Promise<AgreementVersion> {
    const document = mustParseAgreement(yaml);
    return this.runner.command(async (tx) => {
      const known = await this.store.lockVersions(tx);
      const version = trial(known, { yaml, document, by }, this.clock.now());
      if (isRefusal(version)) throw new Problem(409, version.code, version.refused);
      await this.store.addVersion(tx, version);
      await this.store.addAudit(tx, [entryOf(version, 'tried', 'In force on trial: nobody has signed it.')]);
      return { result: version, items: [activated(version)] };
    });
  }

  async setReference(
    kind: ReferenceItem['kind'],
    id: string,
    body: ReferenceItem['body'],
    by: string,
  ): Promise<ReferenceItem> {
    return this.changeReference(kind, id, () => body, by);
  }

  /** `change` sees the present body, or null; `by` is a person's id, or what the key of a program is called. */
  async changeReference(
    kind: ReferenceItem['kind'],
    id: string,
    change: (body: ReferenceItem['body'] | null) => ReferenceItem['body'],
    by: string,
  ): Promise<ReferenceItem> {
    return this.runner.command(async (tx) => {
      const current = await this.store.lockReference(tx, kind, id);
      const next = nextRevision(current, kind, id, change(current?.body ?? null));
      if (!next) return { result: current!, items: [] };
      const nowMs = this.clock.now();
      await this.store.putReference(tx, next);
      await this.store.addAudit(tx, [referenceEntry(current, next, by, nowMs)]);
      return { result: next, items: [announced(next, nowMs)] };
    });
  }
}

function entryOf(version: AgreementVersion, action: AuditAction, sentence: string): AuditEntry {
  const { activatedAt: at, activatedBy: by } = version;
  const subject = { about: 'agreement' as const, itemId: null };
  return { at, by, action, proposalId: null, version: version.version, ...subject, details: [sentence] };
}
