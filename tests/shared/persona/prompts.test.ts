import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  createPrompts,
  defaultPrompts,
  partNames,
  partOf,
  promptsRef,
  readPrompts,
  savePrompt,
} from '../../../shared/persona/index.ts';
import { registry } from '../../../shared/platform/metrics.ts';
import { type Server, startServer } from '../../infra/local/firestore/start-server.ts';

let server: Server;
let now = Date.parse('2026-03-01T12:00:00Z');
let loads = 0;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await promptsRef(server.firestore).delete();
  loads = 0;
});

const source = () =>
  createPrompts({
    firestore: () => {
      loads += 1;
      return Promise.resolve(server.firestore);
    },
    clock: () => now,
  });

async function kept(why: string): Promise<number> {
  const metric = await registry.getSingleMetric('prompts_kept_total')?.get();
  return metric?.values.find(({ labels }) => labels['why'] === why)?.value ?? NaN;
}

it('are built in where the operator set none', async () => {
  expect(await source().read()).toEqual(defaultPrompts);
});

it('are what the operator set within a minute, read once for all who ask at once', async () => {
  const prompts = source();
  await Promise.all(Array.from({ length: 20 }, () => prompts.read()));
  await savePrompt(server.firestore, 'base-en', 'You are Jeeves.');
  expect((await prompts.read()).base.en).toBe(defaultPrompts.base.en);
  expect(loads).toBe(1);
  now += 60_000;
  expect(await prompts.read()).toEqual({
    ...defaultPrompts,
    base: { ...defaultPrompts.base, en: 'You are Jeeves.' },
  });
  expect(loads).toBe(2);
});

it('stay as they were where what is stored is broken, which is counted', async () => {
  const prompts = source();
  await savePrompt(server.firestore, 'mine', 'Mine.');
  const good = await prompts.read();
  const before = await kept('broken');
  await promptsRef(server.firestore).set({ templates: { mine: '{{NOBODY}}', other: 'Fine.' } });
  now += 60_000;
  expect(await prompts.read()).toEqual(good);
  expect(await kept('broken')).toBe(before + 1);
  expect((await source().read()).templates).toEqual({});
});

it('stay as they were where the store does not answer', async () => {
  let down = false;
  const prompts = createPrompts({
    firestore: () => (down ? Promise.reject(new Error('down')) : Promise.resolve(server.firestore)),
    clock: () => now,
  });
  await savePrompt(server.firestore, 'mine', 'Mine.');
  const good = await prompts.read();
  const before = await kept('unavailable');
  down = true;
  now += 60_000;
  expect(await prompts.read()).toEqual(good);
  expect(await kept('unavailable')).toBe(before + 1);
});

it('are not saved with an unknown placeholder or over the budget, naming the place', async () => {
  await expect(savePrompt(server.firestore, 'mine', 'Hello\n{{NOBODY}}')).rejects.toThrow(
    'mine:2:1 There is no placeholder {{NOBODY}}.',
  );
  await expect(savePrompt(server.firestore, 'base-ru', 'слово '.repeat(300))).rejects.toThrow(
    /base-ru:1:\d+ The text has \d+ tokens/,
  );
  await expect(savePrompt(server.firestore, 'max-chars', 'many')).rejects.toThrow(/max-chars:1:1/);
  expect((await promptsRef(server.firestore).get()).exists).toBe(false);
});

it('can be mended one by one where several are broken', async () => {
  await promptsRef(server.firestore).set({ userPersona: '{{A}}', templates: { mine: '{{B}}' } });
  const { problems } = await savePrompt(server.firestore, 'mine', 'Mine.');
  expect(problems.map(({ part }) => part)).toEqual(['user-persona']);
  expect((await savePrompt(server.firestore, 'user-persona', undefined)).problems).toEqual([]);
  expect((await readPrompts(server.firestore)).document).toEqual({ templates: { mine: 'Mine.' } });
});

it('are shown by their parts, stored or built in', async () => {
  await savePrompt(server.firestore, 'max-chars', '500');
  const { document } = await savePrompt(server.firestore, 'mine', 'Mine.');
  expect(partNames(document)).toEqual(['base-ru', 'base-en', 'user-persona', 'max-chars', 'mine']);
  expect(partOf(document, 'max-chars')).toEqual({ text: '500', builtIn: false });
  expect(partOf(document, 'base-en')).toEqual({ text: defaultPrompts.base.en, builtIn: true });
  expect(partOf(document, 'mine')).toEqual({ text: 'Mine.', builtIn: false });
  expect(partOf(document, 'constructor')).toBeUndefined();
});

it('lose nothing to two who save at once', async () => {
  const names = ['one', 'two', 'three', 'four'];
  await Promise.all(names.map((name) => savePrompt(server.firestore, name, name)));
  expect(Object.keys((await source().read()).templates).sort()).toEqual([...names].sort());
});
