import { salesTypes } from '@smarketing/contracts';
import { atOnce } from '../delivery/at-once.ts';
import { deliver } from '../delivery/deliver.ts';
import { cloudEventsDoor, type Door } from '../delivery/door.ts';
import { inBatches } from '../delivery/in-batches.ts';
import type { Refusal } from '../delivery/outgoing.ts';
import { WrongUsage } from '../exit.ts';
import type { Installation } from '../installation/installation.ts';
import { compileMapping, type CompiledMapping } from '../mapping/compile-mapping.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Progress, Terminal } from '../terminal.ts';
import { nameRun, type LiveRun } from './live-run.ts';
import { mappedRows, surveyRows } from './mapped-rows.ts';
import { readRows, type Row } from './read-rows.ts';

export type ImportFile = { readonly file: string; readonly mapping: Mapping };

export type ImportOptions = {
  /** As if it were happening; `asOfMs` left out: the latest row of all files. */
  readonly live: { readonly run: string | undefined; readonly asOfMs: number | undefined } | null;
};

export type FileReport = {
  readonly file: string;
  readonly rows: number;
  readonly sent: number;
  /** Later than `--as-of`. */
  readonly notYet: number;
  /** In the order of the lines. */
  readonly refused: readonly Refusal[];
};

export type ImportReport = { readonly files: readonly FileReport[]; readonly live: LiveRun | null };

/** Requests in flight. More would only wait for each other in the log. */
const AT_ONCE = 4;

type Prepared = {
  readonly file: string;
  readonly mapping: CompiledMapping;
  readonly door: Door;
  readonly rows: () => AsyncIterable<Row>;
};

/** Sends every row of the files as an event. Files go in one after the other, so that leads come before their deals. */
export async function importFiles(
  files: readonly ImportFile[],
  { live: asLive }: ImportOptions,
  installation: Installation,
  terminal: Terminal,
): Promise<ImportReport> {
  const prepared = files.map((file) => prepare(file, installation, terminal));
  const surveys = [];
  for (const { rows, mapping } of prepared) surveys.push(await surveyRows(rows(), mapping));
  const latest = surveys.flatMap(({ latestMs }) => (latestMs === null ? [] : [latestMs]));
  const live = asLive === null ? null : liveRun(asLive, latest, terminal);
  const total = surveys.reduce((sum, { rows }) => sum + rows, 0);
  const progress = terminal.progress('importing', total);
  try {
    const reports: FileReport[] = [];
    for (const each of prepared) reports.push(await importFile(each, live, progress));
    return { files: reports, live };
  } finally {
    progress.end();
  }
}

function prepare({ file, mapping }: ImportFile, installation: Installation, terminal: Terminal): Prepared {
  const compiled = compileMapping(mapping);
  const isSales = (salesTypes as readonly string[]).includes(mapping.type);
  // What sales states needs the API key; the write key of a website may state no deals.
  const key = isSales || installation.keys.write === null ? installation.apiKey() : installation.writeKey();
  return {
    file,
    mapping: compiled,
    door: cloudEventsDoor(installation, key, terminal),
    rows: () => readRows(file, { ...mapping, columns: compiled.columns }, terminal.cwd),
  };
}

function liveRun(
  { run: given, asOfMs }: NonNullable<ImportOptions['live']>,
  latest: readonly number[],
  terminal: Terminal,
): LiveRun {
  const asOf = asOfMs ?? (latest.length === 0 ? undefined : Math.max(...latest));
  if (asOf === undefined)
    throw new WrongUsage('No row of the files tells when it happened: there is nothing to shift.');
  return { ...nameRun(given, terminal.now()), asOfMs: asOf };
}

async function importFile(
  { file, mapping, door, rows }: Prepared,
  live: LiveRun | null,
  progress: Progress,
): Promise<FileReport> {
  const counts = { rows: 0, notYet: 0 };
  const refused: Refusal[] = [];
  let sent = 0;
  const refuse = (refusal: Refusal): void => {
    refused.push(refusal);
    progress.advance(1);
  };
  const events = mappedRows(rows(), { mapping, live, counts, refuse });
  await atOnce(AT_ONCE, inBatches(events), async (batch) => {
    const { accepted, refused: byIntake } = await deliver(batch, door);
    sent += accepted;
    refused.push(...byIntake);
    progress.advance(batch.length);
  });
  return { file, ...counts, sent, refused: refused.sort((a, b) => a.line - b.line) };
}
