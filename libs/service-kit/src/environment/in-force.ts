import type { CompiledAgreement } from '@smarketing/agreement';
import type { DataOf, contentCatalogued, repChanged } from '@smarketing/contracts';

export type Rep = DataOf<typeof repChanged> & { readonly id: string };
export type CatalogueItem = DataOf<typeof contentCatalogued> & { readonly id: string };

/** What decisions are made under: the agreement, and the reference data that nobody signs for. */
export type InForce = {
  readonly agreement: CompiledAgreement;
  readonly agreementVersion: number;
  /** False while the teams work under what ships with the product, or on trial. */
  readonly signed: boolean;
  readonly reps: ReadonlyMap<string, Rep>;
  readonly content: ReadonlyMap<string, CatalogueItem>;
};
