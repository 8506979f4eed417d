import type { ServerCommand } from './kafka.d.mts';
export function prepareRedis(place: { readonly folder: string; readonly port: number }): ServerCommand;
