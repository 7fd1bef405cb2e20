import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeKey } from '../../../../infra/local/firestore/encode-key.ts';
import type { Value } from '../../../../infra/local/firestore/value.ts';

const integer = (value: bigint): Value => ({ type: 'integer', value });
const double = (value: number): Value => ({ type: 'double', value });
const text = (value: string): Value => ({ type: 'string', value });
const list = (...values: Value[]): Value => ({ type: 'array', values });
const map = (fields: Record<string, Value>): Value => ({
  type: 'map',
  fields: new Map(Object.entries(fields)),
});
const compare = (a: Value, b: Value) => Buffer.compare(encodeKey(a), encodeKey(b));

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Exact, where subtraction would not be. */
function compareExactly(a: bigint, b: number): number {
  if (b === Infinity) return -1;
  if (b === -Infinity) return 1;
  const whole = BigInt(Math.floor(b));
  if (a !== whole) return a < whole ? -1 : 1;
  return Math.floor(b) < b ? -1 : 0;
}

describe('keys of values', () => {
  it('order integers and doubles among each other exactly', () => {
    const near = int64.chain((value) => fc.tuple(fc.constant(value), fc.constant(Number(value))));
    const any = fc.tuple(int64, fc.double({ noNaN: true }));
    fc.assert(
      fc.property(fc.oneof(near, any), ([whole, broken]) => {
        expect(compare(integer(whole), double(broken))).toBe(compareExactly(whole, broken));
      }),
    );
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        expect(compare(integer(a), integer(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  it('take zeros of every sign and kind for one', () => {
    expect(compare(double(-0), integer(0n))).toBe(0);
    expect(compare(double(-0), double(0))).toBe(0);
  });

  it('order text by its UTF-8 bytes, a prefix first, zeros included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(compare(text(a), text(b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(compare(list(text(a)), list(text(a), text(b)))).toBe(-1);
      }),
    );
    expect(compare(text('a'), text('a\0'))).toBe(-1);
    expect(compare(list(text('a')), list(text('a\0')))).toBe(-1);
  });

  it('order types as Firestore does', () => {
    const ascending: Value[] = [
      { type: 'null' },
      { type: 'boolean', value: false },
      { type: 'boolean', value: true },
      double(NaN),
      double(-Infinity),
      integer(1n),
      { type: 'timestamp', seconds: -5, nanos: 0 },
      { type: 'timestamp', seconds: 5, nanos: 1000 },
      text(''),
      { type: 'bytes', value: Buffer.of() },
      { type: 'bytes', value: Buffer.of(0) },
      { type: 'reference', value: 'projects/p/databases/d/documents/a/b' },
      { type: 'reference', value: 'projects/p/databases/d/documents/a/b/c/d' },
      { type: 'reference', value: 'projects/p/databases/d/documents/a!/b' },
      { type: 'geo', latitude: -1, longitude: 5 },
      { type: 'geo', latitude: 1, longitude: -5 },
      list(),
      list(integer(1n)),
      list(integer(1n), integer(0n)),
      map({ __type__: text('__vector__'), value: list(double(9)) }),
      map({ __type__: text('__vector__'), value: list(double(1), double(1)) }),
      map({}),
      map({ a: integer(1n) }),
      map({ a: integer(1n), b: integer(0n) }),
      map({ a: integer(2n) }),
      map({ b: integer(0n) }),
    ];
    const sorted = ascending.toReversed().sort(compare);
    expect(sorted).toEqual(ascending);
  });
});
