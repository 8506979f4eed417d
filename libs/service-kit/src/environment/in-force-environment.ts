import { compileAgreement, documentShape, type CompiledAgreement } from '@smarketing/agreement';
import type { DataOf, agreementActivated } from '@smarketing/contracts';
import { Environment, type Lack } from '@smarketing/messaging';
import type { Clock } from '../clock.ts';
import { Problem } from '../http/problem.ts';
import type { Broadcasts } from './broadcasts.ts';
import type { CatalogueItem, InForce, Rep } from './in-force.ts';

type Version = {
  readonly version: number;
  readonly effectiveFromMs: number;
  readonly signed: boolean;
  readonly compiled: CompiledAgreement;
};

/** The agreements and the reference data of a service, held in memory and looked up again when their tables have changed. */
export class InForceEnvironment extends Environment<InForce> {
  private readonly broadcasts: Broadcasts;
  private readonly clock: Clock;
  private readonly onUnreadable: (version: number, error: unknown) => void;
  /** Versions that this program cannot read: told once, and left to a newer program. */
  private readonly unreadable = new Set<number>();
  private revision = -1;
  private versions: readonly Version[] = [];
  private readonly cache = new Map<number, InForce>();
  private reps: ReadonlyMap<string, Rep> = new Map();
  private content: ReadonlyMap<string, CatalogueItem> = new Map();

  constructor(
    broadcasts: Broadcasts,
    clock: Clock,
    onUnreadable: (version: number, error: unknown) => void = () => undefined,
  ) {
    super();
    this.broadcasts = broadcasts;
    this.clock = clock;
    this.onUnreadable = onUnreadable;
  }

  override newestDue(nowMs: number): number | null {
    return this.versions.findLast((version) => version.effectiveFromMs <= nowMs)?.version ?? null;
  }

  override under(agreementVersion: number): InForce | undefined {
    const cached = this.cache.get(agreementVersion);
    if (cached) return cached;
    const version = this.versions.find((candidate) => candidate.version === agreementVersion);
    if (!version) return undefined;
    const inForce: InForce = {
      agreement: version.compiled,
      agreementVersion,
      signed: version.signed,
      reps: this.reps,
      content: this.content,
    };
    this.cache.set(agreementVersion, inForce);
    return inForce;
  }

  /** What is in force at this moment, for controllers; answers 503 while there is no agreement yet. */
  now(): InForce {
    const version = this.newestDue(this.clock.now());
    const inForce = version === null ? undefined : this.under(version);
    if (!inForce)
      throw new Problem(503, 'no-agreement-yet', 'No agreement has arrived here yet.', {
        headers: { 'retry-after': '1' },
      });
    return inForce;
  }

  override lack(agreementVersion: number | null): Lack {
    const unreadable = [...this.unreadable];
    if (agreementVersion === null ? unreadable.length > 0 : this.unreadable.has(agreementVersion)) {
      const because = `version ${agreementVersion ?? unreadable.join(', ')} of the agreement cannot be read by this program`;
      return { kind: 'agreement-unreadable', because };
    }
    const [first] = this.versions;
    if (agreementVersion !== null || first === undefined) return super.lack(agreementVersion);
    const from = new Date(first.effectiveFromMs).toISOString();
    return {
      kind: 'no-agreement',
      because: `no agreement is in force yet: version ${first.version} is from ${from} on`,
    };
  }

  override async isUpToDate(): Promise<boolean> {
    return (await this.broadcasts.revision()) === this.revision;
  }

  override async refresh(): Promise<void> {
    const revision = await this.broadcasts.revision();
    if (revision === this.revision) return;
    const stored = await this.broadcasts.all();
    const known = new Map(this.versions.map((version) => [version.version, version]));
    const versions: Version[] = [];
    const reps = new Map<string, Rep>();
    const content = new Map<string, CatalogueItem>();
    for (const { kind, body } of stored) {
      if (kind === 'rep') reps.set((body as unknown as Rep).id, body as unknown as Rep);
      else if (kind === 'content') content.set((body as unknown as CatalogueItem).id, body as unknown as CatalogueItem);
      else {
        const data = body as unknown as DataOf<typeof agreementActivated>;
        const version = known.get(data.version) ?? this.compiled(data);
        if (version) versions.push(version);
      }
    }
    this.versions = versions.toSorted((a, b) => a.version - b.version);
    this.reps = reps;
    this.content = content;
    this.cache.clear();
    this.revision = revision;
  }

  /** What was made under a version that is unreadable here waits for a program that can read it; the rest goes on. */
  private compiled(data: DataOf<typeof agreementActivated>): Version | null {
    try {
      return compiledVersion(data);
    } catch (error) {
      if (!this.unreadable.has(data.version)) this.onUnreadable(data.version, error);
      this.unreadable.add(data.version);
      return null;
    }
  }
}

function compiledVersion(data: DataOf<typeof agreementActivated>): Version {
  const { version, signed, effectiveFrom } = data;
  // Its shape alone: what was accepted when it was signed holds, whatever a newer program would find contradictory in it.
  const compiled = compileAgreement(documentShape.parse(data.document), { version });
  return { version, signed, effectiveFromMs: Date.parse(effectiveFrom), compiled };
}
