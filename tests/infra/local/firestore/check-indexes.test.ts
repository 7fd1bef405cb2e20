import { describe, expect, it } from 'vitest';
import { checkIndexed, parseIndexes } from '../../../../infra/local/firestore/check-indexes.ts';
import type { FilterShape, QueryShape } from '../../../../infra/local/firestore/check-indexes.ts';

type Leaf = Extract<FilterShape, { field: string }>;

const is = (field: string, op: Leaf['op'] = 'EQUAL'): FilterShape => ({ field, op });
const and = (...filters: FilterShape[]): FilterShape => ({ op: 'AND', filters });
const or = (...filters: FilterShape[]): FilterShape => ({ op: 'OR', filters });
const by = (...fields: string[]) =>
  fields.map((field) => ({ field: field.replace('-', ''), descending: field.startsWith('-') }));

const query = (
  where?: FilterShape,
  orderBy: QueryShape['orderBy'] = [],
  more: Partial<QueryShape> = {},
): QueryShape => ({
  collectionId: 'c',
  allDescendants: false,
  where,
  orderBy,
  ...more,
});

/** `a -b tags[]` is a composite index on a ascending, b descending and the elements of tags. */
const composite = (fields: string, queryScope = 'COLLECTION') => ({
  collectionGroup: 'c',
  queryScope,
  fields: fields.split(' ').map((field) => {
    const fieldPath = field.replace(/^-|\[\]$/g, '');
    if (field.endsWith('[]')) return { fieldPath, arrayConfig: 'CONTAINS' };
    return { fieldPath, order: field.startsWith('-') ? 'DESCENDING' : 'ASCENDING' };
  }),
});
const declared = (indexes: object[] = [], fieldOverrides: object[] = []) =>
  parseIndexes({ indexes, fieldOverrides });
const nothing = declared();

/** The fields of the index that is missing, or nothing when the query is covered. */
function missing(shape: QueryShape, indexes = nothing): string | undefined {
  const check = checkIndexed(shape, indexes);
  return check.covered
    ? undefined
    : check.needed.fields.map(({ fieldPath, as }) => `${fieldPath} ${as}`).join(', ');
}

describe('without any declaration', () => {
  it.each<[string, QueryShape]>([
    ['a whole collection', query()],
    ['an equality', query(is('a'))],
    ['several equalities', query(and(is('a'), is('b'), is('c', 'IS_NULL')))],
    ['an in', query(is('a', 'IN'))],
    ['an in and an equality', query(and(is('a', 'IN'), is('b')))],
    ['a range', query(is('a', 'LESS_THAN'))],
    ['a range with both ends', query(and(is('a', 'GREATER_THAN'), is('a', 'LESS_THAN')))],
    ['a not-equal', query(is('a', 'NOT_EQUAL'))],
    ['an ordering', query(undefined, by('a'))],
    ['a descending ordering', query(undefined, by('-a'))],
    ['a range and its own ordering', query(is('a', 'LESS_THAN'), by('-a'))],
    ['an array-contains', query(is('tags', 'ARRAY_CONTAINS'))],
    ['an array-contains-any and an equality', query(and(is('tags', 'ARRAY_CONTAINS_ANY'), is('a')))],
    ['an equality ordered by itself', query(is('a'), by('-a'))],
    ['an equality ordered by name backwards', query(is('a'), by('-__name__'))],
    ['a name', query(is('__name__'))],
    ['a range of names', query(is('__name__', 'GREATER_THAN'), by('__name__'))],
    ['a range of names beside an equality', query(and(is('a'), is('__name__', 'GREATER_THAN')))],
    ['an or of equalities', query(or(is('a'), is('b'), and(is('c'), is('d'))))],
    ['an or of ranges on one field', query(or(is('a', 'LESS_THAN'), is('a', 'GREATER_THAN')))],
    ['a whole collection group', query(undefined, [], { allDescendants: true })],
    [
      'every collection under a document',
      query(undefined, [], { collectionId: undefined, allDescendants: true }),
    ],
    ['a sum', query(undefined, [], { aggregated: ['n'] })],
    ['a sum of the field that is filtered', query(is('n', 'GREATER_THAN'), [], { aggregated: ['n'] })],
  ])('%s is covered', (_title, shape) => {
    expect(missing(shape)).toBeUndefined();
  });

  it.each<[string, QueryShape, string]>([
    ['equality and ordering', query(is('a'), by('b')), 'a ASCENDING, b ASCENDING'],
    ['equality and descending ordering', query(is('a'), by('-b')), 'a ASCENDING, b DESCENDING'],
    ['equality and range', query(and(is('a'), is('b', 'LESS_THAN'))), 'a ASCENDING, b ASCENDING'],
    ['in and range', query(and(is('a', 'IN'), is('b', 'NOT_EQUAL'))), 'a ASCENDING, b ASCENDING'],
    [
      'array-contains and ordering',
      query(is('tags', 'ARRAY_CONTAINS'), by('-n')),
      'tags CONTAINS, n DESCENDING',
    ],
    ['two orderings', query(undefined, by('a', '-b')), 'a ASCENDING, b DESCENDING'],
    ['two ranges', query(and(is('b', 'LESS_THAN'), is('a', 'LESS_THAN'))), 'a ASCENDING, b ASCENDING'],
    ['a range ordered by another field', query(is('a', 'LESS_THAN'), by('-b')), 'b DESCENDING, a DESCENDING'],
    ['names backwards', query(undefined, by('-__name__')), '__name__ DESCENDING'],
    [
      'names against the ordering',
      query(undefined, by('-a', '__name__')),
      'a DESCENDING, __name__ ASCENDING',
    ],
    ['an or with a range', query(or(is('a'), is('b', 'LESS_THAN'))), 'a ASCENDING, b ASCENDING'],
    ['an or with an ordering', query(or(is('a'), is('b')), by('c')), 'a ASCENDING, c ASCENDING'],
    ['a sum beside a filter', query(is('a'), [], { aggregated: ['n'] }), 'a ASCENDING, n ASCENDING'],
    ['sums of two fields', query(undefined, [], { aggregated: ['n', 'm'] }), 'm ASCENDING, n ASCENDING'],
    ['an equality over a collection group', query(is('a'), [], { allDescendants: true }), 'a ASCENDING'],
    [
      'an ordering over a collection group',
      query(undefined, by('-a'), { allDescendants: true }),
      'a DESCENDING',
    ],
  ])('%s needs an index', (_title, shape, fields) => {
    expect(missing(shape)).toBe(fields);
  });
});

describe('a composite index', () => {
  it.each<[string, string[], QueryShape]>([
    ['covers equality and ordering', ['a b'], query(is('a'), by('b'))],
    ['covers equality and range', ['a b'], query(and(is('a'), is('b', 'LESS_THAN')))],
    ['covers equalities in whatever order', ['b a -n'], query(and(is('a'), is('b')), by('-n'))],
    ['covers an equality in either direction', ['-a b'], query(is('a'), by('b'))],
    ['covers an array and an ordering', ['tags[] -n'], query(is('tags', 'ARRAY_CONTAINS'), by('-n'))],
    ['covers two orderings', ['a -b'], query(undefined, by('a', '-b'))],
    ['covers two ranges', ['a b'], query(and(is('a', 'LESS_THAN'), is('b', 'GREATER_THAN')))],
    ['covers a range ordered by another field', ['b a'], query(is('a', 'LESS_THAN'), by('b'))],
    ['is merged with another that ends alike', ['a n', 'b n'], query(and(is('a'), is('b')), by('n'))],
    ['is merged with a longer one', ['a b n', 'c n'], query(and(is('a'), is('b'), is('c')), by('n'))],
    ['covers each side of an or', ['a n', 'b n'], query(or(is('a'), is('b')), by('n'))],
    ['covers a sum', ['a n'], query(is('a'), [], { aggregated: ['n'] })],
    ['covers sums of two fields', ['a m n'], query(is('a'), [], { aggregated: ['n', 'm'] })],
    ['covers names backwards', ['-__name__'], query(undefined, by('-__name__'))],
    ['covers names against the ordering', ['-a __name__'], query(undefined, by('-a', '__name__'))],
    ['may spell out the name', ['a b __name__'], query(is('a'), by('b'))],
  ])('%s', (_title, indexes, shape) => {
    expect(missing(shape, declared(indexes.map((one) => composite(one))))).toBeUndefined();
  });

  it.each<[string, string[], QueryShape]>([
    ['of the other direction does not serve', ['a -b'], query(is('a'), by('b'))],
    ['of the other order does not serve', ['b a'], query(is('a'), by('b'))],
    ['with a field more does not serve', ['a x b'], query(is('a'), by('b'))],
    ['with a longer order does not serve', ['a b x'], query(is('a'), by('b'))],
    ['for half of the equalities does not serve', ['a n'], query(and(is('a'), is('b')), by('n'))],
    ['for one side of an or does not serve', ['a n'], query(or(is('a'), is('b')), by('n'))],
    ['of an array does not serve an equality', ['a[] b'], query(is('a'), by('b'))],
    ['of a value does not serve an array', ['a b'], query(is('a', 'ARRAY_CONTAINS'), by('b'))],
    ['without the summed field does not serve', ['a b'], query(is('a'), [], { aggregated: ['n'] })],
  ])('%s', (_title, indexes, shape) => {
    expect(missing(shape, declared(indexes.map((one) => composite(one))))).toBeDefined();
  });

  it('serves only its own scope and collection', () => {
    const shape = query(is('a'), by('b'));
    expect(missing(shape, declared([composite('a b', 'COLLECTION_GROUP')]))).toBeDefined();
    expect(
      missing({ ...shape, allDescendants: true }, declared([composite('a b', 'COLLECTION_GROUP')])),
    ).toBeUndefined();
    expect(missing({ ...shape, allDescendants: true }, declared([composite('a b')]))).toBeDefined();
    expect(missing({ ...shape, collectionId: 'other' }, declared([composite('a b')]))).toBeDefined();
  });
});

describe('a field override', () => {
  const override = (fieldPath: string, indexes: object[] = [], collectionGroup = 'c') =>
    declared([], [{ collectionGroup, fieldPath, indexes }]);

  it('without indexes takes the automatic ones away', () => {
    expect(missing(query(is('a')), override('a'))).toBe('a ASCENDING');
    expect(missing(query(undefined, by('a')), override('a'))).toBe('a ASCENDING');
    expect(missing(query(is('a', 'ARRAY_CONTAINS')), override('a'))).toBe('a CONTAINS');
    expect(missing(query(and(is('a'), is('b'))), override('a'))).toBe('a ASCENDING, b ASCENDING');
  });

  it('leaves other fields and collections alone', () => {
    expect(missing(query(is('b')), override('a'))).toBeUndefined();
    expect(missing(query(is('a')), override('a', [], 'other'))).toBeUndefined();
  });

  it('leaves only what it lists', () => {
    const ascending = override('a', [{ order: 'ASCENDING' }]);
    expect(missing(query(is('a')), ascending)).toBeUndefined();
    expect(missing(query(undefined, by('a')), ascending)).toBeUndefined();
    expect(missing(query(undefined, by('-a')), ascending)).toBe('a DESCENDING');
  });

  it('opens a field to queries over the collection group', () => {
    const group = override('a', [{ order: 'ASCENDING', queryScope: 'COLLECTION_GROUP' }]);
    expect(missing(query(is('a'), [], { allDescendants: true }), group)).toBeUndefined();
    expect(missing(query(is('a')), group)).toBe('a ASCENDING');
  });

  it('of a map holds for what is inside, unless that has its own', () => {
    const indexes = declared(
      [],
      [
        { collectionGroup: 'c', fieldPath: 'm', indexes: [] },
        { collectionGroup: 'c', fieldPath: 'm.open', indexes: [{ order: 'ASCENDING' }] },
      ],
    );
    expect(missing(query(is('m.x.y')), indexes)).toBe('m.x.y ASCENDING');
    expect(missing(query(is('m.open')), indexes)).toBeUndefined();
    expect(missing(query(is('mother')), indexes)).toBeUndefined();
  });

  it('of every field holds for those without their own', () => {
    const indexes = declared(
      [],
      [
        { collectionGroup: 'c', fieldPath: '*', indexes: [] },
        { collectionGroup: 'c', fieldPath: 'a', indexes: [{ order: 'ASCENDING' }] },
      ],
    );
    expect(missing(query(is('x')), indexes)).toBe('x ASCENDING');
    expect(missing(query(is('a')), indexes)).toBeUndefined();
  });

  it('does not touch composite indexes', () => {
    const indexes = declared([composite('a b')], [{ collectionGroup: 'c', fieldPath: 'a', indexes: [] }]);
    expect(missing(query(is('a'), by('b')), indexes)).toBeUndefined();
  });
});

describe('the answer', () => {
  it('names the collection, the scope and the fields', () => {
    const check = checkIndexed(query(is('a'), by('-b')), nothing);
    expect(check).toMatchObject({
      covered: false,
      needed: { collectionGroup: 'c', queryScope: 'COLLECTION' },
      message:
        'The query requires an index. Add it to firestore.indexes.json: collection group "c", query scope COLLECTION, fields a ASCENDING, b DESCENDING.',
    });
  });

  it('to a declaration that is none is an error', () => {
    expect(() => parseIndexes({ indexes: [{ collectionGroup: 'c', fields: [] }] })).toThrow();
    expect(() =>
      parseIndexes({
        indexes: [{ collectionGroup: 'c', fields: [{ fieldPath: 'a..b', order: 'ASCENDING' }] }],
      }),
    ).toThrow();
    expect(parseIndexes({})).toEqual({ indexes: [], fieldOverrides: [] });
  });
});
