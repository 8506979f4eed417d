import { createInterface } from 'node:readline';
import { faultProxyCommand } from './command-line.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { obey } from './orders.ts';

/** Takes orders until a signal; the end of stdin only ends the orders. */
function serve(proxy: FaultProxy, sentence: string): void {
  console.error(sentence);
  const orders = createInterface({ input: process.stdin });
  orders.on('line', (line) => {
    if (line.trim() === '') return;
    try {
      const answer = obey(proxy, line);
      if (answer !== null) console.log(answer);
    } catch (error) {
      console.error(messageOf(error));
    }
  });
  const end = (): void => {
    orders.close();
    console.log(JSON.stringify(proxy.counters));
    void proxy.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await faultProxyCommand(serve).parseAsync();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
