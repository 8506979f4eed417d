import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that sends back what it gets, and its clients. */
export type EchoServer = {
  readonly port: number;
  /** Bytes that reached the server so far. */
  readonly received: () => number;
  /** Connections that are open at the server. */
  readonly open: () => number;
  close(): Promise<void>;
};

export async function startEchoServer(): Promise<EchoServer> {
  let received = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    received: () => received,
    open: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that keeps all that comes back. */
export class EchoClient {
  readonly #socket: Socket;
  readonly #answers: Buffer[] = [];
  #error: NodeJS.ErrnoException | null = null;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.on('data', (chunk: Buffer) => this.#answers.push(chunk));
    this.#socket.on('error', (error: NodeJS.ErrnoException) => (this.#error = error));
  }

  say(what: string | Buffer): void {
    this.#socket.write(what);
  }

  end(): void {
    this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  get answers(): Buffer {
    return Buffer.concat(this.#answers);
  }

  get isClosed(): boolean {
    return this.#socket.closed;
  }

  /** The code of the error that ended the connection; null where it ended well or not at all. */
  get errorCode(): string | null {
    return this.#error?.code ?? null;
  }
}
