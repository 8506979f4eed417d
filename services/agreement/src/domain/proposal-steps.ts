import { diffAgreements } from '@smarketing/agreement';
import type { AuditAction, AuditEntry } from './audit-entry.ts';
import { digestOfProposal, drafted, revised, type Actor, type Draft, type Proposal } from './proposal.ts';
import { refuse, type Refusal } from './refusal.ts';
import { sides, type Side, type Signatory, type Signature } from './signature.ts';

const FURTHEST_MS = 10 * 366 * 86_400_000;

export type Step = { readonly proposal: Proposal; readonly entry: AuditEntry };

/** What a proposal is held against: the newest version, in force or not. */
export type Newest = Draft & { readonly version: number };

export function draft(id: string, written: Draft, newest: Newest, by: Actor): Step {
  return step(drafted(id, written, newest.version, by), 'drafted', by, changesOf(newest, written));
}

/** Another text, whatever was signed of the former one: signatures are for what was read, so they are void now. */
export function edit(
  proposal: Proposal,
  { revision, ...written }: Draft & { readonly revision: number },
  newest: Newest,
  by: Actor,
): Step | Refusal {
  if (proposal.status === 'agreed') return closed(proposal);
  if (revision !== proposal.revision) {
    return refuse('changed-meanwhile', `${proposal.changedBy} has changed it meanwhile: read it again.`);
  }
  const change = {
    ...written,
    status: 'draft',
    basedOn: newest.version,
    effectiveFrom: null,
    signatures: [],
    refusal: null,
  } as const;
  const voided = proposal.signatures.map(({ name, side }) => `The signature of ${name} for ${side} is void.`);
  const details = [...changesOf(proposal, written), ...voided];
  return step(revised(proposal, change, by), 'edited', by, details);
}

/** Puts it before both sides. `effectiveFrom` is ISO 8601, or null for as soon as both have signed. */
export function propose(proposal: Proposal, effectiveFrom: string | null, newest: Newest, by: Actor): Step | Refusal {
  if (proposal.status === 'agreed') return closed(proposal);
  if (proposal.status === 'proposed') return refuse('not-open', 'It is proposed already: edit it to change it.');
  const hindrance = overtaken(proposal, newest) ?? tooLate(effectiveFrom, by);
  if (hindrance) return hindrance;
  const next = revised(proposal, { status: 'proposed', effectiveFrom, signatures: [], refusal: null }, by);
  const when = effectiveFrom === null ? 'as soon as both have signed' : `from ${effectiveFrom}`;
  return step(next, 'proposed', by, [`To be in force ${when}.`]);
}

/**
 * One side's signature under exactly what `digest` names. Whoever signs is a person with that side's role, and not the one who has
 * signed for the other side. With the second signature it is agreed; the caller makes the version.
 */
export function sign(
  proposal: Proposal,
  { side, digest, person }: { readonly side: Side; readonly digest: string; readonly person: Signatory | null },
  newest: Newest,
  nowMs: number,
): Step | Refusal {
  if (!person) return refuse('nobody', 'Only a person can sign: this key belongs to a program.');
  const by: Actor = { name: person.id, atMs: nowMs };
  if (!person.roles.includes(side)) {
    return refuse('not-your-side', `${person.name} does not have the role ${side}, and cannot sign for that side.`);
  }
  if (proposal.status === 'agreed') return closed(proposal);
  if (proposal.status !== 'proposed') return refuse('not-proposed', 'It is not proposed: nobody can sign it yet.');
  if (digest !== digestOfProposal(proposal)) {
    return refuse('changed-meanwhile', 'It is not any more what you have read: read it again, then sign that.');
  }
  const former = proposal.signatures.find((signature) => signature.side === side);
  if (former) return refuse('already-signed', `${former.name} has signed for ${side} already.`);
  if (proposal.signatures.some((signature) => signature.person === person.id)) {
    return refuse('one-person-two-sides', `${person.name} has signed for the other side: nobody signs for both.`);
  }
  const hindrance = sharedKey(proposal, person) ?? overtaken(proposal, newest) ?? tooLate(proposal.effectiveFrom, by);
  if (hindrance) return hindrance;
  const at = new Date(nowMs).toISOString();
  const { keyMadeBy } = person;
  const signature: Signature = { side, person: person.id, name: person.name, at, digest, keyMadeBy };
  const next = revised(proposal, { signatures: [...proposal.signatures, signature] }, by);
  const key = keyMadeBy === null ? [] : [`With a key that ${keyMadeBy} made.`];
  return step(next, 'signed', by, [`For ${side}: ${digest}.`, ...key]);
}

/** Whoever made a key has seen it: with it, one person could sign for both sides. */
function sharedKey({ signatures }: Proposal, person: Signatory): Refusal | null {
  const other = signatures.find(
    (signature) => signature.person === person.keyMadeBy || signature.keyMadeBy === person.id,
  );
  if (!other) return null;
  const [maker, holder] = other.person === person.keyMadeBy ? [other.name, person.name] : [person.name, other.name];
  return refuse(
    'key-of-other-side',
    `${maker} made the key of ${holder}, and each would sign for one side: let somebody else make it.`,
  );
}

export const isSignedByBoth = ({ signatures }: Proposal): boolean =>
  sides.every((side) => signatures.some((signature) => signature.side === side));

/** It becomes a version. */
export function agree(proposal: Proposal, version: number, effectiveFrom: string, by: Actor): Step {
  const next = revised(proposal, { status: 'agreed', version }, by);
  const names = proposal.signatures.map(({ name, side }) => `${name} for ${side}`).join(' and ');
  const words = `Version ${version}, signed by ${names}, in force from ${effectiveFrom}.`;
  const makers = new Set(proposal.signatures.map(({ keyMadeBy = null }) => keyMadeBy));
  const [maker = null] = makers;
  // No reason to refuse: in a new installation somebody has to make the first keys. But it is said.
  const oneMaker = makers.size === 1 && maker !== null ? [`Both signed with keys that ${maker} made.`] : [];
  return step(next, 'agreed', by, [words, ...oneMaker]);
}

/** A person of either side says no, and why. Signatures that it has are void. */
export function turnDown(
  proposal: Proposal,
  { because, person }: { readonly because: string; readonly person: Signatory | null },
  nowMs: number,
): Step | Refusal {
  if (!person) return refuse('nobody', 'Only a person can refuse: this key belongs to a program.');
  if (!sides.some((side) => person.roles.includes(side))) {
    return refuse('not-your-side', `${person.name} belongs to neither side: it is not theirs to refuse.`);
  }
  if (proposal.status === 'agreed') return closed(proposal);
  if (proposal.status !== 'proposed')
    return refuse('not-proposed', 'It is not proposed: there is nothing to refuse yet.');
  const by: Actor = { name: person.id, atMs: nowMs };
  const refusal = { by: person.id, because, at: new Date(nowMs).toISOString() };
  return step(revised(proposal, { status: 'refused', signatures: [], refusal }, by), 'refused', by, [because]);
}

function step(proposal: Proposal, action: AuditAction, by: Actor, details: readonly string[]): Step {
  const at = new Date(by.atMs).toISOString();
  return {
    proposal,
    entry: {
      ...{ at, by: by.name, action, proposalId: proposal.id, version: proposal.version },
      ...{ about: 'agreement', itemId: null, details },
    },
  };
}

function changesOf(before: Draft, after: Draft): readonly string[] {
  const changes = diffAgreements(before.document, after.document);
  if (changes.length > 0) return changes;
  return before.yaml === after.yaml ? ['Nothing changes.'] : ['Only comments or the layout change.'];
}

function closed({ version }: Proposal): Refusal {
  return refuse('not-open', `It is agreed, as version ${version}: write a new draft to change it.`);
}

/** Two proposals from one version would undo each other's changes unseen. */
function overtaken({ basedOn }: Proposal, newest: Newest): Refusal | null {
  if (basedOn === newest.version) return null;
  return refuse(
    'overtaken',
    `It was written against version ${basedOn}, and version ${newest.version} has come since: edit it, so that its changes are against that one.`,
  );
}

function tooLate(effectiveFrom: string | null, { atMs }: Actor): Refusal | null {
  if (effectiveFrom === null) return null;
  if (Date.parse(effectiveFrom) > atMs + FURTHEST_MS) {
    return refuse('date-too-far', 'Nobody agrees on what is in force in more than ten years: propose an earlier date.');
  }
  if (Date.parse(effectiveFrom) >= atMs) return null;
  return refuse(
    'date-passed',
    `The date from which it shall be in force, ${effectiveFrom}, has passed: propose another.`,
  );
}
