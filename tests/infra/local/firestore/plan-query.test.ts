import { describe, expect, it } from 'vitest';
import { encodeKey } from '../../../../infra/local/firestore/encode-key.ts';
import { planQuery, type Span } from '../../../../infra/local/firestore/plan-query.ts';
import type { Field, Filter, Query } from '../../../../infra/local/firestore/query.ts';

const field = (text: string): Field => ({ text, path: [text] });
const key = (value: number) => encodeKey({ type: 'integer', value: BigInt(value) });
const equal = (text: string, ...values: number[]): Filter => ({
  kind: 'equal',
  field: field(text),
  keys: values.map(key),
  names: [],
});
const all = () => ({ order: true, contains: true });

function query(filters: Filter[], order: string[], limit?: number): Query {
  const orders = [...order, '__name__'].map((text) => ({ field: field(text), descending: false }));
  return {
    scope: { database: 'projects/p/databases/d', parent: '', kind: 'k', descendants: false },
    filter: { kind: 'and', filters },
    orders,
    start: undefined,
    end: undefined,
    offset: 0,
    limit,
    projection: undefined,
  };
}

/** Counts entries as if each field had these many. */
const having = (counts: Record<string, number>) => (spans: readonly Span[], limit: number) =>
  Math.min(limit, ...spans.map((span) => counts[span.field] ?? 0));

describe('the plan of a query', () => {
  it('one equality is read in the order of names, without a look at anything else', () => {
    const plan = planQuery(query([equal('a', 1)], []), 'k', all, () => {
      throw new Error('nothing is to be counted');
    });
    expect(plan?.spans?.map((span) => span.field)).toEqual(['a']);
    expect(plan).toMatchObject({ residual: [], probes: [], ordered: 1 });
  });

  it('of several equalities the rarest is read and the others are asked of the index', () => {
    const plan = planQuery(query([equal('a', 1), equal('b', 1)], []), 'k', all, having({ a: 900, b: 3 }));
    expect(plan?.spans?.map((span) => span.field)).toEqual(['b']);
    expect(plan?.probes.map((probe) => probe.field)).toEqual(['a']);
    expect(plan?.residual).toEqual([]);
  });

  it('a frequent equality with an order and a limit follows the order', () => {
    const plan = planQuery(query([equal('a', 1)], ['b'], 10), 'k', all, having({ a: 1000, b: 1000 }));
    expect(plan?.spans?.map((span) => span.field)).toEqual(['b']);
    expect(plan?.probes.map((probe) => probe.field)).toEqual(['a']);
    expect(plan?.ordered).toBe(2);
  });

  it('a rare equality with an order is read and sorted', () => {
    const plan = planQuery(query([equal('a', 1)], ['b'], 10), 'k', all, having({ a: 15, b: 100_000 }));
    expect(plan?.spans?.map((span) => span.field)).toEqual(['a']);
    expect(plan?.ordered).toBe(0);
  });

  it('a list of values is one run of entries for each', () => {
    const plan = planQuery(query([equal('a', 1, 2, 3)], [], 5), 'k', all, having({ a: 10 }));
    expect(plan?.spans).toHaveLength(3);
  });

  it('a field without entries is filtered in the documents', () => {
    const exempt = (_kind: string, path: string) => ({ order: path !== 'a', contains: true });
    const plan = planQuery(query([equal('a', 1)], []), 'k', exempt, having({}));
    expect(plan?.spans).toBeUndefined();
    expect(plan?.residual).toHaveLength(1);
  });

  it('what can never be true is not looked for', () => {
    expect(planQuery(query([equal('a')], []), 'k', all, having({}))).toBeUndefined();
  });
});
