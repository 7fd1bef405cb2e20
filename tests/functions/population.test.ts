import { afterAll, expect, it } from 'vitest';
import { population, schema } from '../../functions/population.ts';
import { configureLog } from '../../shared/platform/log.ts';
import { defaultRules, measurePopulation, emptyState, versionOf } from '../../shared/preferences/index.ts';

afterAll(configureLog({ sink: () => undefined }));

function counting(enabled: boolean) {
  const saved: unknown[] = [];
  const document = measurePopulation(emptyState(defaultRules), 0);
  const rules = { ...defaultRules, firstPurchase: 0.7 };
  const handle = population({
    enabled,
    rules: {
      current: () => ({ rules, version: versionOf(rules) }),
      ready: () => Promise.resolve(),
      refresh: () => Promise.resolve(),
    },
    count: (given, now) =>
      Promise.resolve(given === rules && now === 7 ? document : Promise.reject(new Error())),
    save: (given, counted) => Promise.resolve(void saved.push([given, counted])),
    clock: () => 7,
  });
  return {
    handled: handle({ source: 'schedule' }),
    saved,
    expected: [document, { at: 7, rulesVersion: versionOf(rules) }],
  };
}

it('counts everyone’s events under the rules in force', async () => {
  const { handled, saved, expected } = counting(true);
  await handled;
  expect(saved).toEqual([expected]);
});

it('reads and writes nothing where personalization is off', async () => {
  const { handled, saved } = counting(false);
  await handled;
  expect(saved).toEqual([]);
});

it('takes no message without a source', () => {
  expect(schema.safeParse({}).success).toBe(false);
});
