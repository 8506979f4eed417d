/** How often somebody wrote that another had claimed his lanes. */
export function fencedIn(log: string): number {
  return log.split('"type":"Fenced"').length - 1;
}
