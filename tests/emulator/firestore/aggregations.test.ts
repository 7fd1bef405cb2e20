import { AggregateField, Filter } from '@google-cloud/firestore';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, freshProject } from './connect.ts';

const projectId = freshProject();
const db = connect({ projectId });
const exact = connect({ projectId, useBigInt: true });
const sales = db.collection('sales');

beforeAll(async () => {
  const batch = db.batch();
  for (const [id, data] of Object.entries({
    a: { n: 1, price: 1.5, kind: 'x', deep: { n: 10 } },
    b: { n: 2, price: 2, kind: 'x' },
    c: { n: 3, kind: 'y', deep: { n: 5 } },
    d: { n: 'four', price: 4, kind: 'y' },
    e: { n: null, price: 5, kind: 'z' },
  })) {
    batch.set(sales.doc(id), data);
  }
  await batch.commit();
});

describe('aggregations', () => {
  it('count documents', async () => {
    expect((await sales.count().get()).data()).toEqual({ count: 5 });
    expect((await sales.where('kind', '==', 'x').count().get()).data()).toEqual({ count: 2 });
    expect((await sales.where('kind', '==', 'no').count().get()).data()).toEqual({ count: 0 });
    expect((await sales.orderBy('price').count().get()).data()).toEqual({ count: 4 });
  });

  it('count within limit, offset and cursors', async () => {
    expect((await sales.limit(3).count().get()).data()).toEqual({ count: 3 });
    expect((await sales.limit(30).count().get()).data()).toEqual({ count: 5 });
    expect((await sales.offset(2).count().get()).data()).toEqual({ count: 3 });
    expect((await sales.orderBy('price').startAfter(2).count().get()).data()).toEqual({ count: 2 });
    const either = sales.where(Filter.or(Filter.where('kind', '==', 'x'), Filter.where('price', '==', 4)));
    expect((await either.count().get()).data()).toEqual({ count: 3 });
  });

  it('sum the numbers and pass over the rest', async () => {
    const answer = await sales
      .aggregate({ total: AggregateField.sum('n'), prices: AggregateField.sum('price') })
      .get();
    expect(answer.readTime.seconds).toBeGreaterThan(0);
    // Several aggregated fields count only documents that have them all.
    expect(answer.data()).toEqual({ total: 3, prices: 12.5 });
  });

  it('average the numbers and pass over the rest', async () => {
    const one = await sales.aggregate({ mean: AggregateField.average('n') }).get();
    expect(one.data()).toEqual({ mean: 2 });
    const deep = await sales.aggregate({ mean: AggregateField.average('deep.n') }).get();
    expect(deep.data()).toEqual({ mean: 7.5 });
  });

  it('of nothing are zero, and the average null', async () => {
    const empty = sales.where('kind', '==', 'no');
    const answer = await empty
      .aggregate({
        sum: AggregateField.sum('n'),
        mean: AggregateField.average('n'),
        count: AggregateField.count(),
      })
      .get();
    expect(answer.data()).toEqual({ sum: 0, mean: null, count: 0 });
    expect((await sales.aggregate({ mean: AggregateField.average('kind') }).get()).data()).toEqual({
      mean: null,
    });
  });

  it('sum integers as integers until a fraction comes', async () => {
    const whole = await exact
      .collection('sales')
      .aggregate({ sum: AggregateField.sum('n') })
      .get();
    expect(whole.data()).toEqual({ sum: 6n });
    const mixed = await exact
      .collection('sales')
      .aggregate({ sum: AggregateField.sum('price') })
      .get();
    expect(mixed.data()).toEqual({ sum: 12.5 });
  });

  it('sum past 64 bits as a double', async () => {
    const big = exact.collection('big');
    await big.doc('a').set({ n: 9223372036854775807n });
    await big.doc('b').set({ n: 1n });
    expect((await big.aggregate({ sum: AggregateField.sum('n') }).get()).data()).toEqual({
      sum: 9223372036854775808,
    });
  });

  it('with not-a-number are not a number', async () => {
    const odd = db.collection('odd');
    await odd.doc('a').set({ n: 1 });
    await odd.doc('b').set({ n: NaN });
    const answer = await odd
      .aggregate({ sum: AggregateField.sum('n'), mean: AggregateField.average('n') })
      .get();
    expect(answer.data()).toEqual({ sum: NaN, mean: NaN });
  });

  it('see what their transaction sees', async () => {
    const count = await db.runTransaction(
      async (transaction) => (await transaction.get(sales.count())).data().count,
    );
    expect(count).toBe(5);
  });
});
