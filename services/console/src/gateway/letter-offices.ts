import { services } from '@smarketing/contracts';
import type { LetterBoxes, Settings } from '@smarketing/service-kit';
import { upstreamsOf } from './gateway-routes.ts';
import { localOffice, remoteOffice, type LetterOffice } from './letter-office.ts';

/** One for each service of the installation: those of this process, and those that have a URL. */
export class LetterOffices {
  readonly all: readonly LetterOffice[];

  constructor(boxes: LetterBoxes, { values }: Settings) {
    this.all = services.map((service) =>
      boxes.has(service) ? localOffice(service, boxes) : remoteOffice(service, upstreamsOf(service, values)),
    );
  }

  of(service: string): LetterOffice | undefined {
    return this.all.find((office) => office.service === service);
  }
}
