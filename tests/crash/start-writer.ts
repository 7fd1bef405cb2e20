import { fork } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { z } from 'zod';
import type { Commit } from './judge.ts';
import type { Hosts } from './start-service.ts';

const report = z.union([
  z.object({ commit: z.object({ writer: z.string(), number: z.number() }) }),
  z.object({ message: z.string() }),
]);

export type Promised = { commits: Commit[]; messages: string[] };

export type Writer = {
  /** All that was acknowledged, in all lives of the services. */
  promised: Promised;
  /** Writes to these services until they are gone; resolves when `enough` were acknowledged, amid the rest. */
  write(life: number, hosts: Hosts, enough: number): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the process that writes. */
export function startWriter(): Writer {
  const program = new URL('writer.ts', import.meta.url).pathname;
  const child = fork(program, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const promised: Promised = { commits: [], messages: [] };
  const progress = new EventEmitter();
  child.on('message', (message) => {
    const one = report.parse(message);
    if ('commit' in one) promised.commits.push(one.commit);
    else promised.messages.push(one.message);
    progress.emit('acknowledged');
  });
  return {
    promised,
    async write(life, hosts, enough) {
      child.send({ life, hosts });
      for (let seen = 0; seen < enough; seen++) await once(progress, 'acknowledged');
    },
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
