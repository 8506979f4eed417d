// Loaded into every process of an installation before its main program (node --import): a service's decisions make a programmer's
// mistake over events that carry a mark. The product knows nothing of it.
import { ReactorTable } from '@smarketing/messaging';

const [service, mark] = [process.env['FAULT_THROWS_IN'], process.env['FAULT_THROWS_ON'] ?? ''];

const reactorsFor = ReactorTable.prototype.reactorsFor;
ReactorTable.prototype.reactorsFor = function (topic, type) {
  const reactors = reactorsFor.call(this, topic, type);
  if (Reflect.get(this, 'service') !== service) return reactors;
  return reactors.map((reactor) => ({
    ...reactor,
    decide: (...args: readonly unknown[]): unknown => {
      if (JSON.stringify(args[1]).includes(mark)) Reflect.get(undefined as unknown as object, 'points');
      return Reflect.apply(reactor.decide, reactor, args);
    },
  })) as typeof reactors;
};
