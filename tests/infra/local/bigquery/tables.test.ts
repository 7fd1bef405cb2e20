import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from './bigquery-client.ts';

describe('tables', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient();
  });
  afterAll(() => started.server.close());

  it('are given back as they were made', async () => {
    const { dataset } = started;
    const [table] = await dataset.createTable('made', {
      schema: {
        fields: [
          { name: 'id', type: 'STRING', mode: 'REQUIRED', description: 'the id' },
          { name: 'at', type: 'TIMESTAMP' },
          { name: 'n', type: 'INT64' },
          { name: 'x', type: 'FLOAT64' },
          { name: 'ok', type: 'BOOL' },
          { name: 'items', type: 'STRUCT', mode: 'REPEATED', fields: [{ name: 'sku', type: 'STRING' }] },
        ],
      },
      timePartitioning: { type: 'DAY', field: 'at' },
      clustering: { fields: ['id', 'n'] },
      description: 'a table',
    });
    const [metadata] = await table.getMetadata();
    expect(metadata).toMatchObject({
      type: 'TABLE',
      id: 'demo-butler:butler.made',
      numRows: '0',
      description: 'a table',
      timePartitioning: { type: 'DAY', field: 'at' },
      clustering: { fields: ['id', 'n'] },
      schema: {
        fields: [
          { name: 'id', type: 'STRING', mode: 'REQUIRED', description: 'the id' },
          { name: 'at', type: 'TIMESTAMP', mode: 'NULLABLE' },
          { name: 'n', type: 'INTEGER' },
          { name: 'x', type: 'FLOAT' },
          { name: 'ok', type: 'BOOLEAN' },
          { name: 'items', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'sku', type: 'STRING' }] },
        ],
      },
    });
    const [tables] = await dataset.getTables();
    expect(tables.map(({ id }) => id)).toContain('made');
  });

  it('are made once, in a dataset that is there', async () => {
    const { client, dataset } = started;
    await dataset.createTable('once', { schema: 'id:STRING' });
    expect(await refusalOf(dataset.createTable('once', { schema: 'id:STRING' }))).toEqual({
      code: 409,
      reason: 'duplicate',
      message: 'Already Exists: Table demo-butler:butler.once',
    });
    expect(await refusalOf(client.dataset('none').createTable('t', { schema: 'id:STRING' }))).toMatchObject({
      code: 404,
      reason: 'notFound',
    });
  });

  it('grow new columns, also inside records, and loosen REQUIRED', async () => {
    const { client, dataset } = started;
    const [table] = await dataset.createTable('growing', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'r', type: 'RECORD', fields: [{ name: 'a', type: 'INTEGER' }] },
        { name: 'l', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'a', type: 'INTEGER' }] },
      ],
    });
    await table.insert([{ id: 'old', r: { a: 1 }, l: [{ a: 2 }] }]);
    const [metadata] = await table.setMetadata({
      schema: {
        fields: [
          { name: 'id', type: 'STRING' },
          {
            name: 'r',
            type: 'RECORD',
            fields: [
              { name: 'a', type: 'INTEGER' },
              { name: 'b', type: 'STRING' },
            ],
          },
          {
            name: 'l',
            type: 'RECORD',
            mode: 'REPEATED',
            fields: [
              { name: 'a', type: 'INTEGER' },
              { name: 'b', type: 'STRING' },
            ],
          },
          { name: 'at', type: 'TIMESTAMP' },
        ],
      },
    });
    expect(metadata).toMatchObject({
      schema: {
        fields: [
          { name: 'id', mode: 'NULLABLE' },
          { name: 'r', fields: [{ name: 'a' }, { name: 'b' }] },
          { name: 'l', mode: 'REPEATED', fields: [{ name: 'a' }, { name: 'b' }] },
          { name: 'at', mode: 'NULLABLE' },
        ],
      },
    });
    await table.insert([{ r: { a: 3, b: 'x' }, l: [{ a: 4, b: 'y' }], at: '2024-01-01' }]);
    const [rows] = await client.query('SELECT * FROM `butler.growing` ORDER BY id DESC');
    expect(rows).toEqual([
      { id: 'old', r: { a: 1, b: null }, l: [{ a: 2, b: null }], at: null },
      { id: null, r: { a: 3, b: 'x' }, l: [{ a: 4, b: 'y' }], at: client.timestamp('2024-01-01') },
    ]);
  });

  it.each([
    ['a missing column', [{ name: 'n', type: 'INTEGER' }], /Field id is missing in new schema/],
    [
      'another type',
      [
        { name: 'id', type: 'INTEGER' },
        { name: 'n', type: 'INTEGER' },
      ],
      /Field id has changed type from STRING to INTEGER/,
    ],
    [
      'another mode',
      [
        { name: 'id', type: 'STRING', mode: 'REPEATED' },
        { name: 'n', type: 'INTEGER' },
      ],
      /Field id has changed mode from NULLABLE to REPEATED/,
    ],
    [
      'a new REQUIRED column',
      [
        { name: 'id', type: 'STRING' },
        { name: 'n', type: 'INTEGER' },
        { name: 'must', type: 'STRING', mode: 'REQUIRED' },
      ],
      /Cannot add required fields to an existing schema/,
    ],
  ])('refuse %s in a new schema', async (title, fields, message) => {
    const { dataset } = started;
    const [table] = await dataset.createTable(`strict_${title.replaceAll(' ', '_')}`, {
      schema: 'id:STRING,n:INTEGER',
    });
    const refusal = await refusalOf(table.setMetadata({ schema: { fields } }));
    expect(refusal).toMatchObject({ code: 400, reason: 'invalid' });
    expect(refusal.message).toMatch(message);
  });

  it.each([
    [{ name: 'g', type: 'GEOGRAPHY' }, 501],
    [{ name: 'n', type: 'STRING', maxLength: '3' }, 501],
    [{ name: 'n', type: 'NOTHING' }, 400],
    [{ name: '1n', type: 'STRING' }, 400],
    [{ name: 'r', type: 'RECORD' }, 400],
  ])('refuse the column %j', async (field, code) => {
    expect((await refusalOf(started.dataset.createTable('bad', { schema: { fields: [field] } }))).code).toBe(
      code,
    );
  });

  it('refuse to be partitioned by what is no date', async () => {
    const refusal = await refusalOf(
      started.dataset.createTable('bad', {
        schema: 'id:STRING',
        timePartitioning: { type: 'DAY', field: 'id' },
      }),
    );
    expect(refusal).toMatchObject({ code: 400, reason: 'invalid' });
    expect(
      (
        await refusalOf(
          started.dataset.createTable('bad', {
            schema: 'at:TIMESTAMP',
            timePartitioning: { type: 'HOUR', field: 'at' },
          }),
        )
      ).code,
    ).toBe(501);
  });

  it('are gone when deleted', async () => {
    const [table] = await started.dataset.createTable('gone', { schema: 'id:STRING' });
    await table.insert([{ id: 'a' }]);
    await table.delete();
    expect(await refusalOf(table.getMetadata())).toMatchObject({ code: 404, reason: 'notFound' });
    expect(await refusalOf(table.insert([{ id: 'a' }]))).toMatchObject({ code: 404, reason: 'notFound' });
  });

  it('count their rows, and those still in the streaming buffer', async () => {
    const [table] = await started.dataset.createTable('counted', { schema: 'id:STRING' });
    await table.insert([{ id: 'a' }, { id: 'b' }]);
    const [metadata] = await table.getMetadata();
    expect(metadata).toMatchObject({ numRows: '2', streamingBuffer: { estimatedRows: '2' } });
  });

  it('list their rows by pages', async () => {
    const { client, dataset } = started;
    const [table] = await dataset.createTable('listed', { schema: 'id:STRING,at:TIMESTAMP' });
    await table.insert(['a', 'b', 'c'].map((id) => ({ id, at: '2024-05-01T10:00:00.000001Z' })));
    const [first, next] = await table.getRows({ maxResults: 2, autoPaginate: false });
    const [second] = await table.getRows({ ...next, autoPaginate: false });
    expect(first).toHaveLength(2);
    expect([...first, ...second]).toEqual(
      ['a', 'b', 'c'].map((id) => ({ id, at: client.timestamp('2024-05-01T10:00:00.000001Z') })),
    );
    const [ids] = await table.getRows({ selectedFields: 'id' });
    expect(ids).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
  });
});

describe('views', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient();
    const [table] = await started.dataset.createTable('t', { schema: 'id:STRING,n:INTEGER' });
    await table.insert([
      { id: 'a', n: 1 },
      { id: 'a', n: 2 },
    ]);
  });
  afterAll(() => started.server.close());

  it('answer with what their query gives', async () => {
    const { client, dataset } = started;
    const [view] = await dataset.createTable('latest', {
      view: 'SELECT * FROM `butler.t` QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY n DESC) = 1',
    });
    const [metadata] = await view.getMetadata();
    expect(metadata).toMatchObject({
      type: 'VIEW',
      schema: {
        fields: [
          { name: 'id', type: 'STRING' },
          { name: 'n', type: 'INTEGER' },
        ],
      },
    });
    await dataset.createTable('over', {
      view: 'SELECT l.n * 10 AS ten FROM `demo-butler.butler.latest` AS l',
    });
    const [rows] = await client.query('SELECT ten FROM butler.over');
    expect(rows).toEqual([{ ten: 20 }]);
  });

  it('take a new query', async () => {
    const { client, dataset } = started;
    const [view] = await dataset.createTable('changing', { view: 'SELECT 1 AS one' });
    const [metadata] = await view.setMetadata({ view: 'SELECT "x" AS letter' });
    expect(metadata).toMatchObject({ schema: { fields: [{ name: 'letter' }] } });
    const [rows] = await client.query('SELECT * FROM `butler.changing`');
    expect(rows).toEqual([{ letter: 'x' }]);
  });

  it('refuse a query that does not stand', async () => {
    const { dataset } = started;
    expect(
      await refusalOf(dataset.createTable('bad', { view: 'SELECT nope FROM `butler.t`' })),
    ).toMatchObject({
      code: 400,
      reason: 'invalidQuery',
      message: 'Unrecognized name: nope',
    });
    expect(
      await refusalOf(dataset.createTable('bad', { view: 'SELECT 1 FROM `butler.none`' })),
    ).toMatchObject({
      code: 404,
    });
  });

  it('take no rows', async () => {
    const [view] = await started.dataset.createTable('closed', { view: 'SELECT 1 AS one' });
    expect(await refusalOf(view.insert([{ one: 1 }]))).toMatchObject({ code: 400, reason: 'invalid' });
  });
});
