import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export const hosts = z.object({ firestore: z.string(), pubsub: z.string() });

export type Hosts = z.infer<typeof hosts>;
export type Service = { hosts: Hosts; kill(): Promise<void> };

/** Starts the local services in a process of their own, to be killed without warning. */
export async function startService(file: string, when: 'durable' | 'early'): Promise<Service> {
  const program = new URL('serve.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, file, when], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const line: unknown = await Promise.race([
    once(lines, 'line').then(([first]: unknown[]) => first),
    exited.then(() => Promise.reject(new Error('the local services ended before they were ready'))),
  ]);
  return {
    hosts: hosts.parse(JSON.parse(String(line))),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
