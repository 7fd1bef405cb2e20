import type { Firestore } from '@google-cloud/firestore';
import { findGoogleEmulator, startServer } from './firestore-servers.ts';
import type { Server, Side } from './firestore-servers.ts';
import { median, throughput, timed } from './measure.ts';
import type { Table } from './measure.ts';

const ROUNDS = 5;
const ROUND_MILLIS = 400;
const WARM_MILLIS = 1_000;
const DOCUMENTS = 1_000;
const STARTS = 3;
const SIZES = [1_000, 10_000, 100_000];
/** A scan of the largest collection takes Google's emulator seconds. */
const QUERIES = { local: 50, google: 3 };

/** The local Firestore beside Google's emulator, where it is installed, through the same client in the same run. */
export async function bench(): Promise<Table[]> {
  const sides: Side[] = findGoogleEmulator() ? ['local', 'google'] : ['local'];
  const absent = "Google's Firestore emulator is not installed here: these are the local figures alone.";
  const compared = 'Local writes to disk, Google’s emulator keeps all in memory.';
  const operations = await compareOperations(sides);
  return [
    { ...operations, notes: [sides.length > 1 ? compared : absent] },
    await compareStarts(sides),
    ...(await compareSizes(sides)),
  ];
}

type Run = (firestore: Firestore, turn: number) => Promise<unknown>;

const content = (n: number) => ({
  n,
  group: n % 20,
  name: `document ${n}`,
  tags: ['a', 'b'],
  nested: { at: n },
});
const path = (turn: number) => `benched/d${(turn * 7919) % DOCUMENTS}`;

const operations: Record<string, Run> = {
  get: (firestore, turn) => firestore.doc(path(turn)).get(),
  set: (firestore, turn) => firestore.doc(path(turn)).set(content(turn)),
  transaction: (firestore, turn) =>
    firestore.runTransaction(async (transaction) => {
      const ref = firestore.doc(path(turn));
      transaction.update(ref, { n: Number((await transaction.get(ref)).get('n')) + 1 });
    }),
  'query of 10': (firestore, turn) => equal(firestore, turn),
  'batch of 20': (firestore, turn) => {
    const batch = firestore.batch();
    for (let n = 0; n < 20; n++) batch.set(firestore.doc(path(turn * 20 + n)), content(n));
    return batch.commit();
  },
};

const equal: Run = (firestore, turn) =>
  firestore
    .collection('benched')
    .where('group', '==', turn % 20)
    .limit(10)
    .get();
const ranged: Run = (firestore, turn) =>
  firestore
    .collection('benched')
    .where('n', '>', turn * 10)
    .orderBy('n')
    .limit(10)
    .get();
const last: Run = (firestore) => firestore.collection('benched').orderBy('n', 'desc').limit(10).get();

async function compareOperations(sides: readonly Side[]): Promise<Table> {
  const servers = await Promise.all(sides.map(startServer));
  const rows: (string | number)[][] = [];
  try {
    for (const { firestore } of servers) await fill(firestore, DOCUMENTS);
    for (const [name, run] of Object.entries(operations)) {
      for (const concurrency of [1, 32]) {
        const perSecond = await interleave(servers, run, concurrency);
        rows.push([name, concurrency, ...perSecond, ...ratio(perSecond)]);
      }
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  return {
    title: 'Firestore: operations a second',
    columns: ['operation', 'at once', ...columns(sides)],
    rows,
  };
}

/** Medians of rounds that the sides take in turns, after each has warmed up. */
async function interleave(servers: readonly Server[], run: Run, concurrency: number): Promise<number[]> {
  const rounds = servers.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, { firestore }] of servers.entries()) {
      const millis = round === 0 ? WARM_MILLIS : ROUND_MILLIS;
      const figure = await throughput((turn) => run(firestore, turn), { concurrency, millis });
      if (round > 0) rounds[at]?.push(figure);
    }
  }
  return rounds.map(median);
}

async function compareStarts(sides: readonly Side[]): Promise<Table> {
  const starts = sides.map((): number[] => []);
  const firsts = sides.map((): number[] => []);
  for (let round = 0; round < STARTS; round++) {
    for (const [at, side] of sides.entries()) {
      const server = await startServer(side);
      starts[at]?.push(server.startMillis);
      firsts[at]?.push(await timed(() => server.firestore.doc('a/b').get()));
      await server.stop();
    }
  }
  const row = (name: string, figures: number[][]) => [
    name,
    ...figures.map(median),
    ...ratio(figures.map(median)),
  ];
  return {
    title: 'Firestore: start-up, milliseconds',
    columns: ['from the start of the process', ...columns(sides)],
    rows: [row('until the port is open', starts), row('the first get after that, of a new client', firsts)],
  };
}

async function compareSizes(sides: readonly Side[]): Promise<Table[]> {
  const queries = {
    'equality, 10 of them': equal,
    'range in order, 10 of them': ranged,
    'the last 10': last,
  };
  const millis = new Map(Object.keys(queries).map((name) => [name, new Map<string, number>()]));
  const memory: number[] = [];
  const filled: number[] = [];
  const largest = SIZES.at(-1) ?? 0;
  const cases = [
    ...SIZES.map((size) => ({ side: 'local' as const, size })),
    ...sides.filter((side) => side === 'google').map((side) => ({ side, size: largest })),
  ];
  for (const { side, size } of cases) {
    const server = await startServer(side);
    const seconds = (await timed(() => fill(server.firestore, size))) / 1000;
    if (size === largest) {
      memory.push(server.memory());
      filled.push(size / seconds);
    }
    for (const [name, run] of Object.entries(queries))
      millis.get(name)?.set(`${side} ${size}`, await queryMillis(server, run));
    await server.stop();
  }
  return [
    {
      title: `Firestore: ${largest.toLocaleString('en')} small documents`,
      columns: ['', ...columns(sides)],
      rows: [
        ['resident memory, MiB', ...memory, ...ratio(memory)],
        ['written a second, in batches of 500', ...filled, ...ratio(filled)],
      ],
    },
    {
      title: 'Firestore: milliseconds of a query by size of the collection, fresh store',
      columns: ['query', ...cases.map(({ side, size }) => `${side}, ${size.toLocaleString('en')}`)],
      rows: [...millis].map(([name, by]) => [
        name,
        ...cases.map(({ side, size }) => by.get(`${side} ${size}`) ?? NaN),
      ]),
    },
  ];
}

async function queryMillis({ firestore, side }: Server, run: Run): Promise<number> {
  const all: number[] = [];
  await run(firestore, 0);
  for (let turn = 0; turn < QUERIES[side]; turn++) all.push(await timed(() => run(firestore, turn)));
  return median(all);
}

async function fill(firestore: Firestore, documents: number): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < documents) {
      const batch = firestore.batch();
      for (let n = 0; n < 500 && next < documents; n++, next++)
        batch.set(firestore.doc(`benched/d${next}`), content(next));
      await batch.commit();
    }
  };
  await Promise.all([writer(), writer(), writer()]);
}

const columns = (sides: readonly Side[]) =>
  sides.length > 1 ? ['local', 'Google’s', 'local / Google’s'] : ['local'];
const ratio = ([local = NaN, google]: readonly number[]) => (google === undefined ? [] : [local / google]);
