import { readFileSync } from 'node:fs';
import type { System } from './system.ts';

const EVERY_MS = 500;
const MIB = 1 << 20;

/** Watches how much memory the processes of an installation hold (Linux only: elsewhere it sees nothing). */
export class MemoryWatch {
  private readonly system: System;
  private readonly timer: NodeJS.Timeout;
  private readonly first: ReadonlyMap<number, number>;
  private readonly most = new Map<number, number>();

  constructor(system: System) {
    this.system = system;
    this.first = this.look();
    this.timer = setInterval(() => this.look(), EVERY_MS);
  }

  /** Ends the watch. Of the process that grew most: MiB at most, and how much that is above its start. */
  end(): { readonly mostMiB: number; readonly grownMiB: number } {
    clearInterval(this.timer);
    this.look();
    const growth = [...this.first].map(([pid, before]) => {
      const most = this.most.get(pid) ?? before;
      return { mostMiB: Math.round(most / MIB), grownMiB: Math.round((most - before) / MIB) };
    });
    return growth.toSorted((a, b) => b.grownMiB - a.grownMiB)[0] ?? { mostMiB: 0, grownMiB: 0 };
  }

  private look(): ReadonlyMap<number, number> {
    const now = new Map(this.system.pids().map((pid) => [pid, residentBytes(pid)]));
    for (const [pid, bytes] of now) this.most.set(pid, Math.max(bytes, this.most.get(pid) ?? 0));
    return now;
  }
}

function residentBytes(pid: number): number {
  try {
    const [, kiB = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kiB) * 1024;
  } catch {
    return 0;
  }
}
