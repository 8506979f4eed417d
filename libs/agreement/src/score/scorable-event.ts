export type JsonValue = string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue };

/** What is known of a person, flat; a field that is absent (or null) is unknown. Any other trait may stand beside these. */
export type Profile = {
  email?: string;
  emailDomain?: string;
  freeMail?: boolean;
  firstName?: string;
  lastName?: string;
  title?: string;
  titleLevel?: string;
  function?: string;
  company?: string;
  companyDomain?: string;
  headcount?: number;
  turnover?: number;
  industry?: string;
  country?: string;
  timeZone?: string;
  phone?: string;
  [trait: string]: JsonValue | undefined;
};

export type Asset = { id: string; type?: string; title?: string; stage?: string; topic?: string };

/** What a prospect did, as conditions see it. Instants are epoch milliseconds. */
export type ScorableEvent = {
  id: string;
  type: string;
  occurredAt: number;
  receivedAt: number;
  properties?: Record<string, JsonValue>;
  asset?: Asset;
  campaign?: Record<string, JsonValue>;
  source?: string;
  /** A robot's open or click: kept as evidence elsewhere, weighs nothing here. */
  machine?: boolean;
};
