/** Fields of a profile that intake knows under several names, by those names without regard to case, spaces and underscores. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  Object.entries({
    title: ['title', 'jobtitle', 'position'],
    titleLevel: ['titlelevel', 'seniority'],
    function: ['function', 'department'],
    company: ['company', 'companyname', 'organization', 'organisation'],
    headcount: ['headcount', 'employees', 'employeecount', 'numberofemployees', 'companysize', 'noofemployees'],
    turnover: ['turnover', 'revenue', 'annualrevenue'],
    industry: ['industry'],
    country: ['country', 'countrycode'],
    timeZone: ['timezone'],
  }).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);

/** The field of a profile that a column of an export is kept in: a known one by its name, else the name as a word. */
export function profileField(column: string): string {
  const known = KNOWN.get(column.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (known !== undefined) return known;
  if (/^[A-Za-z]\w{0,99}$/.test(column)) return column;
  const words = column.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const name = words
    .map((word, at) => (at === 0 ? word.toLowerCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
    .slice(0, 100);
  return name === '' ? 'column' : name;
}

/** A field for each column, all different. */
export function profileFields(columns: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    columns.map((column) => {
      const wanted = profileField(column);
      let field = wanted;
      for (let n = 2; taken.has(field); n += 1) field = `${wanted}${n}`;
      taken.add(field);
      return [column, field];
    }),
  );
}

let codes: Map<string, string> | undefined;

/** The values of a country column as a profile may hold them: intake keeps the two-letter code where it knows the name. */
export function withCountryCodes(names: readonly string[]): string[] {
  codes ??= codesByName();
  return [...new Set(names.flatMap((name) => [name, codes!.get(name.toLowerCase()) ?? name]))];
}

function codesByName(): Map<string, string> {
  const named = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  const all = letters.flatMap((first) => letters.map((second) => first + second));
  return new Map(all.flatMap((code) => (named.of(code) === undefined ? [] : [[named.of(code)!.toLowerCase(), code]])));
}
