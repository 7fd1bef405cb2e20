import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';

const framework = join(
  dirname(createRequire(import.meta.url).resolve('@google-cloud/functions-framework')),
  'main.js',
);

export type StartedBundle = {
  url: string;
  pid: number;
  /** What it has written so far, one line each. */
  lines: readonly string[];
  /** The exit code, or the signal that ended it. */
  exit: Promise<number | NodeJS.Signals>;
  signal(signal: NodeJS.Signals): void;
};

/** Starts a bundle alone under the functions framework, as Cloud Run does; resolves when it listens. */
export async function startBundle(
  folder: string,
  name: string,
  environment: Record<string, string>,
): Promise<StartedBundle> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [framework, `--target=${name}`, `--source=${folder}`, `--port=${port}`],
    {
      // Nothing of this process's own settings, so that what the bundle needs is what is given.
      env: { PATH: process.env['PATH'], ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exit = once(child, 'exit').then(
    ([code, signal]: (number | NodeJS.Signals | null)[]) => code ?? signal ?? 'SIGKILL',
  );
  const lines: string[] = [];
  const url = `http://localhost:${port}/`;
  const listening = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (line === `URL: ${url}`) resolve();
      });
    }
  });
  const ended = exit.then((code): never => {
    throw new Error(`The bundle of ${name} ended with ${code} before it listened:\n${lines.join('\n')}`);
  });
  await Promise.race([listening, ended]);
  ended.catch(() => undefined);
  return { url, pid: child.pid ?? 0, lines, exit, signal: (signal) => void child.kill(signal) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
