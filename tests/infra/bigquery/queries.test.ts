import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { taskChoicesTable, taskFeedbackTable } from '../../../shared/plan/index.ts';
import { type Action, startLog } from '../../shared/action-log/start-log.ts';

const folder = new URL('../../../infra/bigquery/queries/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
const monday = Date.parse('2026-11-16T00:00:00Z');
const dayMs = 86_400_000;

let log: Awaited<ReturnType<typeof startLog>>;
beforeAll(async () => {
  log = await startLog();
});
afterAll(() => log.close());

const asked = new Set<string>();

async function ask(file: string, from = monday - 14 * dayMs, until = monday + 7 * dayMs): Promise<unknown[]> {
  asked.add(file);
  const [rows]: unknown[] = await log.client.query({
    query: readFileSync(new URL(file, folder), 'utf8'),
    defaultDataset: { datasetId: 'butler' },
    params: { from: new Date(from), until: new Date(until) },
  });
  return z.array(z.unknown()).parse(rows);
}
const week = (at: number) => ({ value: new Date(at).toISOString().slice(0, 10) });

test('variety counts products, categories and what is new, by person and week', async () => {
  const buy = (id: string, user: string, at: number, product: string, category: string): Action => ({
    id,
    user,
    at,
    product,
    data: { category, brand: `of ${category}` },
  });
  await log.add(
    buy('a', 'ann', monday - 20 * dayMs, 'milk', 'dairy'),
    buy('b', 'ann', monday - 1, 'milk', 'dairy'),
    buy('c', 'ann', monday, 'milk', 'dairy'),
    buy('d', 'ann', monday + dayMs, 'milk', 'dairy'),
    buy('e', 'ann', monday + 2 * dayMs, 'bread', 'bakery'),
    buy('e', 'ann', monday + 2 * dayMs, 'bread', 'bakery'),
    buy('f', 'ann', monday + 3 * dayMs, 'curd', 'dairy'),
    buy('a', 'bob', monday + dayMs, 'milk', 'dairy'),
    buy('b', 'bob', monday + 7 * dayMs, 'milk', 'dairy'),
    { id: 'g', user: 'bob', type: 'click_product', at: monday, product: 'curd' },
  );
  expect(await ask('purchase-variety.sql')).toEqual([
    {
      user_id: 'ann',
      week: week(monday - 7 * dayMs),
      purchases: 1,
      products: 1,
      categories: 1,
      brands: 1,
      new_share: 0,
    },
    {
      user_id: 'ann',
      week: week(monday),
      purchases: 4,
      products: 3,
      categories: 2,
      brands: 2,
      new_share: 0.5,
    },
    { user_id: 'bob', week: week(monday), purchases: 1, products: 1, categories: 1, brands: 1, new_share: 1 },
  ]);
});

/** What follows on one result of a search, each event a minute after the other. */
async function follow(
  user: string,
  product: string,
  types: readonly string[],
  data: Record<string, unknown>,
  from: number,
): Promise<void> {
  const events = types.map((type, n) => ({
    id: `${product}-${type}-${from}`,
    user,
    type,
    at: from + n * 60_000,
    product,
    data,
  }));
  await log.add(...events);
}

test('conversion compares results by their badges, each result once', async () => {
  const from = Date.parse('2026-10-01T00:00:00Z');
  const badged = (...badges: string[]) => ({ context: { badges } });
  await follow(
    'u1',
    'a',
    ['click_product', 'add_to_cart', 'purchase'],
    badged('usual', 'time_to_restock'),
    from,
  );
  await follow('u1', 'b', ['displayed_but_scrolled'], badged('usual'), from);
  await follow('u2', 'b', ['click_product', 'click_product'], badged(), from);
  await follow('u2', 'c', ['displayed_but_scrolled'], {}, from);
  expect(await ask('conversion-by-badge.sql', from, from + dayMs)).toEqual([
    { badge: 'none', results: 2, click_rate: 0.5, add_rate: 0, purchase_rate: 0 },
    { badge: 'usual', results: 2, click_rate: 0.5, add_rate: 0.5, purchase_rate: 0.5 },
    { badge: 'time_to_restock', results: 1, click_rate: 1, add_rate: 1, purchase_rate: 1 },
  ]);
});

test('lift compares personalized results with the others under the same rules', async () => {
  const from = Date.parse('2026-09-01T00:00:00Z');
  const under = (rulesVersion: string, personalized: boolean, position: number) => ({
    rulesVersion,
    position,
    context: { personalized },
  });
  await follow('u1', 'a', ['click_product', 'purchase'], under('v1', true, 0), from);
  await follow('u1', 'b', ['add_to_cart'], under('v1', true, 2), from);
  await follow('u2', 'a', ['add_to_cart'], under('v1', false, 4), from);
  await follow('u2', 'b', ['displayed_but_scrolled'], under('v1', false, 5), from);
  await follow('u3', 'a', ['click_product'], under('v2', true, 0), from);
  await follow('u3', 'b', ['purchase'], { rulesVersion: 'v2' }, from);
  expect(await ask('lift-by-rule-version.sql', from, from + dayMs)).toEqual([
    {
      rules_version: 'v1',
      people: 2,
      personalized_results: 2,
      other_results: 2,
      personalized_conversion: 1,
      other_conversion: 0.5,
      lift: 1,
      personalized_position: 1,
      other_position: 4,
    },
    expect.objectContaining({ rules_version: 'v2', personalized_results: 1, other_results: 0, lift: null }),
  ]);
});

const insert = (table: string, rows: object[]) =>
  log.client
    .dataset('butler')
    .table(table)
    .insert(
      rows.map((json, n) => ({ insertId: `${table}-${n}`, json })),
      { raw: true },
    );

test('the variety of tasks counts what each person is given in a week', async () => {
  const choice = (id: string, user: string, task: string, days: number, policy: string) => ({
    choice_id: id,
    user_id: user,
    task_id: task,
    variation_group: task.slice(0, 4),
    phase: 'discovery',
    policy,
    probability: 0.5,
    chosen_at: new Date(monday + days * dayMs).toISOString(),
  });
  await insert(taskChoicesTable, [
    choice('1', 'ann', 'walk-10', 0, 'base'),
    choice('1', 'ann', 'walk-10', 0, 'base'),
    choice('2', 'ann', 'walk-10', 1, 'adaptive'),
    choice('3', 'ann', 'walk-20', 2, 'adaptive'),
    choice('4', 'ann', 'read-1', 3, 'adaptive'),
    choice('5', 'ann', 'read-1', 7, 'adaptive'),
    choice('6', 'bob', 'read-1', 0, 'base'),
  ]);
  expect(await ask('task-variety.sql')).toEqual([
    {
      user_id: 'ann',
      week: week(monday),
      choices: 4,
      tasks: 3,
      variation_groups: 2,
      repeated_share: 0.25,
      adaptive_share: 0.75,
    },
    {
      user_id: 'bob',
      week: week(monday),
      choices: 1,
      tasks: 1,
      variation_groups: 1,
      repeated_share: 0,
      adaptive_share: 0,
    },
  ]);
});

test('completion and satisfaction go by the last that each person said of a task', async () => {
  const word = (
    id: string,
    user: string,
    said: { phase: string; category: string; completed: boolean; rating?: number },
    minutes = 0,
  ) => ({
    event_id: `${user}:${id}`,
    feedback_id: id,
    user_id: user,
    task_id: id,
    variation_group: null,
    rating: null,
    ...said,
    created_at: new Date(monday + minutes * 60_000).toISOString(),
  });
  await insert(taskFeedbackTable, [
    word('1', 'ann', { phase: 'discovery', category: 'move', completed: false }),
    word('1', 'ann', { phase: 'discovery', category: 'move', completed: true, rating: 5 }, 5),
    word('2', 'ann', { phase: 'discovery', category: 'move', completed: true, rating: 2 }),
    word('3', 'bob', { phase: 'discovery', category: 'rest', completed: false }),
    word('4', 'bob', { phase: 'mastery', category: 'rest', completed: true, rating: 4 }),
  ]);
  expect(await ask('completion-by-phase.sql')).toEqual([
    { phase: 'discovery', people: 2, answered: 3, completed: 2, completion_rate: 2 / 3 },
    { phase: 'mastery', people: 1, answered: 1, completed: 1, completion_rate: 1 },
  ]);
  expect(await ask('satisfaction-by-category.sql')).toEqual([
    { category: 'rest', people: 1, ratings: 1, average_rating: 4, satisfied_share: 1, completion_rate: 0.5 },
    {
      category: 'move',
      people: 1,
      ratings: 2,
      average_rating: 3.5,
      satisfied_share: 0.5,
      completion_rate: 1,
    },
  ]);
});

test('every question was asked', () => {
  expect([...asked].sort()).toEqual(files.sort());
});
