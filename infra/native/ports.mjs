import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export const LOOPBACK = '127.0.0.1';

/** Whether a server of ours could listen on the port. */
export function isPortFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

/** Ports that nobody listens on, all different; somebody else may take one before it is used. */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, LOOPBACK, () => resolve(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Waits until something answers on the port; false when `isAlive` says that nothing ever will, or after the time. */
export async function answersOn(port, isAlive, timeoutMs) {
  const until = Date.now() + timeoutMs;
  while (Date.now() < until && isAlive()) {
    if (await canConnect(port)) return true;
    await wait(50);
  }
  return false;
}

function canConnect(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
