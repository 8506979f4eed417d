import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** The port of the last start, so that what people have configured keeps working; another if that is taken now. */
export async function rememberedOrFreePort(dataDir: string): Promise<number> {
  const remembered = Number(await readFile(join(dataDir, 'port'), 'utf8').catch(() => '0'));
  return (await bindable(remembered > 0 ? remembered : 0)) ?? (await bindable(0)) ?? 0;
}

function bindable(port: number): Promise<number | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(null));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
