import { expect, it } from 'vitest';
import { type LoggedAction, replayPerson } from '../../../shared/action-log/index.ts';
import { dayOf, type RawActionRow } from '../../../shared/events/index.ts';
import {
  createPopulation,
  createRules,
  defaultRules,
  forgetStored,
  liveRulesRef,
  preferenceEventSchema,
  preferencesOf,
  preferencesRef,
  ratesOf,
  readState,
  rulesSchema,
  savePopulation,
  versionOf,
} from '../../../shared/preferences/index.ts';
import { startTracking } from '../../shared/events/start-tracking.ts';
import { connect } from '../firestore/connect.ts';

const firestore = connect();
const open = () => Promise.resolve(firestore);
const now = Date.now();
// Transactions that meet wait for one another, in one of the judges for seconds.
const patient = { writeBehind: { firstMs: 1, apartMs: 5, durableMs: 25_000, drainMs: 25_000 } };
const stored = async (userId: string) => preferencesOf(await preferencesRef(firestore, userId).get());

/** What the log has of these rows: each event once. */
function logged(rows: Iterable<RawActionRow>): LoggedAction[] {
  const unique = new Map([...rows].map((row) => [row.event_id, row]));
  return [...unique.values()].map((row) => {
    const at = Date.parse(row.event_timestamp);
    const data = JSON.parse(row.raw_event_data) as {
      toldAt?: number;
      receivedAt?: number;
      category?: string;
      brand?: string;
      attributes?: string[];
    };
    return {
      eventId: row.event_id,
      day: dayOf(data.toldAt ?? at),
      receivedAt: data.receivedAt ?? at,
      event: preferenceEventSchema.parse({ ...data, eventType: row.event_type, at }),
      subject: { ...data, productId: row.product_id ?? undefined },
    };
  });
}

it('a replay and what is tracked meanwhile come to the same as tracking alone', async () => {
  const other = rulesSchema.parse({ halfLifeDays: { item: { plus: 90 } } });
  const told = Array.from({ length: 60 }, (_, n) => ({
    eventId: `e${n}`,
    eventType: n % 3 ? 'click_product' : 'purchase',
    productId: `p${n % 10}`,
    at: now - n * 3_600_000,
  }));
  const rules = {
    current: () => ({ rules: other, version: versionOf(other) }),
    ready: () => Promise.resolve(),
  };
  const alone = startTracking(firestore, { rules, ...patient });
  await alone.all('replay-alone', told);
  const instances = [startTracking(firestore, patient), startTracking(firestore, patient)] as const;
  const [first, second] = instances;
  const rows = () => logged(instances.flatMap((instance) => [...instance.rows.values()]));
  await first.all('replay-both', told.slice(0, 20));
  const replay = () =>
    replayPerson(firestore, 'replay-both', rows(), {
      rules: other,
      now,
      nameOf: () => Promise.resolve(undefined),
    });
  const [, , { outcome }] = await Promise.all([
    first.all('replay-both', told.slice(15, 40)),
    second.all('replay-both', told.slice(35)),
    replay(),
  ]);
  expect(outcome).not.toBe('nothing');
  expect(await replay()).toEqual({ outcome: 'replayed', events: 60, waiting: 0, missing: 0 });
  const [one, both] = [await stored('replay-alone'), await stored('replay-both')];
  expect(both?.halfLives).toEqual(one?.halfLives);
  expect(both?.events).toBe(60);
  const [expected, learned] = [readState(one!), readState(both!)];
  expect(learned.history).toEqual(expected.history);
  for (const [key, { plus }] of expected.evidence.item)
    expect(learned.evidence.item.get(key)?.plus).toBeCloseTo(plus, 9);
});

it('what is forgotten while events are stored stays forgotten', async () => {
  const { all } = startTracking(firestore, patient);
  const told = Array.from({ length: 20 }, (_, n) => ({
    eventType: 'purchase',
    productId: 'p0',
    at: now - n - 1,
  }));
  await all('forgets', told.slice(0, 5));
  await Promise.all([
    all('forgets', told.slice(5)),
    ...['milk', 'milk'].map((key) => forgetStored(firestore, 'forgets', { kind: 'category', key, now })),
    forgetStored(firestore, 'forgets', { kind: 'item', key: 'p0', now }),
  ]);
  const document = await stored('forgets');
  expect([document?.evidence.category, document?.evidence.item, document?.history]).toEqual([{}, {}, {}]);
  expect(document).toMatchObject({ events: 20, forgotten: { category: { milk: now }, item: { p0: now } } });
  expect(document?.evidence.brand).not.toEqual({});
});

it('rules and rates are read as they were written, however many rates there are', async () => {
  await liveRulesRef(firestore).set({ text: 'rank: { personal: 2 }', version: 'any', updatedAt: now });
  const rules = createRules({ firestore: open });
  await rules.ready();
  expect(rules.current().rules).toEqual({ ...defaultRules, rank: { ...defaultRules.rank, personal: 2 } });
  await liveRulesRef(firestore).delete();
  const worths = Array.from({ length: 40_000 }, (_, n) => [`product-${n}`, 40_000 - n] as const);
  const many = { worths, total: 8e8, keys: worths.length };
  const rates = ratesOf({ category: many, brand: many, attribute: many, item: many });
  await savePopulation(firestore, rates, { at: now, rulesVersion: 'any' });
  const population = createPopulation({ firestore: open });
  await population.ready();
  const { item } = population.current().rates;
  expect(item.size).toBeGreaterThan(10_000);
  expect(item.get('product-7')).toBe(rates.rates.item['product-7']);
});
