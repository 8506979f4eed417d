/** What a member says about itself when it joins the group. */
export type LaneClaim = {
  readonly memberId: string;
  /** Lanes that it has not let go of. */
  readonly owned: readonly number[];
  /** It gets no lanes any more. */
  readonly leaving: boolean;
};

/**
 * Shares lanes 0 … `lanes`-1 among the members: balanced to within one, and each keeps as many of its lanes as its share
 * allows. A lane that moves is given to nobody at first: its owner sees that it lost it, lets go, and joins again, and only
 * then does the next owner get it. The same holds for a lane that two claim, one of them being back from the dead.
 */
export function shareLanes(claims: readonly LaneClaim[], lanes: number): ReadonlyMap<string, readonly number[]> {
  const members = claims.filter(({ leaving }) => !leaving).toSorted(byId);
  const owners = ownersOf(claims);
  const given = new Map<string, number[]>(claims.map(({ memberId }) => [memberId, []]));
  const quotas = quotasOf(members, lanes);
  for (const [lane, owner] of owners) {
    const kept = given.get(owner)!;
    if (lane < lanes && kept.length < (quotas.get(owner) ?? 0)) kept.push(lane);
  }
  const claimed = new Set(claims.flatMap(({ owned }) => owned));
  for (let lane = 0; lane < lanes; lane++) {
    if (claimed.has(lane)) continue;
    const taker = members.find(({ memberId }) => given.get(memberId)!.length < quotas.get(memberId)!);
    if (taker !== undefined) given.get(taker.memberId)!.push(lane);
  }
  return given;
}

/** Undisputed owners, by lane. */
function ownersOf(claims: readonly LaneClaim[]): ReadonlyMap<number, string> {
  const claimants = new Map<number, string[]>();
  for (const { memberId, owned } of claims) {
    for (const lane of owned) claimants.set(lane, [...(claimants.get(lane) ?? []), memberId]);
  }
  const undisputed = [...claimants].filter(([, ids]) => ids.length === 1);
  return new Map(undisputed.map(([lane, [id]]) => [lane, id!] as const).toSorted(([a], [b]) => a - b));
}

/** The larger shares go to those who have more already, so that fewer lanes move. */
function quotasOf(members: readonly LaneClaim[], lanes: number): ReadonlyMap<string, number> {
  const least = Math.floor(lanes / Math.max(1, members.length));
  const larger = lanes - least * members.length;
  const ranked = members.toSorted((a, b) => b.owned.length - a.owned.length || byId(a, b));
  return new Map(ranked.map(({ memberId }, rank) => [memberId, least + (rank < larger ? 1 : 0)]));
}

function byId(a: LaneClaim, b: LaneClaim): number {
  return a.memberId < b.memberId ? -1 : Number(a.memberId > b.memberId);
}
