/** What a column says about a lead, as far as a model can use it. */
export type ColumnType = 'number' | 'boolean' | 'category' | 'date';

/** How a column is read; what is left out has a reason, in words that follow "left out: ". */
export type TypedColumn =
  | { readonly type: ColumnType; readonly reason: null }
  | { readonly type: 'text' | 'id' | 'e-mail' | 'constant' | 'empty'; readonly reason: string };
