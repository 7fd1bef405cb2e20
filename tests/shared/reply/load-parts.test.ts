import { afterAll, expect, it } from 'vitest';
import { configureLog } from '../../../shared/platform/log.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { loadParts } from '../../../shared/reply/load-parts.ts';

const lines: Record<string, unknown>[] = [];
afterAll(configureLog({ sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) }));

const failures = async (part: string) => {
  const { values } = (await registry.getSingleMetric('personal_context_failures_total')?.get()) ?? {
    values: [],
  };
  return values.find(({ labels }) => labels['part'] === part)?.value;
};

it('gives every part that came, and starts them all at once', async () => {
  const started: string[] = [];
  const gate = Promise.withResolvers<undefined>();
  const load = (name: string) => async () => {
    started.push(name);
    if (started.length === 3) gate.resolve(undefined);
    await gate.promise;
    return name;
  };
  const { values, failed } = await loadParts({ a: load('a'), b: load('b'), c: load('c') });
  expect([values, failed.size]).toEqual([{ a: 'a', b: 'b', c: 'c' }, 0]);
});

it('goes on without a part that fails, with a log line and a count', async () => {
  const { values, failed } = await loadParts<{ good: number; bad: number }>({
    good: () => Promise.resolve(1),
    bad: () => Promise.reject(new Error('the store is down')),
  });
  expect([values, [...failed]]).toEqual([{ good: 1 }, ['bad']]);
  expect(await failures('bad')).toBe(1);
  expect(lines.at(-1)).toMatchObject({ message: 'context.part_left_out', part: 'bad', severity: 'WARNING' });
});

it('goes on without a part that takes longer than it may', async () => {
  const never = new Promise<number>(() => undefined);
  const { values, failed } = await loadParts<{ slow: number; quick: number }>(
    { slow: () => never, quick: () => Promise.resolve(2) },
    20,
  );
  expect([values, [...failed]]).toEqual([{ quick: 2 }, ['slow']]);
});

it('tells a part that is not there from one that failed', async () => {
  const { values, failed } = await loadParts<{ none: number }>({ none: () => Promise.resolve(undefined) });
  expect([values, failed.size]).toEqual([{}, 0]);
});
