import fc from 'fast-check';
import { valueNames } from './values.ts';

/** Names are of the pool in values.ts, documents of `documentIds`, paths lists of segments: a sequence prints as data. */
export type FieldWrite =
  | { put: string }
  | { delete: true }
  | { increment: string }
  | { union: string[] }
  | { remove: string[] }
  | { now: true };
export type Fields = [path: string[], write: FieldWrite][];

export type Precondition = { exists: boolean } | { seen: number };

export type Write =
  | { do: 'set' | 'create' | 'merge'; doc: string; fields: Fields }
  | { do: 'mergeFields'; doc: string; fields: Fields; only: string[][] }
  | { do: 'update'; doc: string; fields: Fields; if?: Precondition | undefined }
  | { do: 'delete'; doc: string; if?: Precondition | undefined };

export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { path: string[]; op: '<' | '<=' | '==' | '!=' | '>=' | '>' | 'array-contains'; value: string }
  | { path: string[]; op: 'in' | 'not-in' | 'array-contains-any'; values: string[] }
  | { name: '<' | '<=' | '==' | '!=' | '>=' | '>'; doc: string };

export type Cursor =
  | { at: 'startAt' | 'startAfter' | 'endAt' | 'endBefore'; values: string[] }
  | { at: 'startAt' | 'startAfter' | 'endAt' | 'endBefore'; doc: string };

export type Query = {
  from: 'top' | 'sub' | 'group';
  where?: Filter | undefined;
  orderBy: { path: string[]; desc: boolean }[];
  cursors: Cursor[];
  limit?: number | undefined;
  last?: number | undefined;
  offset?: number | undefined;
  select?: string[][] | undefined;
};

export type Step =
  | Write
  | { do: 'batch'; writes: Write[] }
  | { do: 'bulk'; writes: Write[] }
  | { do: 'transaction'; reads: Read[]; writes: Write[]; fails: boolean }
  | Read
  | { do: 'recursiveDelete'; doc: string };

export type Read =
  | { do: 'get'; doc: string }
  | { do: 'getAll'; docs: string[]; mask?: string[][] | undefined }
  | { do: 'query'; query: Query }
  | { do: 'aggregate'; query: Query; sum: string[]; average: string[] }
  | { do: 'listDocuments'; from: 'top' | 'sub' }
  | { do: 'listCollections'; doc: string };

/** Four documents side by side, some below them, and one below a document that never exists. */
export const documentIds = ['a', 'b', 'c', 'd', 'a/sub/x', 'a/sub/y', 'b/sub/x', 'ghost/sub/x'];

const paths = [['n'], ['n'], ['s'], ['m'], ['m', 'k'], ['m', 'k', 'i'], ['l'], ['x y'], ['n', 'k']];
const topPaths: string[][] = [['n'], ['s'], ['m'], ['l'], ['x y']];
const doc = fc.constantFrom(...documentIds);
const path = fc.constantFrom(...paths);
const value = fc.constantFrom(...valueNames);
const numberName = fc.constantFrom('one', 'two', 'minusOne', 'half', 'nan', 'infinity', 'zero', 'minusZero');
const few = <T>(of: fc.Arbitrary<T>, maxLength: number, minLength = 1) =>
  fc.array(of, { minLength, maxLength });

const fieldWrite = (deletes: boolean): fc.Arbitrary<FieldWrite> =>
  fc.oneof(
    { weight: 10, arbitrary: fc.record({ put: value }) },
    { weight: deletes ? 2 : 0, arbitrary: fc.constant({ delete: true } as const) },
    { weight: 1, arbitrary: fc.record({ increment: numberName }) },
    { weight: 1, arbitrary: fc.record({ union: few(value, 3) }) },
    { weight: 1, arbitrary: fc.record({ remove: few(value, 3) }) },
    { weight: 1, arbitrary: fc.constant({ now: true } as const) },
  );
const uniquely = { selector: ([where]: [string[], FieldWrite]) => where.join('.') };
const wholeFields = fc.uniqueArray(fc.tuple(fc.constantFrom(...topPaths), fieldWrite(false)), {
  ...uniquely,
  maxLength: 4,
});
const mergedFields = fc.uniqueArray(fc.tuple(path, fieldWrite(true)), {
  ...uniquely,
  minLength: 1,
  maxLength: 4,
});
const precondition = fc.oneof(fc.record({ exists: fc.boolean() }), fc.record({ seen: fc.nat(6) }));
const sometimes = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 3 });

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('set', 'create'), doc, fields: wholeFields }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('merge'), doc, fields: mergedFields }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(doc, mergedFields)
      .chain(([doc, fields]) =>
        fc
          .shuffledSubarray(fields.map(([path]) => path))
          .map((only) => ({ do: 'mergeFields' as const, doc, fields, only })),
      ),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('update'),
      doc,
      fields: mergedFields,
      if: sometimes(precondition),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete'), doc, if: sometimes(precondition) }) },
);

const comparison = fc.constantFrom('<', '<=', '==', '==', '!=', '>=', '>');
const leaf: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ path, op: comparison, value }) },
  // Google's emulator takes array-contains NaN for an inequality.
  {
    weight: 2,
    arbitrary: fc.record({
      path,
      op: fc.constant('array-contains'),
      value: value.filter((one) => one !== 'nan'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      path,
      op: fc.constantFrom('in', 'not-in', 'array-contains-any'),
      values: few(value, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ name: comparison, doc }) },
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 4, arbitrary: leaf },
  { weight: 2, arbitrary: fc.record({ all: few(leaf, 3) }) },
  { weight: 1, arbitrary: fc.record({ any: few(leaf, 3) }) },
  { weight: 1, arbitrary: fc.record({ all: fc.tuple(leaf, fc.record({ any: few(leaf, 2) })) }) },
  { weight: 1, arbitrary: fc.record({ any: fc.tuple(leaf, fc.record({ all: few(leaf, 2) })) }) },
);
const orderPath = fc.oneof(
  { weight: 6, arbitrary: path },
  { weight: 1, arbitrary: fc.constant<string[]>(['__name__']) },
);
const at = fc.constantFrom('startAt', 'startAfter', 'endAt', 'endBefore');
const cursor: fc.Arbitrary<Cursor> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ at, values: few(value, 2) }) },
  { weight: 1, arbitrary: fc.record({ at, doc: fc.constantFrom('a', 'b', 'c', 'd') }) },
);
const query: fc.Arbitrary<Query> = fc.record({
  from: fc.constantFrom('top', 'top', 'top', 'sub', 'group'),
  where: fc.option(filter, { nil: undefined, freq: 2 }),
  orderBy: fc.uniqueArray(fc.record({ path: orderPath, desc: fc.boolean() }), {
    maxLength: 2,
    selector: (one) => one.path.join('.'),
  }),
  cursors: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Cursor[]>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(cursor, { maxLength: 2, selector: (one) => one.at.slice(0, 3) }) },
  ),
  limit: sometimes(fc.integer({ min: 1, max: 4 })),
  last: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 1 }),
  offset: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined, freq: 1 }),
  select: fc.option(fc.uniqueArray(path, { maxLength: 2, selector: (one) => one.join('.') }), {
    nil: undefined,
    freq: 1,
  }),
});

const field = fc.constantFrom('n', 's', 'm.k');
const read: fc.Arbitrary<Read> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('get'), doc }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('getAll'), docs: few(doc, 4), mask: sometimes(few(path, 2)) }),
  },
  { weight: 12, arbitrary: fc.record({ do: fc.constant('query'), query }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('aggregate'),
      query,
      sum: few(field, 2, 0),
      average: few(field, 1, 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('listDocuments'), from: fc.constantFrom('top', 'sub') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('listCollections'), doc }) },
);

const distinct = { selector: (one: Write) => one.doc, minLength: 1, maxLength: 3 };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: write },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('batch'), writes: few(write, 4) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('bulk'), writes: fc.uniqueArray(write, distinct) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('transaction'),
      reads: few(read, 2, 0),
      writes: few(write, 2, 0),
      fails: fc.boolean(),
    }),
  },
  { weight: 10, arbitrary: read },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('recursiveDelete'), doc }) },
);

/** A few documents to begin with, then steps of every kind. */
export const sequence: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(fc.record({ do: fc.constant('set' as const), doc, fields: wholeFields }), { maxLength: 4 }),
    fc.array(step, { minLength: 1, maxLength: 7 }),
  )
  .map(([first, rest]) => [...first, ...rest]);
