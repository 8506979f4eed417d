import type { Tx } from '@smarketing/messaging';
import { AgreementStore, type AgreementVersion, type ReferenceItem } from './agreement-store.ts';

/** For tests: what a transaction writes is there at once, and stays when it rolls back. */
export class MemoryAgreementStore extends AgreementStore {
  private readonly byVersion = new Map<number, AgreementVersion>();
  private readonly items = new Map<string, ReferenceItem>();

  async versions(): Promise<readonly AgreementVersion[]> {
    return [...this.byVersion.values()].toSorted((a, b) => b.version - a.version);
  }

  async version(version: number): Promise<AgreementVersion | null> {
    return this.byVersion.get(version) ?? null;
  }

  async lockVersions(_tx: Tx): Promise<readonly AgreementVersion[]> {
    return [...this.byVersion.values()].toSorted((a, b) => a.version - b.version);
  }

  async addVersion(_tx: Tx, version: AgreementVersion): Promise<void> {
    if (this.byVersion.has(version.version)) throw new Error(`version ${version.version} exists`);
    this.byVersion.set(version.version, version);
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
