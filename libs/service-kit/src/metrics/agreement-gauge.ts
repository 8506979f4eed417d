import type { Environment } from '@smarketing/messaging';
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../clock.ts';

/**
 * The version of the agreement that is in force in this process: where its services have not all heard of a newer one yet, the
 * older. A process whose services decide under none has no such figure.
 */
export class AgreementGauge {
  readonly #registry: Registry;
  readonly #clock: Clock;
  readonly #environments: Pick<Environment<unknown>, 'newestDue'>[] = [];

  constructor(registry: Registry, clock: Clock) {
    this.#registry = registry;
    this.#clock = clock;
  }

  watch(environment: Pick<Environment<unknown>, 'newestDue'>): void {
    if (this.#environments.length === 0) this.#register();
    this.#environments.push(environment);
  }

  #register(): void {
    const gauge = new Gauge({
      name: 'smarketing_agreement_version',
      help: 'The version of the agreement that is in force in all services of this process.',
      registers: [this.#registry],
      collect: () => {
        const versions = this.#environments.map((environment) => environment.newestDue(this.#clock.now()));
        // Nothing is said rather than 0, which is a version.
        if (versions.includes(null)) gauge.remove();
        else gauge.set(Math.min(...versions.map(Number)));
      },
    });
  }
}
