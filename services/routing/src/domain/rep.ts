import type { DataOf, Person, repChanged } from '@smarketing/contracts';

/** A sales rep as the reference data has them, with their id. */
export type Rep = DataOf<typeof repChanged> & { readonly id: string };

export type Reps = ReadonlyMap<string, Rep>;

export function personOf(rep: Rep): Person {
  return { id: rep.id, name: rep.name, ...(rep.email === undefined ? {} : { email: rep.email }) };
}

/** Who is meant when somebody writes an id, an e-mail address or a full name; undefined when that is nobody, or two. */
export function repNamed(reps: Reps, text: string | undefined): Rep | undefined {
  if (text === undefined) return undefined;
  const byId = reps.get(text.trim());
  if (byId) return byId;
  const wanted = text.trim().toLowerCase();
  const matches = [...reps.values()].filter(
    (rep) =>
      rep.email?.toLowerCase() === wanted || rep.id.toLowerCase() === wanted || rep.name.toLowerCase() === wanted,
  );
  return matches.length === 1 ? matches[0] : undefined;
}
