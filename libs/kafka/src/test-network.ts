import { connect } from 'node:net';
import type { Socket } from 'node:net';

type Target = { readonly host: string; readonly port: number; onConnect(): void };

/** The connections of one client in a test. While cut, no byte leaves or enters: to the others its process is gone. */
export class TestNetwork {
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  readonly socketFactory = ({ host, port, onConnect }: Target): Socket => {
    const socket = connect({ host, port }, onConnect);
    // kafkajs may give up the same dead connection many times, each time with a listener more.
    socket.setMaxListeners(0);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#isCut) setImmediate(() => socket.destroy(new Error('cut')));
    return socket;
  };

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy(new Error('cut'));
  }

  mend(): void {
    this.#isCut = false;
  }
}
