import { spawn } from 'node:child_process';
import { SERVICE_FLAGS } from './service-flags.mjs';

const PATIENCE_MS = 90_000;
const GRACE_MS = 15_000;
const RESTART_PAUSE_MS = 500;
const MOST_RESTARTS = 5;
const WITHIN_MS = 60_000;

/**
 * The processes of one installation: started together and ended together. One that dies is started again, as a supervisor
 * would; one that keeps dying ends them all.
 */
export class ProcessGroup {
  #members = [];
  #stopping;
  #supervised = false;
  #report;
  #giveUp;
  #restarted;

  /**
   * `report(sentence)` tells what happens; `giveUp()` is called once, when a process cannot be kept alive; `restarted()` each
   * time one was started again.
   */
  constructor({ report, giveUp, restarted = () => undefined, program = process.execPath }) {
    this.#report = report;
    this.#giveUp = giveUp;
    this.#restarted = restarted;
    this.program = program;
  }

  get pids() {
    return this.#members.map(({ service, env, child }) => ({
      service,
      pid: child.pid,
      url: `http://127.0.0.1:${env.PORT}`,
    }));
  }

  start(service, main, env) {
    const member = { service, main, env, deaths: [] };
    this.#members.push(member);
    this.#launch(member);
  }

  /** From now on the dead are started again. Before that a death is the end: what never was ready will not be after a restart. */
  supervise() {
    this.#supervised = true;
  }

  async stop() {
    this.#stopping ??= Promise.all(
      this.#members.map(async ({ child, ended, restart }) => {
        clearTimeout(restart);
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        const impatience = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
        await ended;
        clearTimeout(impatience);
      }),
    );
    await this.#stopping;
  }

  #launch(member) {
    // Their logs go to stderr: stdout is for the program that reads us.
    const child = spawn(this.program, [...SERVICE_FLAGS, member.main], {
      env: { ...process.env, ...member.env },
      stdio: ['ignore', 2, 2],
    });
    member.child = child;
    member.ended = new Promise((resolve) => child.once('exit', resolve));
    child.once('exit', (code, signal) => {
      if (!this.#stopping) this.#afterDeath(member, code ?? signal);
    });
  }

  #afterDeath(member, how) {
    const now = Date.now();
    member.deaths = [...member.deaths.filter((at) => now - at < WITHIN_MS), now];
    if (!this.#supervised || member.deaths.length > MOST_RESTARTS) {
      this.#report(`${member.service} ended (${how}): stopping the others. Its log says why.`);
      this.#giveUp();
      return;
    }
    this.#report(`${member.service} ended (${how}): starting it again.`);
    member.restart = setTimeout(() => {
      this.#launch(member);
      this.#restarted();
    }, RESTART_PAUSE_MS);
  }
}

/** Resolves when the process at `url` says that it is ready; rejects when `signal` is aborted or it takes too long. */
export async function ready(url, signal) {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt && !signal.aborted) {
    try {
      const response = await fetch(`${url}/readyz`);
      if (response.ok) return;
    } catch {
      // not listening yet
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} is not ready: its log says why.`);
}
