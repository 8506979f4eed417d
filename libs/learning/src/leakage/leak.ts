/** Why a column seems to be known only once the outcome is. */
export type Leak = {
  readonly column: string;
  /** `separates`: it tells the outcome by itself; `level`: some of its values do; `filled`: whether it is filled in does. */
  readonly kind: 'name' | 'filled' | 'separates' | 'level';
  /** A sentence. */
  readonly why: string;
  /** Certain enough to leave the column out unless somebody says otherwise. */
  readonly certain: boolean;
};
