import { get, type ClientRequest } from 'node:http';
import type { CloudEvent } from '@smarketing/contracts';

/** Everything that the live stream tells from now on, for tests that look at all that a run produces. */
export class LiveEvents {
  readonly events: CloudEvent[] = [];
  #request: ClientRequest | null = null;

  /** Resolves once nothing can be missed any more. */
  async follow(url: string, apiKey: string): Promise<void> {
    const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
    const headers = { authorization: `Bearer ${apiKey}` };
    this.#request = get(`${url}/api/live`, { headers }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`the stream answered ${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (line.startsWith('data: ')) this.events.push(JSON.parse(line.slice('data: '.length)) as CloudEvent);
        }
      });
      resolve();
    }).on('error', reject);
    await connected;
  }

  stop(): void {
    this.#request?.destroy();
  }
}
