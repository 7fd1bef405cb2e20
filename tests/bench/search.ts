import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { importCatalog } from '../../shared/catalog/index.ts';
import { startServer } from './firestore-servers.ts';
import { makeProducts } from './make-products.ts';
import { percentile, type Table, timed } from './measure.ts';

const sizes = [1000, 10_000, 100_000];
const program = new URL('search-process.ts', import.meta.url).pathname;
const numbers = z.array(z.number());
const figuresSchema = z.object({
  loadMs: z.number(),
  processorMs: z.number(),
  longestTurnMs: z.number(),
  longestBlockMs: z.number(),
  heapMiB: z.number(),
  rssMiB: z.number(),
  cold: numbers,
  warm: numbers,
  personalCold: numbers,
  personalWarm: numbers,
});

/** What the catalog costs: its import, an instance's load of it, and searches by text. */
export async function bench(): Promise<Table[]> {
  const imports: Table['rows'][number][] = [];
  const loads: Table['rows'][number][] = [];
  const searches: Table['rows'][number][] = [];
  const personal: Table['rows'][number][] = [];
  for (const size of sizes) {
    const server = await startServer('local');
    try {
      const products = [...makeProducts(size)];
      const importMs = await timed(() => importCatalog({ firestore: server.firestore }, products));
      const againMs = await timed(() => importCatalog({ firestore: server.firestore }, products));
      const name = `${size.toLocaleString('en')} products`;
      imports.push([name, importMs / 1000, size / (importMs / 1000), againMs / 1000]);
      const figures = await measure();
      const { loadMs, processorMs, longestTurnMs, longestBlockMs, heapMiB, rssMiB } = figures;
      loads.push([name, loadMs, processorMs, longestTurnMs, longestBlockMs, heapMiB, rssMiB]);
      searches.push([name, ...shares(figures.cold), ...shares(figures.warm)]);
      personal.push([name, ...shares(figures.personalCold), ...shares(figures.personalWarm)]);
    } finally {
      await server.stop();
    }
  }
  return [
    {
      title: 'Catalog: import into the local Firestore, on disk',
      columns: ['', 's', 'products/s', 'again, s'],
      rows: imports,
      notes: ['The second import of the same products finds nothing to write.'],
    },
    {
      title: 'Catalog: load and index, in a process of its own',
      columns: ['', 'ms', 'of a core, ms', 'longest turn', 'longest wait', 'heap, MiB', 'process, MiB'],
      rows: loads,
      notes: [
        'The longest turn of the event loop in milliseconds of a core; the longest that a timer waited, others on the',
        'machine included. Watching the turns takes time of its own.',
      ],
    },
    {
      title: 'Catalog: search by text, ms',
      columns: ['', 'cold p50', 'cold p99', 'warm p50', 'warm p99'],
      rows: searches,
      notes: [
        'Cold: texts that were not searched for before, slips and beginnings among them, the first of a process too;',
        'warm: the same again. 200 candidates are answered for ranking.',
      ],
    },
    {
      title: 'Search for a person, of whom 500 events were learned, ms',
      columns: ['', 'cold p50', 'cold p99', 'warm p50', 'warm p99'],
      rows: personal,
      notes: ['Other texts, told why: with the read of what was learned, from the local Firestore on disk.'],
    },
  ];
}

const shares = (times: readonly number[]) => [percentile(times, 0.5), percentile(times, 0.99)];

async function measure() {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--expose-gc',
    program,
  ]);
  return figuresSchema.parse(JSON.parse(stdout));
}
