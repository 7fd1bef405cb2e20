import { createPeople } from '../../shared/person/index.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { call, signIn } from './run-server.ts';
import { percentile, type Table, timed } from './measure.ts';

const userId = 'bench-context';

/** Profile, work context and macros in parallel: from the store, and from what an instance holds. */
export async function measureContext(url: string): Promise<Table> {
  const token = await signIn(url, userId, '10.0.1.1');
  const headers = { authorization: `Bearer ${token}` };
  await call(`${url}/api/v1/chat`, { headers, json: { message: 'Добрый день!' } });

  const people = createPeople({ firestore });
  const load = () => Promise.all([people.profile(userId), people.context(userId), people.macros(userId)]);
  const cold: number[] = [];
  for (let round = 0; round < 500; round++) {
    people.drop(userId);
    const took = await timed(load);
    if (round >= 100) cold.push(took);
  }
  const warm: number[] = [];
  for (let round = 0; round < 20_000; round++) warm.push(await timed(load));
  const row = (name: string, values: number[]) => [name, percentile(values, 0.5), percentile(values, 0.99)];
  return {
    title: 'Personal context: profile, work context and macros in parallel',
    columns: ['ms', 'p50', 'p99'],
    rows: [row('cold', cold), row('warm', warm)],
    notes: [
      'Cold is dropped from memory, with the connection open. Target: under 50 ms cold, under 1 ms warm.',
    ],
  };
}
