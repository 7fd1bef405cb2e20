import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { percentile, type Table } from './measure.ts';
import { type Caller, openCaller } from './raw-callers.ts';
import { countStoreWork } from './track-costs.ts';
import { heldMemory } from './track-memory.ts';
import { startTrackServers, type Target } from './track-servers.ts';

const persons = 200;
const callerCounts = [1, 100, 500];
const closedMs = 4000;
const openMs = 8000;
const perSecond = 1000;

type Figures = { took: number[]; perSecond: number; cpu: number };

/** What tracking takes over HTTP with a signed token, against a bare handler of the same framework. */
export async function bench(): Promise<Table[]> {
  const folder = await mkdtemp(join(tmpdir(), 'butler-track-'));
  const servers = await startTrackServers(folder, persons);
  try {
    const { bare, track } = servers;
    for (const target of [bare, track]) await warmUp(target);
    const closed: (string | number)[][] = [];
    for (const callers of callerCounts) {
      // Alternating, so that what else the machine does weighs on both.
      const [one, own, other] = [
        await closedLoop(bare, callers, closedMs / 2),
        await closedLoop(track, callers, closedMs),
        await closedLoop(bare, callers, closedMs / 2),
      ];
      const reference = { took: [...one.took, ...other.took], perSecond: (one.perSecond + other.perSecond) / 2, cpu: (one.cpu + other.cpu) / 2 }; // prettier-ignore
      closed.push(
        [`bare handler, ${callers} callers`, ...row(reference), 1],
        [`track, ${callers} callers`, ...row(own), own.perSecond / reference.perSecond],
      );
    }
    const [one, own, other] = [
      await openLoop(bare, openMs / 2),
      await openLoop(track, openMs),
      await openLoop(bare, openMs / 2),
    ];
    const reference = { took: [...one.took, ...other.took], perSecond, cpu: (one.cpu + other.cpu) / 2 };
    const beyond = percentile(own.took, 0.99) - percentile(reference.took, 0.99);
    const columns = ['', 'p50 ms', 'p99 ms', '/s', 'CPU ms per request', 'of bare'];
    const work = await countStoreWork(servers, persons);
    return [
      {
        title: 'Tracking, callers in a loop',
        columns,
        rows: closed,
        notes: [
          'The bundle alone under the framework, the store in a process of its own, the callers in a third. Target: at least 0.30 at 100 callers.',
        ],
      },
      {
        title: `Tracking, ${perSecond.toLocaleString('en')} requests/s whatever becomes of them`,
        columns: ['', 'p50 ms', 'p99 ms', '/s', 'CPU ms per request', 'p99 ms beyond'],
        rows: [
          ['bare handler', ...row(reference), 0],
          ['track', ...row(own), beyond],
        ],
        notes: ['Target: p99 less than 10 ms beyond the bare handler’s.'],
      },
      work,
      heldMemory(),
    ];
  } finally {
    await servers.end();
    await rm(folder, { recursive: true, force: true });
  }
}

/** As many requests as it takes until the code is compiled, however slow the machine is. */
async function warmUp(target: Target): Promise<void> {
  for (let told = 0; told < 10_000;) told += (await closedLoop(target, 100, 1000)).took.length;
}

const row = ({ took, perSecond, cpu }: Figures) => [
  percentile(took, 0.5),
  percentile(took, 0.99),
  perSecond,
  cpu,
];

async function closedLoop(target: Target, count: number, millis: number): Promise<Figures> {
  const callers = await Promise.all(Array.from({ length: count }, () => openCaller(target.url)));
  const took: number[] = [];
  const cpu = await target.cpuMs();
  const began = performance.now();
  let turn = 0;
  await Promise.all(
    callers.map(async (caller) => {
      while (performance.now() - began < millis) took.push(await timed(caller, target, (turn += 1)));
    }),
  );
  const elapsed = performance.now() - began;
  const figures = { took, perSecond: (took.length / elapsed) * 1000, cpu: ((await target.cpuMs()) - cpu) / took.length }; // prettier-ignore
  for (const caller of callers) caller.close();
  return figures;
}

async function timed(caller: Caller, target: Target, turn: number, since?: number): Promise<number> {
  const began = since ?? performance.now();
  const status = await caller.send(target.requests[turn % target.requests.length] ?? Buffer.alloc(0));
  if (status !== target.status) throw new Error(`${target.url} answered ${status}`);
  return performance.now() - began;
}

/** Each request begins at its own time, and its time counts from then, even where the bench was late to send it. */
async function openLoop(target: Target, millis: number): Promise<Figures> {
  const idle = await Promise.all(Array.from({ length: 100 }, () => openCaller(target.url)));
  const all = [...idle];
  const took: number[] = [];
  const sent: Promise<void>[] = [];
  const cpu = await target.cpuMs();
  const began = performance.now();
  const total = (millis / 1000) * perSecond;
  for (let turn = 0; turn < total;) {
    const due = Math.min(total, ((performance.now() - began) / 1000) * perSecond);
    while (turn < due) {
      const since = began + (turn / perSecond) * 1000;
      const caller = idle.pop() ?? (await openCaller(target.url));
      if (!all.includes(caller)) all.push(caller);
      sent.push(
        timed(caller, target, (turn += 1), since).then((one) => {
          took.push(one);
          idle.push(caller);
        }),
      );
    }
    await pause(1);
  }
  await Promise.all(sent);
  const elapsed = performance.now() - began;
  const figures = { took, perSecond: (took.length / elapsed) * 1000, cpu: ((await target.cpuMs()) - cpu) / took.length }; // prettier-ignore
  for (const caller of all) caller.close();
  return figures;
}
