import type { Rep } from './staff.ts';

export function aRep(id: string, more: Partial<Rep> = {}): Rep {
  return {
    ...{ id, revision: 1, name: id, active: true, pools: [], skills: [], languages: [], absences: [] },
    ...more,
  };
}
