import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Firestore } from '@google-cloud/firestore';
import { createCatalogSearch } from '../../shared/catalog/index.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { defaultRules, unknownPopulation } from '../../shared/preferences/index.ts';
import { createShop, searchRequestSchema } from '../../shared/shop/index.ts';
import { makeQueries } from './make-products.ts';
import { makeShopper } from './make-shopper.ts';
import { timed } from './measure.ts';
import { watchTurns } from './watch-turns.ts';

/** An instance that has nothing to do but search; says what it took as one line of JSON. */
configureLog({ level: 'error' });
const texts = makeQueries(300);
const queries = texts.filter((_, n) => n % 2 === 0);
const personalQueries = texts.filter((_, n) => n % 2 === 1);
const firestore = new Firestore({ projectId: 'demo-bench', gaxServerStreamingRetries: true });
const search = createCatalogSearch({
  firestore: () => Promise.resolve(firestore),
  // A clock that stands still looks for no newer catalog while texts are timed.
  clock: () => 0,
});

// The connection and the schema are there in any instance.
await firestore.doc('config/catalog').get();
collect();
const before = process.memoryUsage();
const processor = process.cpuUsage();
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const longestTurn = watchTurns();
const loadMs = await timed(() => search.ready());
delay.disable();
const longestTurnMs = longestTurn();
const { user, system } = process.cpuUsage(processor);
collect();
const after = process.memoryUsage();

const ask = (query: string) => timed(() => search.search({ query, limit: 200 }));
const cold: number[] = [];
for (const query of queries) cold.push(await ask(query));
const warm: number[] = [];
for (const query of queries) warm.push(await ask(query));

await makeShopper(firestore, 'shopper', Date.now());
const shop = createShop({
  firestore: () => Promise.resolve(firestore),
  people: { profile: () => Promise.resolve(undefined) },
  catalog: search,
  rules: { current: () => ({ rules: defaultRules }), ready: () => Promise.resolve() },
  population: { current: () => unknownPopulation },
  pending: () => [],
  personalization: true,
});
const askFor = (query: string) =>
  timed(() => shop.search('shopper', searchRequestSchema.parse({ query, explain: true })));
await askFor('milk');
const personalCold: number[] = [];
for (const query of personalQueries) personalCold.push(await askFor(query));
const personalWarm: number[] = [];
for (const query of personalQueries) personalWarm.push(await askFor(query));

const mib = (bytes: number) => bytes / 2 ** 20;
process.stdout.write(
  `${JSON.stringify({
    loadMs,
    processorMs: (user + system) / 1000,
    longestTurnMs,
    longestBlockMs: delay.max / 1e6,
    heapMiB: mib(after.heapUsed - before.heapUsed),
    rssMiB: mib(after.rss),
    cold,
    warm,
    personalCold,
    personalWarm,
  })}\n`,
);
await firestore.terminate();

function collect(): void {
  globalThis.gc?.();
}
