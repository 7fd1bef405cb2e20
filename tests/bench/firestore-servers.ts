import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Firestore } from '@google-cloud/firestore';
import { setTimeout as pause } from 'node:timers/promises';

export type Side = 'local' | 'google';

export type Server = {
  side: Side;
  firestore: Firestore;
  /** From the start of the process until its port was open. */
  startMillis: number;
  /** Resident memory in MiB. */
  memory(): number;
  stop(): Promise<void>;
};

const MAIN = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';
const OLDEST_JAVA = 21;

/** Google's emulator as the Firebase CLI or the Cloud SDK installs it, with a Java that runs it, if both are there. */
export function findGoogleEmulator(): { java: string; jar: string } | undefined {
  const cache = process.env['FIREBASE_EMULATORS_PATH'] ?? join(homedir(), '.cache/firebase/emulators');
  const cached = existsSync(cache)
    ? readdirSync(cache).filter((name) => /^cloud-firestore-emulator.*\.jar$/.test(name))
    : [];
  const jar = [
    ...cached.map((name) => join(cache, name)),
    '/usr/lib/google-cloud-sdk/platform/cloud-firestore-emulator/cloud-firestore-emulator.jar',
  ].find((path) => existsSync(path));
  const homes = existsSync('/usr/lib/jvm') ? readdirSync('/usr/lib/jvm') : [];
  const java = ['java', ...homes.map((home) => join('/usr/lib/jvm', home, 'bin/java'))].find(runsEmulator);
  return jar && java ? { java, jar } : undefined;
}

function runsEmulator(java: string): boolean {
  try {
    const release = execFileSync(java, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number(/\d+/.exec(release)?.[0]) >= OLDEST_JAVA;
  } catch {
    return false;
  }
}

/** Starts one side empty, as a process of its own; the local one writes to a file. */
export async function startServer(side: Side): Promise<Server> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'butler-bench-'));
  const began = performance.now();
  const child = spawnSide(side, port, join(folder, 'butler.db'));
  await portOpens(port, child);
  const startMillis = performance.now() - began;
  const firestore = clientOf(`127.0.0.1:${port}`);
  return {
    side,
    firestore,
    startMillis,
    memory: () =>
      Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024,
    async stop() {
      await firestore.terminate();
      child.kill('SIGKILL');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

function spawnSide(side: Side, port: number, file: string): ChildProcess {
  const [program, args] = side === 'local' ? localCommand(file, port) : googleCommand(port);
  return spawn(program, args, { stdio: 'ignore' });
}

function localCommand(file: string, port: number): [string, string[]] {
  const main = new URL('../../infra/local/firestore/main.ts', import.meta.url).pathname;
  return [process.execPath, ['--disable-warning=ExperimentalWarning', main, file, String(port)]];
}

function googleCommand(port: number): [string, string[]] {
  const found = findGoogleEmulator();
  if (!found) throw new Error("Google's Firestore emulator is not installed.");
  return [found.java, ['-cp', found.jar, MAIN, '--host=127.0.0.1', `--port=${port}`]];
}

/** The client takes its host from the environment alone, when it is made. */
function clientOf(host: string): Firestore {
  process.env['FIRESTORE_EMULATOR_HOST'] = host;
  process.env['METADATA_SERVER_DETECTION'] = 'none';
  return new Firestore({ projectId: 'demo-bench', gaxServerStreamingRetries: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

async function portOpens(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1');
    const opened = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (opened) return;
    await pause(2);
  }
  throw new Error(`a Firestore ended with ${child.exitCode} before it was ready`);
}
