import { Command, InvalidArgumentError, Option } from 'commander';
import { startFaultProxy, type FaultProxy, type Protocol } from './fault-proxy.ts';
import { ORDERS } from './orders.ts';

type Flags = {
  readonly listen: number;
  readonly target: { readonly host: string; readonly port: number };
  readonly protocol: Protocol;
  readonly seed: number;
  readonly latency: number;
  readonly jitter: number;
  readonly loseAcks?: number;
  readonly loseAnswers?: number;
  readonly cutCommits?: number;
  readonly rollBackCommits?: number;
};

/** Reads the flags and starts the proxy; `onStarted` is told of it and of a sentence that says where it listens. */
export function faultProxyCommand(onStarted: (proxy: FaultProxy, sentence: string) => void): Command {
  return new Command('fault-proxy')
    .description('A TCP proxy on 127.0.0.1 that plays a failing network between clients and one server.')
    .option('--listen <port>', 'where clients connect; 0 for a free port', number, 0)
    .requiredOption('--target <host:port>', 'where their connections lead', hostAndPort)
    .addOption(
      new Option('--protocol <name>', 'what they speak, unencrypted')
        .choices(['tcp', 'kafka', 'postgres'])
        .default('tcp'),
    )
    .option('--seed <number>', 'from which every random choice derives', number, 1)
    .option('--latency <ms>', 'how long each piece of data takes, in each direction', number, 0)
    .option('--jitter <ms>', 'how much longer at most', number, 0)
    .option('--lose-acks <percent>', "of Kafka's Produce requests lose the answers, and cut the connection", number)
    .option('--lose-answers <percent>', "of PostgreSQL's queries lose the answers, and cut the connection", number)
    .option('--cut-commits <percent>', "of PostgreSQL's COMMITs cut the connection before the answer", number)
    .option('--roll-back-commits <percent>', "turn so many of PostgreSQL's COMMITs into ROLLBACK", number)
    .addHelpText('after', `\nWhile it runs, it takes one order a line on stdin; Ctrl-C ends it.\n${indented(ORDERS)}`)
    .action(async (flags: Flags) => {
      const { target, protocol, seed, listen } = flags;
      const proxy = await startFaultProxy({ target, protocol, seed, listenPort: listen });
      try {
        strike(proxy, flags);
      } catch (error) {
        await proxy.close();
        throw error;
      }
      const to = `${target.host}:${target.port}`;
      onStarted(proxy, `Listening on 127.0.0.1:${proxy.port} for ${to} (${protocol}, seed ${seed}).`);
    });
}

function strike(
  proxy: FaultProxy,
  { latency, jitter, loseAcks, loseAnswers, cutCommits, rollBackCommits }: Flags,
): void {
  proxy.latency(latency, jitter);
  if (loseAcks !== undefined) proxy.loseAcks(loseAcks / 100);
  if (loseAnswers !== undefined) proxy.loseAnswers(loseAnswers / 100);
  if (cutCommits !== undefined || rollBackCommits !== undefined) {
    proxy.failCommits({ cutAfter: (cutCommits ?? 0) / 100, rolledBack: (rollBackCommits ?? 0) / 100 });
  }
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It is not a number from 0 up.');
  return value;
}

function hostAndPort(text: string): { host: string; port: number } {
  const [, host, port] = /^([^:\s]+):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined) throw new InvalidArgumentError('It is not host:port.');
  return { host, port: Number(port) };
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
