import type { IntakeData, JsonValue } from '@smarketing/contracts';
import { snakeCase } from '../event-type.ts';
import { normaliseDomain } from '../identity/email-address.ts';

type JsonRecord = Readonly<Record<string, JsonValue>>;

/** What senders call the fields that we know, in snake case. */
const KNOWN_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    first_name: 'firstName',
    firstname: 'firstName',
    given_name: 'firstName',
    last_name: 'lastName',
    lastname: 'lastName',
    surname: 'lastName',
    family_name: 'lastName',
    name: 'name',
    full_name: 'name',
    title: 'title',
    job_title: 'title',
    jobtitle: 'title',
    position: 'title',
    title_level: 'titleLevel',
    seniority: 'titleLevel',
    company: 'company',
    company_name: 'company',
    organization: 'company',
    company_domain: 'companyDomain',
    domain: 'companyDomain',
    website: 'companyDomain',
    headcount: 'headcount',
    employees: 'headcount',
    employee_count: 'headcount',
    number_of_employees: 'headcount',
    company_size: 'headcount',
    turnover: 'turnover',
    revenue: 'turnover',
    annual_revenue: 'turnover',
    industry: 'industry',
    country: 'country',
    country_code: 'country',
    time_zone: 'timeZone',
    timezone: 'timeZone',
    phone: 'phone',
    phone_number: 'phone',
    mobile: 'phone',
  }),
);

const NUMERIC: ReadonlySet<string> = new Set(['headcount', 'turnover']);
/** Identifiers are no traits, and some things are derived here and nowhere else. */
const NOT_TRAITS: ReadonlySet<string> = new Set([
  'email',
  'userId',
  'user_id',
  'anonymousId',
  'crmId',
  'id',
  'leadId',
  'consent',
  'freeMail',
  'emailDomain',
]);
const MOST_CHARS = 1_000;
const MOST_ITEMS = 50;

/** Statements about the profile in what was sent: flat, under the names that we know where there is one. */
export function statedFields({ who, traits }: IntakeData): JsonRecord {
  const stated: Record<string, JsonValue> = {};
  if (traits) flatten(traits, stated);
  if (who.phone !== undefined) state(stated, 'phone', who.phone);
  if (who.companyDomain !== undefined) state(stated, 'companyDomain', who.companyDomain);
  return stated;
}

function flatten(traits: JsonRecord, stated: Record<string, JsonValue>): void {
  for (const [name, value] of Object.entries(traits)) {
    if (NOT_TRAITS.has(name)) continue;
    if (name === 'company' && isRecord(value)) flattenCompany(value, stated);
    else if (name === 'address' && isRecord(value)) flattenAddress(value, stated);
    else state(stated, KNOWN_NAMES.get(snakeCase(name)) ?? name, value);
  }
}

/** Segment sends a person's company as an object. */
function flattenCompany(company: JsonRecord, stated: Record<string, JsonValue>): void {
  for (const [name, value] of Object.entries(company)) {
    if (name === 'id' || isRecord(value)) continue;
    const known = KNOWN_NAMES.get(snakeCase(name));
    if (name === 'name') state(stated, 'company', value);
    else state(stated, known ?? `company.${name}`, value);
  }
}

function flattenAddress(address: JsonRecord, stated: Record<string, JsonValue>): void {
  for (const [name, value] of Object.entries(address)) state(stated, KNOWN_NAMES.get(snakeCase(name)) ?? name, value);
}

function state(stated: Record<string, JsonValue>, name: string, value: JsonValue): void {
  const flat = flatValue(name, value);
  if (flat !== undefined && name.length <= 100) stated[name] = flat;
}

function flatValue(name: string, value: JsonValue): JsonValue | undefined {
  if (isRecord(value)) return undefined;
  if (Array.isArray(value)) return fewItems(value);
  if (typeof value !== 'string') return value;
  const text = value.trim().slice(0, MOST_CHARS).toWellFormed();
  if (text === '') return undefined;
  if (NUMERIC.has(name)) return plainNumber(text) ?? text;
  if (name === 'companyDomain') return normaliseDomain(text) ?? undefined;
  return text;
}

/** The first items that are plain, as many as one text may have characters: a profile is told whole with each change. */
function fewItems(items: readonly JsonValue[]): JsonValue[] {
  let charsLeft = MOST_CHARS;
  const plain = items.filter((item) => typeof item !== 'object').slice(0, MOST_ITEMS);
  return plain.filter((item) => (charsLeft -= String(item).length) >= 0);
}

/** `1,250` and `1 250` are numbers; `51-200` is not one. */
function plainNumber(text: string): number | undefined {
  const digits = text.replaceAll(/(?<=\d)[,\s'](?=\d{3}\b)/g, '');
  return /^\d+(\.\d+)?$/.test(digits) ? Number(digits) : undefined;
}

const isRecord = (value: JsonValue): value is { readonly [name: string]: JsonValue } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
