/** An event that was acknowledged, and whose it is. */
export type Taken = { readonly clientId: string; readonly person: string };

/**
 * What is wrong with the leads of these events, in words; null where nothing is: each event has a lead, nobody has two, and no two
 * people share one.
 */
export function differenceIn(taken: readonly Taken[], leadOf: (clientId: string) => string | undefined): string | null {
  const leadOfPerson = new Map<string, string>();
  const personOfLead = new Map<string, string>();
  for (const { clientId, person } of taken) {
    const lead = leadOf(clientId);
    if (lead === undefined) return `event ${clientId} was taken and is not scored`;
    const expected = leadOfPerson.get(person) ?? lead;
    if (lead !== expected) return `event ${clientId} is with ${lead}, and others of ${person} are with ${expected}`;
    const owner = personOfLead.get(lead) ?? person;
    if (owner !== person) return `${person} and ${owner} are one lead, ${lead}`;
    leadOfPerson.set(person, lead);
    personOfLead.set(lead, person);
  }
  return null;
}
