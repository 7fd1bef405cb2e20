import { setTimeout as pause } from 'node:timers/promises';
import type { Table } from './measure.ts';
import { openCaller } from './raw-callers.ts';
import type { TrackServers } from './track-servers.ts';

type Counts = { reads: number; writes: number };
const events = 1000;

/** Documents read and written for a thousand events, by how many people told them and how fast. */
export async function countStoreWork(servers: TrackServers, persons: number): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const [people, seconds] of [
    [1, 5],
    [20, 5],
    [persons, 5],
  ] as const) {
    // prettier-ignore
    const { reads, writes } = await count(servers, people, seconds);
    rows.push([`${people} people in ${seconds} s`, reads, writes]);
  }
  return {
    title: 'Documents for 1,000 events that nobody waits for',
    columns: ['', 'reads', 'writes'],
    rows,
    notes: [
      'Each flush reads and writes preferences and the ids of the day, once a second a person at most.',
    ],
  };
}

async function count({ track, store }: TrackServers, people: number, seconds: number): Promise<Counts> {
  const counts = `http://${store}/counts`;
  // What was told before is stored by now.
  await pause(2500);
  await fetch(counts, { method: 'DELETE' });
  const caller = await openCaller(track.url);
  const began = performance.now();
  for (let turn = 0; turn < events; turn++) {
    await pause(Math.max(0, began + (turn / events) * seconds * 1000 - performance.now()));
    const request = track.requests[turn % people];
    if (request) await caller.send(request);
  }
  await pause(2500);
  caller.close();
  return (await (await fetch(counts)).json()) as Counts;
}
