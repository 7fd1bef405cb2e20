import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runButler } from '../../infra/local/run-butler.ts';
import { configNames, readConfig } from '../../shared/platform/config.ts';
import { configureLog } from '../../shared/platform/log.ts';
import type { ChatReply } from '../../shared/reply/index.ts';

export const adminKey = 'the-admin-key-of-the-tests';

export type RunningButler = {
  url: string;
  /** Every log line so far. */
  lines: Record<string, unknown>[];
  /** The token that this person calls with. */
  tokenOf(userId: string): Promise<string>;
  /** Calls the API as this person, or as nobody. */
  as(
    userId: string | undefined,
  ): (path: string, init?: RequestInit & { json?: unknown }) => Promise<Response>;
  /** Says something as this person and gives the answer. */
  say(userId: string, message: string, more?: object): Promise<ChatReply>;
  /** The value of a metric with these labels, as `/metrics` tells it. */
  metric(name: string, labels?: Record<string, string>): Promise<number | undefined>;
  end(): Promise<void>;
};

const serviceNames = [
  'FIRESTORE_EMULATOR_HOST',
  'PUBSUB_EMULATOR_HOST',
  'BIGQUERY_EMULATOR_HOST',
  'CLOUD_SCHEDULER_EMULATOR_HOST',
  'FIREBASE_AUTH_EMULATOR_HOST',
];

/** Runs all of Butler in this process on a fresh local cloud, with these variables set besides. */
export async function startButler(settings: Record<string, string> = {}): Promise<RunningButler> {
  const data = mkdtempSync(join(tmpdir(), 'butler-e2e-'));
  const environment = process.env;
  const fixed = {
    GOOGLE_CLOUD_PROJECT: 'demo-butler',
    PORT: '0',
    BUTLER_DATA: data,
    PROFILE_ADMIN_API_KEY: adminKey,
    TURNS_PER_MINUTE: '1000',
  };
  // The emulators that other suites run against are not this one's.
  for (const name of serviceNames) Reflect.deleteProperty(environment, name);
  Object.assign(environment, fixed, settings);
  const lines: Record<string, unknown>[] = [];
  const unlog = configureLog({
    level: 'debug',
    sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  const butler = await runButler(readConfig(configNames), environment);
  const tokens = new Map<string, Promise<string>>();

  const tokenOf = (userId: string) => {
    const token = tokens.get(userId) ?? signIn(butler.url, userId);
    tokens.set(userId, token);
    return token;
  };
  const as =
    (userId: string | undefined) =>
    async (path: string, init: RequestInit & { json?: unknown } = {}) => {
      const { json, ...rest } = init;
      const headers = new Headers(rest.headers);
      if (userId !== undefined) headers.set('authorization', `Bearer ${await tokenOf(userId)}`);
      if (json === undefined) return fetch(`${butler.url}${path}`, { ...rest, headers });
      headers.set('content-type', 'application/json');
      return fetch(`${butler.url}${path}`, { method: 'POST', ...rest, headers, body: JSON.stringify(json) });
    };

  return {
    url: butler.url,
    lines,
    tokenOf,
    as,
    say: async (userId, message, more = {}) => {
      const response = await as(userId)('/api/v1/chat', { json: { message, ...more } });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as ChatReply;
    },
    metric: async (name, labels = {}) => {
      const text = await (await fetch(`${butler.url}/metrics`)).text();
      const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
      const line = text
        .split('\n')
        .find(
          (one) =>
            one.startsWith(name) &&
            /[ {]/.test(one.charAt(name.length)) &&
            wanted.every((pair) => one.includes(pair)),
        );
      return line === undefined ? undefined : Number(line.split(' ').at(-1));
    },
    end: async () => {
      await butler.end();
      unlog();
      for (const name of [...Object.keys(settings), ...Object.keys(fixed)])
        Reflect.deleteProperty(environment, name);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function signIn(url: string, userId: string): Promise<string> {
  const response = await fetch(`${url}/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId }),
  });
  const { token } = (await response.json()) as { token: string };
  return token;
}
