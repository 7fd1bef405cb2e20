import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createWriteBehind } from '../../shared/events/write-behind.ts';
import type { Table } from './measure.ts';

const people = 10_000;

/** What people cost in memory while their events wait for a store that does not answer. */
export function heldMemory(): Table {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const rows = [1, 5].map((events) => {
    const behind = createWriteBehind({ flush: () => new Promise(() => undefined), firstMs: 600_000 });
    collect();
    const before = process.memoryUsage().heapUsed;
    for (let person = 0; person < people; person++)
      for (let n = 0; n < events; n++) behind.add(`person-${person}`, event(person, n), { durable: false, mayRepeat: false }); // prettier-ignore
    collect();
    const megabytes = (process.memoryUsage().heapUsed - before) / 1e6;
    return [`${events} event${events === 1 ? '' : 's'} each`, megabytes, behind.pending('person-1').length];
  });
  return { title: '10,000 people held', columns: ['', 'MB', 'events each'], rows };
}

function event(person: number, n: number) {
  const at = Date.now();
  const product = `p${n % 50}`;
  return {
    eventId: `${person}-${n}-${Math.random().toString(36)}`,
    toldAt: at,
    receivedAt: at,
    event: { eventType: 'click_product', at },
    subject: {
      productId: product,
      category: 'milk',
      brand: 'Brand',
      attributes: ['organic'],
      name: { en: product },
    },
  };
}
