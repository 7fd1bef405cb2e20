import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Run = {
  process: ChildProcess;
  /** Everything it wrote, so far. */
  output(): string;
  /** Resolves with its exit code. */
  exited: Promise<number | null>;
};

/** Runs what `npm start` runs, with only the given environment besides the path. */
export function runMain(environment: Record<string, string>): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'infra/local/main.ts'], {
    cwd: new URL('../../..', import.meta.url).pathname,
    env: { PATH: process.env['PATH'], LOG_LEVEL: 'warning', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (data) => (text += String(data)));
  child.stderr.on('data', (data) => (text += String(data)));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { process: child, output: () => text, exited };
}

/** Resolves with the URL once it says that it is up. */
export function started(run: Run): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: run.process.stdout ?? process.stdin });
    lines.on('line', (line) => {
      const url = /^Butler is at (\S+)/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    void run.exited.then((code) => reject(new Error(`It ended with ${String(code)}:\n${run.output()}`)));
  });
}
