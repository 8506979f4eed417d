import type { Config } from '../config.ts';

/** The configuration, as something that can be injected. */
export class Settings {
  readonly values: Config;

  constructor(values: Config) {
    this.values = values;
  }
}
