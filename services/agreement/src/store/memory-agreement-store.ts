import type { Tx } from '@smarketing/messaging';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { Proposal } from '../domain/proposal.ts';
import { AgreementStore, type AgreementVersion, type AuditQuery, type ReferenceItem } from './agreement-store.ts';

/** For tests: what a transaction writes is there at once, and stays when it rolls back. */
export class MemoryAgreementStore extends AgreementStore {
  private readonly byVersion = new Map<number, AgreementVersion>();
  private readonly items = new Map<string, ReferenceItem>();
  private readonly byId = new Map<string, Proposal>();
  private readonly trail: (AuditEntry & { readonly position: number })[] = [];

  async versions(): Promise<readonly AgreementVersion[]> {
    return [...this.byVersion.values()].toSorted((a, b) => b.version - a.version);
  }

  async version(version: number): Promise<AgreementVersion | null> {
    return this.byVersion.get(version) ?? null;
  }

  async lockVersions(_tx: Tx): Promise<readonly AgreementVersion[]> {
    return this.versions();
  }

  async addVersion(_tx: Tx, version: AgreementVersion): Promise<void> {
    if (this.byVersion.has(version.version)) throw new Error(`version ${version.version} exists`);
    this.byVersion.set(version.version, version);
  }

  async proposals(): Promise<readonly Proposal[]> {
    return [...this.byId.values()].toSorted((a, b) =>
      a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0,
    );
  }

  async proposal(id: string): Promise<Proposal | null> {
    return this.byId.get(id) ?? null;
  }

  lockProposal(_tx: Tx, id: string): Promise<Proposal | null> {
    return this.proposal(id);
  }

  async putProposal(_tx: Tx, proposal: Proposal): Promise<void> {
    this.byId.set(proposal.id, proposal);
  }

  async addAudit(_tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
    for (const entry of entries) this.trail.push({ ...entry, position: this.trail.length + 1 });
  }

  async audit({ before, about, limit }: AuditQuery): Promise<readonly (AuditEntry & { readonly position: number })[]> {
    return this.trail
      .filter((entry) => (before === null || entry.position < before) && (about === null || entry.about === about))
      .toReversed()
      .slice(0, limit);
  }

  async references(kind: ReferenceItem['kind']): Promise<readonly ReferenceItem[]> {
    return [...this.items.values()].filter((item) => item.kind === kind).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  async lockReference(_tx: Tx, kind: ReferenceItem['kind'], id: string): Promise<ReferenceItem | null> {
    return this.items.get(`${kind}/${id}`) ?? null;
  }

  async putReference(_tx: Tx, item: ReferenceItem): Promise<void> {
    this.items.set(`${item.kind}/${item.id}`, item);
  }
}
