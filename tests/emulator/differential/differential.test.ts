import { randomInt } from 'node:crypto';
import { Firestore } from '@google-cloud/firestore';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFirestore } from '../../../infra/local/firestore/index.ts';
import { openStore } from '../../../infra/local/store.ts';
import { runSequence } from './run-sequence.ts';
import { sequence } from './sequence.ts';

const LANES = 4;
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 2_000);
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? randomInt(2 ** 31));

const google = clientOf(process.env['FIRESTORE_EMULATOR_HOST']);
const store = openStore(':memory:');
let local: Firestore;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await startFirestore({ store });
  close = () => server.close();
  local = clientOf(server.host);
  process.stderr.write(`differential: ${runs} sequences, DIFFERENTIAL_SEED=${seed}\n`);
});

afterAll(async () => {
  await google.terminate();
  await local.terminate();
  await close();
  await store.close();
});

/** The client takes its host from the environment alone, when it is made. */
function clientOf(host: string | undefined): Firestore {
  const before = process.env['FIRESTORE_EMULATOR_HOST'];
  process.env['FIRESTORE_EMULATOR_HOST'] = host;
  const firestore = new Firestore({
    projectId: 'demo-differential',
    useBigInt: true,
    gaxServerStreamingRetries: true,
  });
  process.env['FIRESTORE_EMULATOR_HOST'] = before;
  return firestore;
}

let made = 0;
const start = Date.now().toString(36);

describe('any sequence of writes and reads', () => {
  it.concurrent.each(Array.from({ length: LANES }, (_, lane) => lane))(
    'comes to the same on both Firestores (lane %i)',
    async (lane) => {
      const same = fc.asyncProperty(sequence, async (steps) => {
        made += 1;
        const id = `s${start}-${made}`;
        const [here, there] = await Promise.all([
          runSequence(local, id, steps),
          runSequence(google, id, steps),
        ]);
        expect(here).toEqual(there);
      });
      await fc.assert(same, { numRuns: Math.ceil(runs / LANES), seed: seed + lane, endOnFailure: false });
    },
    600_000,
  );
});
