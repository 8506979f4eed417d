import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';

/** Shorter than the services keep an idle connection, so that hardly a request meets one that is just being closed. */
const IDLE_MS = 30_000;

/** Kept connections to the services. */
export class Connections {
  readonly http = new Agent({ keepAlive: true, timeout: IDLE_MS });
  readonly https = new TlsAgent({ keepAlive: true, timeout: IDLE_MS });

  close(): void {
    this.http.destroy();
    this.https.destroy();
  }
}
