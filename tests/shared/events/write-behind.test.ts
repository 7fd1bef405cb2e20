import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LearnedEvent } from '../../../shared/events/index.ts';
import { createWriteBehind, type WriteBehindOptions } from '../../../shared/events/write-behind.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { configureLog } from '../../../shared/platform/log.ts';

const logged: { message: string; count?: number; reason?: string }[] = [];
afterAll(configureLog({ sink: (line) => void logged.push(JSON.parse(line) as (typeof logged)[number]) }));
beforeEach(() => {
  vi.useFakeTimers();
  logged.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

const event = (eventId: string): LearnedEvent => {
  const at = Date.now();
  return { eventId, toldAt: at, receivedAt: at, event: { eventType: 'dwell', at }, subject: {} };
};
const soon = { durable: false, mayRepeat: true };
const now = { durable: true, mayRepeat: true };

/** A store that remembers what it was given and when; `fails` says how it fails, if it does. */
function start(options: Partial<WriteBehindOptions> = {}) {
  const began = Date.now();
  const flushes: { at: number; userId: string; ids: string[] }[] = [];
  const state: { fails: Error | undefined; hangs: boolean } = { fails: undefined, hangs: false };
  const behind = createWriteBehind({
    flush(userId, events) {
      flushes.push({ at: Date.now() - began, userId, ids: events.map(({ eventId }) => eventId) });
      if (state.hangs) return new Promise(() => undefined);
      if (state.fails !== undefined) return Promise.reject(state.fails);
      return Promise.resolve({ fresh: events.length, refused: new Map(), updatedAt: Date.now() });
    },
    ...options,
  });
  return { behind, flushes, state };
}

describe('what waits for nobody', () => {
  it('is stored together within 250 ms, and then once a second at most', async () => {
    const { behind, flushes } = start();
    for (const id of ['a', 'b', 'a']) behind.add('kay', event(id), soon);
    await vi.advanceTimersByTimeAsync(100);
    behind.add('kay', event('c'), soon);
    behind.add('ann', event('d'), soon);
    await vi.advanceTimersByTimeAsync(500);
    behind.add('kay', event('e'), soon);
    await vi.advanceTimersByTimeAsync(5000);
    expect(flushes.map(({ userId, ids }) => [userId, ...ids])).toEqual([
      ['kay', 'a', 'b'],
      ['ann', 'd'],
      ['kay', 'c', 'e'],
    ]);
    expect(flushes[0]?.at).toBeLessThanOrEqual(250);
    expect((flushes[2]?.at ?? 0) - (flushes[0]?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  it('is tried again ever more slowly while the store fails, and nothing is lost', async () => {
    const { behind, flushes, state } = start();
    state.fails = Object.assign(new Error('down'), { code: 14 });
    behind.add('kay', event('a'), soon);
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = flushes.length;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(25);
    expect(behind.pending('kay')).toHaveLength(1);
    expect(logged.map(({ message }) => message)).toEqual(['events.flush_failed']);
    state.fails = undefined;
    behind.add('kay', event('b'), soon);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(flushes.at(-1)?.ids).toEqual(['a', 'b']);
    expect(behind.pending('kay')).toEqual([]);
  });

  it('is given up after ten minutes, or at once where the store will never take it, counted and logged', async () => {
    const { behind, state, flushes } = start();
    state.fails = Object.assign(new Error('too large'), { code: 3 });
    behind.add('kay', event('a'), soon);
    await vi.advanceTimersByTimeAsync(1000);
    expect(flushes).toHaveLength(1);
    state.fails = new Error('down');
    behind.add('kay', event('b'), soon);
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(behind.pending('kay')).toEqual([]);
    const dropped = logged.filter(({ message }) => message === 'events.dropped');
    expect(dropped.map(({ reason, count }) => [reason, count])).toEqual([['failed', 1], ['failed', 1]]); // prettier-ignore
  });

  it('is bounded, in all and for each person', async () => {
    const { behind, state } = start({ maxEvents: 3, maxEventsEach: 2 });
    state.hangs = true;
    for (const id of ['a', 'b']) behind.add('kay', event(id), soon);
    expect(() => behind.add('kay', event('c'), soon)).toThrow(
      expect.objectContaining({ code: 'rate_limited' }),
    );
    behind.add('ann', event('d'), soon);
    for (const userId of ['ann', 'bob'])
      expect(() => behind.add(userId, event('e'), soon)).toThrow(expect.objectContaining({ code: 'unavailable' })); // prettier-ignore
    expect(behind.add('kay', event('a'), soon).known).toBe(true);
    await vi.advanceTimersByTimeAsync(0);
  });

  it('goes to the store for so many people at once', async () => {
    const { behind, state, flushes } = start({ maxFlushes: 2 });
    state.hangs = true;
    for (const userId of ['a', 'b', 'c', 'd']) behind.add(userId, event('x'), soon);
    await vi.advanceTimersByTimeAsync(5000);
    expect(flushes.map(({ userId }) => userId)).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(6000);
    expect(flushes.map(({ userId }) => userId)).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('what somebody waits for', () => {
  it('is stored at once, with all that is there, before others', async () => {
    const { behind, flushes } = start({ maxFlushes: 1 });
    behind.add('ann', event('x'), soon);
    behind.add('kay', event('a'), soon);
    const { stored } = behind.add('kay', event('b'), now);
    await vi.advanceTimersByTimeAsync(1);
    await expect(stored).resolves.toBeUndefined();
    expect(flushes).toEqual([{ at: expect.any(Number), userId: 'kay', ids: ['a', 'b'] }]);
  });

  it('told again while it waits, it is stored once and both are answered', async () => {
    const { behind, flushes } = start();
    const first = behind.add('kay', event('a'), now);
    const again = behind.add('kay', event('a'), now);
    await vi.advanceTimersByTimeAsync(10);
    await Promise.all([first.stored, again.stored]);
    expect(again.known).toBe(true);
    expect(flushes.map(({ ids }) => ids)).toEqual([['a']]);
  });

  it.each([
    ['fails', (state: { fails: Error | undefined }) => void (state.fails = new Error('down'))],
    ['hangs', (state: { hangs: boolean }) => void (state.hangs = true)],
  ])('is refused and not kept where the store %s for five seconds', async (_, breakStore) => {
    const { behind, state } = start();
    breakStore(state);
    const { stored } = behind.add('kay', event('a'), now);
    const refused = expect(stored).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 2 });
    behind.add('kay', event('b'), soon);
    await vi.advanceTimersByTimeAsync(5001);
    await refused;
    state.fails = undefined;
    state.hangs = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(behind.pending('kay')).toEqual([]);
  });

  it('hears why it was refused', async () => {
    const one = event('a');
    const flush = () =>
      Promise.resolve({ fresh: 0, refused: new Map([[one, new AppError('conflict', 'full')]]), updatedAt: 1 }); // prettier-ignore
    const { stored } = start({ flush }).behind.add('kay', one, now);
    const refused = expect(stored).rejects.toMatchObject({ code: 'conflict' });
    await vi.advanceTimersByTimeAsync(10);
    await refused;
  });
});

describe('the end of the process', () => {
  it('stores all that waits at once, whatever the pace', async () => {
    const { behind, flushes } = start();
    for (let n = 0; n < 40; n++) behind.add(`u${n}`, event('a'), soon);
    await vi.advanceTimersByTimeAsync(50);
    for (let n = 0; n < 40; n++) behind.add(`u${n}`, event('b'), soon);
    const drained = behind.drain();
    await vi.advanceTimersByTimeAsync(20);
    await drained;
    expect(flushes.flatMap(({ ids }) => ids)).toHaveLength(80);
  });

  it('tries again where the store fails, and says how many it gave up', async () => {
    const { behind, state, flushes } = start();
    state.fails = new Error('down');
    behind.add('kay', event('a'), soon);
    const drained = behind.drain();
    await vi.advanceTimersByTimeAsync(6000);
    await drained;
    expect(flushes.length).toBeGreaterThan(10);
    expect(logged.at(-1)).toMatchObject({ message: 'events.dropped', reason: 'ended', count: 1 });
  });
});
