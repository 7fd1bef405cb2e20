import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rows } from '../../infra/deployment.ts';

/** A server in a process of its own. */
export type Running = { url: string; end(): Promise<void> };

/** Runs a program that says where it is once it is up; Node's options may stand before its file. */
export async function runProgram(args: string[], environment: Record<string, string> = {}): Promise<Running> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: new URL('../..', import.meta.url).pathname,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const output: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /^(?:Butler is at |\{"host":")([^\s"]+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
      else if (/"severity":"(WARNING|ERROR)"/.test(line) && output.length < 20) output.push(line);
    });
    void exited.then(() => reject(new Error(`${args.join(' ')} ended.`)));
  });
  return {
    url,
    async end() {
      child.kill('SIGTERM');
      await exited;
      // A figure of turns that went wrong is none.
      for (const line of output) console.error(line);
    },
  };
}

/** Runs what `npm start` runs on fresh data, with these variables set besides; the store beside it if asked. */
export async function runButler(
  settings: Record<string, string> = {},
  { storeApart = false } = {},
): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'butler-bench-'));
  const apart = ['infra/local/firestore/main.ts', join(data, 'store.db')];
  const store = storeApart ? await runProgram(apart) : undefined;
  const profile = process.env['BENCH_NODE_OPTIONS']?.split(' ') ?? [];
  const running = await runProgram([...profile, 'infra/local/main.ts'], {
    PORT: '0',
    BUTLER_DATA: data,
    TURNS_PER_MINUTE: '100000',
    // Sign-in is limited by address; the bench names one for each person.
    TRUSTED_PROXIES: '1',
    ...(store && { FIRESTORE_EMULATOR_HOST: store.url }),
    ...settings,
  });
  // Each function answers once its modules are loaded, which must not be counted as anyone's turn.
  for (const [name] of rows) await fetch(`${running.url}/functions/${name}`);
  return {
    url: running.url,
    async end() {
      await running.end();
      await store?.end();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });

export type Call = { method?: string; headers?: Record<string, string>; json?: unknown };

/** One request over a connection that is kept; gives what was answered, and throws unless that is 200. */
export function call(url: string, { method, headers = {}, json }: Call = {}): Promise<string> {
  const body = json === undefined ? undefined : JSON.stringify(json);
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        agent,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('error', reject);
        response.on('data', (piece: string) => (text += piece));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text);
          else reject(new Error(`${url} answered ${response.statusCode}: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A token for this person, by the development issuer. */
export async function signIn(url: string, userId: string, address: string): Promise<string> {
  const headers = { 'x-forwarded-for': address };
  const answer = await call(`${url}/local/sign-in`, { headers, json: { userId } });
  return (JSON.parse(answer) as { token: string }).token;
}
