import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from './bigquery-client.ts';

/** What a partial failure says of each row. */
async function failureOf(insert: Promise<unknown>) {
  const cause: unknown = await insert.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(cause instanceof Error) || cause.name !== 'PartialFailureError' || !('errors' in cause)) {
    throw new Error(`expected a partial failure, got ${String(cause)}`);
  }
  return cause.errors;
}

const once = { partialRetries: 0 };

describe('streaming rows in', () => {
  let now = Date.parse('2024-05-01T00:00:00Z');
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient({ now: () => now });
  });
  afterAll(() => started.server.close());

  const rowsOf = async (table: string) => {
    const [rows] = await started.client.query(`SELECT * FROM butler.${table} ORDER BY 1`);
    return rows as unknown[];
  };

  it('keeps every type as it is', async () => {
    const { client, dataset } = started;
    const [table] = await dataset.createTable('every', {
      schema: [
        { name: 's', type: 'STRING' },
        { name: 'i', type: 'INT64' },
        { name: 'f', type: 'FLOAT64' },
        { name: 'n', type: 'NUMERIC' },
        { name: 'b', type: 'BOOL' },
        { name: 'ts', type: 'TIMESTAMP' },
        { name: 'd', type: 'DATE' },
        { name: 'dt', type: 'DATETIME' },
        { name: 't', type: 'TIME' },
        { name: 'j', type: 'JSON' },
        { name: 'y', type: 'BYTES' },
        { name: 'l', type: 'INTEGER', mode: 'REPEATED' },
        {
          name: 'r',
          type: 'RECORD',
          fields: [
            { name: 'x', type: 'NUMERIC' },
            { name: 'y', type: 'TIMESTAMP', mode: 'REPEATED' },
          ],
        },
        { name: 'lr', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'k', type: 'STRING' }] },
      ],
    });
    const row = {
      s: 'Ünï "quoted" \u0000 \n 🎩',
      i: client.int('9007199254740993'),
      f: -0.1,
      n: '12345678901234567890.123456789',
      b: false,
      ts: client.timestamp('2024-05-01T10:00:00.123456Z'),
      d: client.date('0001-01-01'),
      dt: client.datetime('2024-05-01 10:00:00.5'),
      t: client.time('23:59:59.999999'),
      j: '{ "big": 12345678901234567890, "s": "a  b" }',
      y: Buffer.from([0, 255, 10]),
      l: [3, 1, 2],
      r: { x: '0.000000001', y: [client.timestamp('1969-12-31T23:59:59Z')] },
      lr: [{ k: 'a' }, { k: null }],
    };
    await table.insert([row, {}]);
    const [rows] = await client.query({
      query: 'SELECT * FROM butler.every ORDER BY s DESC',
      wrapIntegers: { integerTypeCastFunction: String },
    });
    expect(JSON.parse(JSON.stringify(rows))).toEqual([
      {
        s: row.s,
        i: '9007199254740993',
        f: -0.1,
        n: '12345678901234567890.123456789',
        b: false,
        ts: { value: '2024-05-01T10:00:00.123456000Z' },
        d: { value: '0001-01-01' },
        dt: { value: '2024-05-01T10:00:00.500000' },
        t: { value: '23:59:59.999999' },
        j: '{"big":12345678901234567890,"s":"a  b"}',
        y: { type: 'Buffer', data: [0, 255, 10] },
        l: ['3', '1', '2'],
        r: { x: '1e-9', y: [{ value: '1969-12-31T23:59:59.000Z' }] },
        lr: [{ k: 'a' }, { k: null }],
      },
      {
        ...Object.fromEntries(
          ['s', 'i', 'f', 'n', 'b', 'ts', 'd', 'dt', 't', 'j', 'y', 'r'].map((name) => [name, null]),
        ),
        l: [],
        lr: [],
      },
    ]);
  });

  it('takes times in the forms that Google takes', async () => {
    const { client, dataset } = started;
    const [table] = await dataset.createTable('times', { schema: 'id:INTEGER,time:TIMESTAMP' });
    const forms = [
      1714557600.5,
      '1714557600.5',
      '2024-05-01 10:00:00.5 UTC',
      '2024-05-01T13:00:00.5+03:00',
      '2024-05-01 13:00:00.5 Europe/Moscow',
    ];
    await table.insert(forms.map((time, id) => ({ id, time })));
    const [rows] = await client.query('SELECT DISTINCT time FROM butler.times');
    expect(rows).toEqual([{ time: client.timestamp('2024-05-01T10:00:00.5Z') }]);
  });

  it('says which row is wrong and which only stopped with it', async () => {
    const [table] = await started.dataset.createTable('partial', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'n', type: 'INTEGER' },
      ],
    });
    const failure = await failureOf(table.insert([{ id: 'good' }, { id: 'bad', n: 'x' }, { n: 1 }], once));
    expect(failure).toEqual([
      { errors: [{ message: '', reason: 'stopped' }], row: { id: 'good' } },
      {
        errors: [{ message: 'Cannot convert value to integer (bad value): x', reason: 'invalid' }],
        row: { id: 'bad', n: 'x' },
      },
      { errors: [{ message: 'Missing required field: id.', reason: 'invalid' }], row: { n: 1 } },
    ]);
    expect(await rowsOf('partial')).toEqual([]);
  });

  it('skips invalid rows when asked to', async () => {
    const [table] = await started.dataset.createTable('skipping', { schema: 'id:STRING,n:INTEGER' });
    const failure = await failureOf(
      table.insert(
        [
          { id: 'good', n: 1 },
          { id: 'bad', n: 1.5 },
        ],
        { ...once, skipInvalidRows: true },
      ),
    );
    expect(failure).toMatchObject([{ row: { id: 'bad' } }]);
    expect(await rowsOf('skipping')).toEqual([{ id: 'good', n: 1 }]);
  });

  it('refuses unknown fields, or passes them over when asked to', async () => {
    const [table] = await started.dataset.createTable('unknown', {
      schema: [
        { name: 'id', type: 'STRING' },
        { name: 'r', type: 'RECORD', fields: [{ name: 'a', type: 'STRING' }] },
      ],
    });
    const row = { id: 'x', r: { b: 'z', a: 'y' }, more: true };
    expect(await failureOf(table.insert([row], once))).toMatchObject([
      { errors: [{ message: 'no such field: more.', reason: 'invalid' }] },
    ]);
    await table.insert([row], { ignoreUnknownValues: true });
    expect(await rowsOf('unknown')).toEqual([{ id: 'x', r: { a: 'y' } }]);
  });

  it.each([
    [{ l: 'one' }, 'Repeated field must be imported as a JSON array. Field: l.'],
    [{ l: [null] }, 'Only optional fields can be set to NULL. Field: l; Value: NULL'],
    [{ s: ['a'] }, 'Array specified for non-repeated field: s.'],
    [{ r: 'x' }, 'This field: r is not a record.'],
    [{ j: { a: 1 } }, 'This field: j is not a record.'],
    [{ j: 'no json' }, 'Cannot convert value to json (bad value): no json'],
    [{ ts: 'yesterday' }, 'Cannot convert value to timestamp (bad value): yesterday'],
    [{ ts: 1714557600500 }, 'Cannot convert value to timestamp (bad value): 1714557600500'],
    [{ d: '2024-02-30' }, 'Cannot convert value to date (bad value): 2024-02-30'],
    [{ n: '1.0000000001' }, 'Cannot convert value to numeric (bad value): 1.0000000001'],
    [{ i: '9223372036854775808' }, 'Cannot convert value to integer (bad value): 9223372036854775808'],
    [{ b: 'yes' }, 'Cannot convert value to boolean (bad value): yes'],
  ])('refuses %j', async (row, message) => {
    const { dataset } = started;
    const [exists] = await dataset.table('checked').exists();
    if (!exists) {
      await dataset.createTable('checked', {
        schema: [
          { name: 's', type: 'STRING' },
          { name: 'i', type: 'INTEGER' },
          { name: 'b', type: 'BOOLEAN' },
          { name: 'n', type: 'NUMERIC' },
          { name: 'j', type: 'JSON' },
          { name: 'ts', type: 'TIMESTAMP' },
          { name: 'd', type: 'DATE' },
          { name: 'l', type: 'STRING', mode: 'REPEATED' },
          { name: 'r', type: 'RECORD', fields: [{ name: 'a', type: 'STRING' }] },
        ],
      });
    }
    const failure = await failureOf(dataset.table('checked').insert([row], once));
    expect(failure).toEqual([{ errors: [{ message, reason: 'invalid' }], row }]);
  });

  it('refuses unknown tables and empty requests', async () => {
    const { dataset } = started;
    expect(await refusalOf(dataset.table('none').insert([{ id: 'a' }]))).toEqual({
      code: 404,
      reason: 'notFound',
      message: 'Not found: Table demo-butler:butler.none',
    });
    const [table] = await dataset.createTable('empty', { schema: 'id:STRING' });
    const answer = await fetch(
      `${started.server.host}/projects/demo-butler/datasets/butler/tables/${table.id}/insertAll`,
      {
        method: 'POST',
        body: '{"rows":[]}',
      },
    );
    expect(await answer.json()).toMatchObject({
      error: { code: 400, message: 'No rows present in the request.', errors: [{ reason: 'invalid' }] },
    });
  });

  it('takes a row once per insert id, within two minutes', async () => {
    const [table] = await started.dataset.createTable('ids', { schema: 'id:STRING' });
    const row = (insertId: string, id: string) => ({ insertId, json: { id } });
    const raw = { raw: true };
    await table.insert([row('1', 'first'), row('1', 'again in the same call'), row('2', 'second')], raw);
    await table.insert([row('1', 'again'), row('3', 'third')], raw);
    expect(await rowsOf('ids')).toEqual([{ id: 'first' }, { id: 'second' }, { id: 'third' }]);
    now += 2 * 60_000 + 1;
    await table.insert([row('1', 'much later')], raw);
    expect(await rowsOf('ids')).toHaveLength(4);
  });

  it('forgets the ids of a deleted table', async () => {
    const { dataset } = started;
    for (const round of ['first', 'second']) {
      const [table] = await dataset.createTable('remade', { schema: 'id:STRING' });
      await table.insert([{ insertId: '1', json: { id: round } }], { raw: true });
      expect(await rowsOf('remade')).toEqual([{ id: round }]);
      await table.delete();
    }
  });

  it('takes a row whose first try was refused', async () => {
    const [table] = await started.dataset.createTable('retried', { schema: 'id:STRING,n:INTEGER' });
    const good = { insertId: 'good', json: { id: 'good' } };
    await failureOf(table.insert([good, { insertId: 'bad', json: { n: 'x' } }], { ...once, raw: true }));
    await table.insert([good], { raw: true });
    expect(await rowsOf('retried')).toEqual([{ id: 'good', n: null }]);
  });

  it('loses and doubles nothing under concurrent inserts', async () => {
    const { client, dataset } = started;
    const tables = await Promise.all(
      ['one', 'two'].map(
        async (id) => (await dataset.createTable(`busy_${id}`, { schema: 'id:STRING,n:INTEGER' }))[0],
      ),
    );
    const calls = Array.from({ length: 40 }, (_call, call) =>
      Array.from({ length: 25 }, (_row, index) => {
        // Every tenth row is also in the next call.
        const n = index % 10 === 0 ? Math.floor(call / 2) * 1000 + index : call * 1000 + index;
        return { insertId: String(n), json: { id: `row ${n}`, n } };
      }),
    );
    await Promise.all(calls.flatMap((rows) => tables.map((table) => table.insert(rows, { raw: true }))));
    const sent = new Set(calls.flat().map(({ json }) => json.n));
    for (const { id } of tables) {
      const [rows] = await client.query(`SELECT n FROM butler.${id} ORDER BY n`);
      expect((rows as { n: number }[]).map(({ n }) => n)).toEqual([...sent].sort((a, b) => a - b));
    }
  });

  it('answers its callers one by one when a table goes away meanwhile', async () => {
    const { dataset } = started;
    const [stays] = await dataset.createTable('stays', { schema: 'id:STRING' });
    const [goes] = await dataset.createTable('goes', { schema: 'id:STRING' });
    const outcomes = await Promise.allSettled([
      goes.delete(),
      ...Array.from({ length: 5 }, () => [goes.insert([{ id: 'x' }]), stays.insert([{ id: 'x' }])]).flat(),
    ]);
    expect(
      outcomes.filter((_outcome, index) => index === 0 || index % 2 === 0).map(({ status }) => status),
    ).toEqual(Array.from({ length: 6 }, () => 'fulfilled'));
    expect(await rowsOf('stays')).toHaveLength(5);
  });
});
