import type { AccountPicture, ContactPressure, HandoffPacket, Priority } from '@smarketing/contracts';
import type { FirstTouchDue } from './first-touch-due.ts';
import { ago, inWords, listed, lowerFirst, spoken, upperFirst, wallTime } from './words.ts';

export type Told = Pick<
  HandoffPacket,
  'contact' | 'grade' | 'provisional' | 'criteria' | 'content' | 'statedNeeds' | 'topReasons' | 'earlierCycles'
> & {
  readonly priority: Priority;
  /** The newest intent signal. */
  readonly signal: { readonly label: string; readonly atMs: number } | undefined;
  /** Null where nothing is known of the company. */
  readonly account: AccountPicture | null;
  readonly pressure: ContactPressure | undefined;
  readonly due: FirstTouchDue;
  readonly rung: string;
  /** Nobody is given the lead: it is what would be handed over. */
  readonly proposed: boolean;
  readonly nowMs: number;
};

/** The hand-off as a colleague would say it. What somebody stated is quoted as it was said; nothing is guessed. */
export function handoffSummary(told: Told): string {
  return [
    ...[whoItIs(told), whatHappened(told), whatWeKnow(told), colleagues(told), history(told), pressure(told)],
    ...[criteria(told), deadline(told), standing(told)],
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function whoItIs({ priority, contact, grade, provisional }: Told): string {
  const name = contact.name ?? contact.email ?? 'somebody without a name';
  const who = [name, contact.title, contact.company].filter((part) => part !== undefined).join(', ');
  return `${priority} · ${who} (${provisional ? `${grade} so far` : grade}).`;
}

function whatHappened({ signal, topReasons, nowMs }: Told): string {
  if (signal) return `${upperFirst(signal.label)} ${ago(signal.atMs, nowMs)}.`;
  return topReasons.length === 0 ? '' : `No intent shown; what weighs most: ${listed(topReasons.slice(0, 2))}.`;
}

function whatWeKnow({ content, statedNeeds }: Told): string {
  const said = [...reading(content), ...statements(statedNeeds)];
  return said.length === 0 ? '' : `${upperFirst(said.join('; '))}.`;
}

function reading(content: Told['content']): string[] {
  if (content.length === 0) return [];
  const byTopic = new Map<string, number>();
  for (const { topic } of content) if (topic !== undefined) byTopic.set(topic, (byTopic.get(topic) ?? 0) + 1);
  const [main] = [...byTopic].sort(([, a], [, b]) => b - a);
  const count = main ? main[1] : content.length;
  const pieces = `${inWords(count)} ${count === 1 ? 'piece' : 'pieces'}`;
  return [main ? `read ${pieces} on ${spoken(main[0])}` : `read ${pieces}`];
}

function statements({ supplierProblem, currentSupplier, need, contractEnd, quote }: Told['statedNeeds']): string[] {
  const said: string[] = [];
  if (supplierProblem !== undefined)
    said.push(`says of ${currentSupplier ?? 'the supplier'}: ${quoted(supplierProblem)}`);
  else if (currentSupplier !== undefined) said.push(`buys from ${currentSupplier}`);
  if (need !== undefined) said.push(`needs: ${quoted(need)}`);
  if (contractEnd !== undefined) said.push(`contract ends ${contractEnd}`);
  if (quote !== undefined) said.push(`in their own words: ${quoted(quote)}`);
  return said;
}

/** Its full stop gives way to that of our sentence. */
function quoted(words: string): string {
  return `“${words.trim().replace(/(?<!\.)\.$/, '')}”`;
}

/** Who else of the company showed interest; personas tell what they are there, and their leads are named in the packet. */
function colleagues({ account }: Told): string {
  const count = account?.colleagues.length ?? 0;
  if (account === null || count === 0) return '';
  const others = [...new Set(account.colleagues.flatMap(({ persona }) => persona ?? []))].map(lowerFirst);
  const who = others.length === 0 ? '' : `: ${listed(others)}`;
  return `${upperFirst(inWords(count))} ${count === 1 ? 'colleague' : 'colleagues'} engaged in ${account.withinDays} days${who}.`;
}

/** Worth a word only where it asks for restraint. */
function pressure({ pressure: of }: Told): string {
  return of?.level === 'heavy' ? `${of.words}.` : '';
}

function history({ earlierCycles }: Told): string {
  const last = earlierCycles.at(-1);
  if (!last) return '';
  const why = last.reason === undefined ? '' : ` (${spoken(last.reason)})`;
  return `Worked ${earlierCycles.length === 1 ? 'once' : `${inWords(earlierCycles.length)} times`} before, last ${last.outcome}${why}.`;
}

/** What nobody knows is worth a word each only while it is little: a stranger is not met with a list. */
const MOST_NAMED = 3;

function criteria({ criteria: all }: Told): string {
  if (all.length === 0) return '';
  const labels = (met: 'no' | 'unknown'): string[] =>
    all.filter((each) => each.met === met).map(({ label }) => lowerFirst(label));
  const unknown = labels('unknown');
  return `${[
    `${all.filter(({ met }) => met === 'yes').length} of ${all.length} criteria met`,
    ...judged(labels('no'), 'not met', 'not met:'),
    ...(unknown.length > MOST_NAMED
      ? [`${inWords(unknown.length)} unknown`]
      : judged(unknown, 'unknown', 'unknown whether')),
  ].join(', ')}.`;
}

/** Criteria are headings ("Turnover") or whole sentences ("The company has the right size"). */
function judged(labels: readonly string[], behind: string, before: string): string[] {
  const headings = labels.filter((label) => label.split(' ').length <= 2);
  const sentences = labels.filter((label) => !headings.includes(label));
  return [
    ...(headings.length > 0 ? [`${listed(headings)} ${behind}`] : []),
    ...(sentences.length > 0 ? [`${before} ${listed(sentences)}`] : []),
  ];
}

function deadline({ due, nowMs }: Told): string {
  if (due.byMs === null) return '';
  return `${due.channel === 'call' ? 'Call' : 'Write'} by ${wallTime(due.byMs, nowMs, due.timeZone)}.`;
}

function standing({ proposed, rung }: Told): string {
  return proposed ? `Only a proposal (${rung}): nobody has been given the lead.` : '';
}
