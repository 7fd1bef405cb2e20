import { describe, expect, it } from 'vitest';
import { addTurn, emptyWindow, fillOf, isBursting } from '../../../shared/memory/add-turn.ts';
import type { Window } from '../../../shared/memory/index.ts';
import {
  compressWindow,
  isOverdue,
  planCompression,
  stillHolds,
} from '../../../shared/memory/plan-compression.ts';
import { makeTurn, start } from './memory-store.ts';

function windowOf(exchanges: number, text?: string): Window {
  let window: Window = emptyWindow({ epoch: 0, now: start });
  for (let n = 0; n < exchanges; n++)
    window = addTurn(window, makeTurn(n, text === undefined ? {} : { text: `${n} ${text}` }), {
      epoch: 0,
      now: start,
    });
  return window;
}

describe('what leaves a window', () => {
  it('is nothing up to fifty events', () => {
    expect(planCompression(windowOf(25))).toBeUndefined();
  });

  it('is all but the last twenty events past fifty, with what was done then', () => {
    const window = windowOf(26);
    const plan = planCompression(window)!;
    expect(plan.events).toHaveLength(32);
    expect(plan.events).toEqual(window.events.slice(0, 32));
    expect(plan.activities.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, n) => `m${n}.turn`));
  });

  it('is also what makes it too large, until half of its size is left', () => {
    const window = windowOf(15, 'x'.repeat(30_000));
    expect(window.events).toHaveLength(30);
    expect(fillOf(window)).toBeGreaterThan(1);
    const plan = planCompression(window)!;
    const rest = compressWindow(window, plan, { summary: '', recallRevision: 1 });
    expect(fillOf(rest)).toBeLessThanOrEqual(0.55);
    expect(rest.events.length).toBeGreaterThan(1);
  });
});

it('a window may wait for the model until it has a hundred events', () => {
  expect(isOverdue(windowOf(49))).toBe(false);
  expect(isOverdue(windowOf(50))).toBe(true);
  expect(isOverdue(windowOf(30, 'x'.repeat(25_000)))).toBe(true);
});

it('a window that would outgrow its document is known before', () => {
  expect(isBursting(windowOf(26))).toBe(false);
  expect(isBursting(windowOf(30, 'x'.repeat(30_000)))).toBe(true);
});

it('a plan holds while the window only grows, and no longer once something in it changed', () => {
  const window = windowOf(26);
  const plan = planCompression(window)!;
  const grown = addTurn(window, makeTurn(26), { epoch: 0, now: start });
  expect(stillHolds(plan, window, grown)).toBe(true);
  expect(compressWindow(grown, plan, { summary: 's', recallRevision: 2 }).events).toHaveLength(22);
  const [first, ...others] = window.events;
  expect(stillHolds(plan, window, { ...window, events: [{ ...first!, content: 'else' }, ...others] })).toBe(
    false,
  );
  expect(stillHolds(plan, window, { ...window, events: others })).toBe(false);
  expect(stillHolds(plan, window, { ...window, summary: 'else' })).toBe(false);
});

it('a turn that was overtaken goes before the turns that overtook it', () => {
  const late = makeTurn(1);
  const window = addTurn(
    windowOf(4),
    { ...late, messageId: 'late', user: { ...late.user, id: 'late' } },
    {
      epoch: 0,
      now: start,
    },
  );
  const order = window.events.filter(({ role }) => role === 'user').map(({ id }) => id);
  expect(order).toEqual(['m0', 'm1', 'late', 'm2', 'm3']);
});

it('the last ledger and evidence stay those of the newest message', () => {
  const window = { ...windowOf(4), evidence: [{ id: 'main~m1', at: start, text: 'Seen' }], model: 'new' };
  const late = makeTurn(1);
  const after = addTurn(window, { ...late, messageId: 'late', model: 'old' }, { epoch: 0, now: start });
  expect(after).toMatchObject({ model: 'new', evidence: window.evidence });
});
