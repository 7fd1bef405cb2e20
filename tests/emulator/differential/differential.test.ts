import { Firestore } from '@google-cloud/firestore';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFirestore } from '../../../infra/local/firestore/index.ts';
import type { LocalFirestore } from '../../../infra/local/firestore/index.ts';
import { openStore } from '../../../infra/local/store.ts';
import { runSequence } from './run-sequence.ts';
import { sequence } from './sequence.ts';

const LANES = 4;
const start = Date.now().toString(36);
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? 2_000);
// The same sequences every time, so that a failure is a change of ours; other seeds look for what is yet unknown.
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? 2017);

const google = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
const store = openStore(':memory:');
let server: LocalFirestore;

/** Google's emulator grows slower with all that its project holds, so every so often both move to another. */
const PROJECT_SEQUENCES = 50;
const projects: { here: Firestore; there: Firestore }[] = [];

function project(sequenceNumber: number): { here: Firestore; there: Firestore } {
  const at = Math.floor(sequenceNumber / PROJECT_SEQUENCES);
  const projectId = `demo-${start}-${at}`;
  return (projects[at] ??= { here: clientOf(server.host, projectId), there: clientOf(google, projectId) });
}

beforeAll(async () => {
  server = await startFirestore({ store });
  process.stderr.write(`differential: ${runs} sequences, DIFFERENTIAL_SEED=${seed}\n`);
});

afterAll(async () => {
  for (const { here, there } of projects) await Promise.all([here.terminate(), there.terminate()]);
  await server.close();
  await store.close();
});

/** The client takes its host from the environment alone, when it is made. */
function clientOf(host: string, projectId: string): Firestore {
  const before = process.env['FIRESTORE_EMULATOR_HOST'];
  process.env['FIRESTORE_EMULATOR_HOST'] = host;
  const firestore = new Firestore({ projectId, useBigInt: true, gaxServerStreamingRetries: true });
  process.env['FIRESTORE_EMULATOR_HOST'] = before;
  return firestore;
}

let made = 0;

describe('any sequence of writes and reads', () => {
  it.concurrent.each(Array.from({ length: LANES }, (_, lane) => lane))(
    'comes to the same on both Firestores (lane %i)',
    async (lane) => {
      const same = fc.asyncProperty(sequence, async (steps) => {
        made += 1;
        const id = `s${start}-${made}`;
        const { here, there } = project(made);
        const [ours, googles] = await Promise.all([
          runSequence(here, id, steps),
          runSequence(there, id, steps),
        ]);
        expect(ours).toEqual(googles);
      });
      await fc.assert(same, { numRuns: Math.ceil(runs / LANES), seed: seed + lane, endOnFailure: false });
    },
    600_000,
  );
});
