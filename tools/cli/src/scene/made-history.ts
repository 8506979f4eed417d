/** A made CRM export: who converts hangs on source, visits, title and whether they asked, and a reason is given to the lost. */
export type MadeHistory = { readonly csv: string; readonly rows: readonly Readonly<Record<string, string>>[] };

const SOURCES = ['Google', 'Direct Traffic', 'Reference', 'Olark "Chat", live'];
const COUNTRIES = ['India', 'Germany', 'United States', 'Atlantis'];

/** The same every time. */
export function madeHistory(count: number): MadeHistory {
  const random = numbers();
  const rows = Array.from({ length: count }, (_, at) => {
    const source = SOURCES[Math.floor(random() * SOURCES.length)]!;
    const visits = Math.floor(10 * random() ** 2);
    const asked = random() < 0.3;
    const country = COUNTRIES[Math.floor(random() * COUNTRIES.length)]!;
    const hasSize = random() < 0.8;
    const logit =
      -2 +
      0.25 * visits +
      (asked ? 1.2 : 0) +
      (source === 'Reference' ? 1.5 : 0) +
      (country === 'Germany' ? 0.7 : 0) -
      (hasSize ? 0 : 0.9);
    const won = source !== 'Direct Traffic' && random() < 1 / (1 + Math.exp(-logit));
    return {
      'Prospect ID': `p-${at}-${Math.floor(random() * 1e9)}`,
      'Lead Source': source,
      'Total Visits': String(visits),
      'Asked Us': asked ? 'Yes' : 'No',
      Country: country,
      Employees: hasSize ? String(Math.floor(5 * 10 ** (3 * random()))) : 'Select',
      Created: new Date(Date.parse('2024-01-01') + at * 3_600_000).toISOString().slice(0, 10),
      'Lost Reason': won ? '' : random() < 0.5 ? 'price' : 'timing',
      Converted: won ? '1' : '0',
    };
  });
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => Object.values(row))].map((cells) => cells.map(quoted).join(','));
  return { csv: `${lines.join('\n')}\n`, rows };
}

function quoted(cell: string): string {
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A linear congruential generator (Numerical Recipes): plain, and the same everywhere. */
function numbers(): () => number {
  let state = 12345;
  return () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
