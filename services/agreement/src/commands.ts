import { Inject, Injectable } from '@nestjs/common';
import {
  defaultAgreementYaml,
  hostTimeZone,
  parseAgreement,
  resolveTimeZones,
  type AgreementDocument,
} from '@smarketing/agreement';
import { EVENT_JSON, UnsoundJson, soundJson } from '@smarketing/contracts';
import { Clock, Problem, RunnerHandle } from '@smarketing/service-kit';
import { activated, trial } from './domain/activation.ts';
import { announced, nextRevision } from './domain/reference.ts';
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
      const document = mustParse(defaultAgreementYaml);
      const version = trial(
        [],
        { yaml: defaultAgreementYaml, document, by: 'ships with the product' },
        this.clock.now(),
      );
      if ('refused' in version) throw new Error(version.refused);
      await this.store.addVersion(tx, version);
      return { result: undefined, items: [activated(version)] };
    });
  }

  /** Puts a document in force without signatures. Answers 400 naming line and column, 409 once a signed version was in force. */
  async activateTrial(yaml: string, by: string): Promise<AgreementVersion> {
    const document = mustParse(yaml);
    return this.runner.command(async (tx) => {
      const known = await this.store.lockVersions(tx);
      const version = trial(known, { yaml, document, by }, this.clock.now());
      if ('refused' in version) throw new Problem(409, 'signatures-needed', version.refused);
      await this.store.addVersion(tx, version);
      return { result: version, items: [activated(version)] };
    });
  }

  async setReference(kind: ReferenceItem['kind'], id: string, body: ReferenceItem['body']): Promise<ReferenceItem> {
    return this.changeReference(kind, id, () => body);
  }

  /** `change` sees the present body, or null. */
  async changeReference(
    kind: ReferenceItem['kind'],
    id: string,
    change: (body: ReferenceItem['body'] | null) => ReferenceItem['body'],
  ): Promise<ReferenceItem> {
    return this.runner.command(async (tx) => {
      const current = await this.store.lockReference(tx, kind, id);
      const next = nextRevision(current, kind, id, change(current?.body ?? null));
      if (!next) return { result: current!, items: [] };
      await this.store.putReference(tx, next);
      return { result: next, items: [announced(next, this.clock.now())] };
    });
  }
}

function mustParse(yaml: string): AgreementDocument {
  const parsed = parseAgreement(yaml);
  if ('document' in parsed) return resolveTimeZones(sound(parsed.document), hostTimeZone());
  const fields = parsed.problems.map(({ line, column, path, message }) => ({
    field: path === '' ? `${line}:${column}` : path,
    message: `line ${line}, column ${column}: ${message}`,
  }));
  throw new Problem(400, 'invalid-agreement', 'The document is not a valid agreement; see errors.', { fields });
}

/** The event that tells of it has a few levels around the document. */
const DOCUMENT_JSON = { ...EVENT_JSON, depth: EVENT_JSON.depth - 4 };

/** Without what no database stores; one that no event could carry would never come into force. */
function sound(document: AgreementDocument): AgreementDocument {
  try {
    return soundJson(document, DOCUMENT_JSON) as unknown as AgreementDocument;
  } catch (error) {
    if (!(error instanceof UnsoundJson)) throw error;
    const fields = [{ field: error.field, message: error.message }];
    throw new Problem(400, 'invalid-agreement', 'The document is not a valid agreement; see errors.', { fields });
  }
}
