import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBacklog } from '../../../../infra/local/pubsub/backlog.ts';

const message = (id: number, key = '', at = id) => ({ id, key, at, failures: 0, publishedAt: at });

describe('a backlog', () => {
  it('gives what is due, oldest first', () => {
    const backlog = createBacklog();
    for (const id of [3, 1, 2]) backlog.add(message(id));
    expect(backlog.take(2, Infinity)?.id).toBe(1);
    expect(backlog.take(2, Infinity)?.id).toBe(2);
    expect(backlog.take(2, Infinity)).toBeUndefined();
    expect(backlog.nextDue()).toBe(3);
  });

  it('holds a key until its first message is settled', () => {
    const backlog = createBacklog();
    for (const one of [message(1, 'a'), message(2, 'a'), message(3, 'b')]) backlog.add(one);
    expect(backlog.take(9, Infinity)?.id).toBe(1);
    expect(backlog.take(9, Infinity)?.id).toBe(3);
    expect(backlog.take(9, Infinity)).toBeUndefined();
    backlog.settle(1);
    expect(backlog.take(9, Infinity)?.id).toBe(2);
  });

  it('gives a released message again before the next of its key', () => {
    const backlog = createBacklog();
    for (const one of [message(1, 'a'), message(2, 'a')]) backlog.add(one);
    const first = backlog.take(9, Infinity);
    backlog.release(first!, 20);
    expect(backlog.take(19, Infinity)).toBeUndefined();
    expect(backlog.take(20, Infinity)?.id).toBe(1);
  });

  it('tells whose lease has run out, unless it was extended', () => {
    const backlog = createBacklog();
    for (const id of [1, 2]) backlog.add(message(id));
    const first = backlog.take(9, 10);
    backlog.take(9, 10);
    backlog.extend(first!, 30);
    expect(backlog.nextLeaseEnd()).toBe(10);
    expect(backlog.overdue(10).map((one) => one.id)).toEqual([2]);
    expect(backlog.overdue(30).map((one) => one.id)).toEqual([1]);
  });

  it('lets one pull carry the followers of a key', () => {
    const backlog = createBacklog();
    for (const id of [1, 2, 3]) backlog.add(message(id, 'a'));
    const first = backlog.take(9, 20);
    const second = backlog.takeFollower(first!, 20);
    expect(second?.id).toBe(2);
    expect(backlog.take(9, 20)).toBeUndefined();
    backlog.settle(2);
    backlog.settle(1);
    expect(backlog.take(9, 20)?.id).toBe(3);
  });

  it('gives every message, and each key in order, whatever is settled and released', () => {
    const step = fc.record({ settle: fc.boolean(), pick: fc.nat() });
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', 'a', 'b')), fc.infiniteStream(step), (keys, steps) => {
        const backlog = createBacklog();
        keys.forEach((key, id) => backlog.add(message(id, key)));
        const settled: number[] = [];
        let now = keys.length;
        const leased = [];
        for (const { settle, pick } of steps) {
          for (let one = backlog.take(now, Infinity); one; one = backlog.take(now, Infinity))
            leased.push(one);
          expect(new Set(leased.filter((one) => one.key).map((one) => one.key)).size).toBe(
            leased.filter((one) => one.key).length,
          );
          const [chosen] = leased.splice(pick % Math.max(1, leased.length), 1);
          if (!chosen) break;
          now += 1;
          if (settle) {
            backlog.settle(chosen.id);
            settled.push(chosen.id);
          } else {
            backlog.release(chosen, now);
          }
        }
        expect([...settled].sort((a, b) => a - b)).toEqual(keys.map((_, id) => id));
        for (const key of ['a', 'b']) {
          const ofKey = settled.filter((id) => keys[id] === key);
          expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
        }
      }),
    );
  });
});
