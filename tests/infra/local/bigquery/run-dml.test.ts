import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from './bigquery-client.ts';

describe('DML', () => {
  let now = Date.parse('2024-05-01T00:00:00Z');
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient({ now: () => now, freshRowsMs: 30 * 60_000 });
  });
  afterAll(() => started.server.close());
  beforeEach(async () => {
    await started.dataset.table('t').delete({ ignoreNotFound: true });
    await started.dataset.createTable('t', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'n', type: 'INTEGER' },
        { name: 'at', type: 'TIMESTAMP' },
      ],
    });
  });

  /** Runs DML; answers how many rows it changed. */
  async function change(query: string, params?: Record<string, unknown>): Promise<unknown> {
    const [job] = await started.client.createQueryJob({ query, ...(params ? { params } : {}) });
    const [, , answer] = await job.getQueryResults({ autoPaginate: false });
    return answer?.numDmlAffectedRows;
  }
  const rows = async () => {
    const [found] = await started.client.query('SELECT id, n FROM butler.t ORDER BY id');
    return (found as { id: string; n: number }[]).map(({ id, n }) => [id, n]);
  };
  const refusedDml = (query: string) => refusalOf(started.client.query(query));

  it('inserts, updates and deletes, and counts what it changed', async () => {
    expect(await change(`INSERT INTO butler.t (id, n) VALUES ('a', 1), ('b', 2), ('c', NULL)`)).toBe('3');
    expect(await change('INSERT butler.t (id, n) SELECT CONCAT(id, id), n FROM butler.t WHERE n = 1')).toBe(
      '1',
    );
    expect(await change('UPDATE butler.t SET n = n + @more WHERE n >= 1', { more: 10 })).toBe('3');
    expect(await change('DELETE FROM `butler.t` AS x WHERE x.n IS NULL')).toBe('1');
    expect(await rows()).toEqual([
      ['a', 11],
      ['aa', 11],
      ['b', 12],
    ]);
    expect(await change('TRUNCATE TABLE butler.t')).toBe('3');
  });

  it('merges', async () => {
    await change(`INSERT butler.t (id, n) VALUES ('a', 1), ('b', 2), ('c', 3)`);
    const merge = `
      MERGE butler.t AS t USING (SELECT @id AS id, 20 AS n UNION ALL SELECT 'd', 4) AS s ON t.id = s.id
      WHEN MATCHED THEN UPDATE SET n = s.n
      WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n)
      WHEN NOT MATCHED BY SOURCE AND t.n = 3 THEN DELETE`;
    expect(await change(merge, { id: 'b' })).toBe('3');
    expect(await rows()).toEqual([
      ['a', 1],
      ['b', 20],
      ['d', 4],
    ]);
  });

  it('refuses a merge that would change a row twice', async () => {
    await change(`INSERT butler.t (id, n) VALUES ('a', 1)`);
    const refusal = await refusedDml(
      `MERGE butler.t t USING UNNEST([1, 2]) AS n ON t.id = 'a' WHEN MATCHED THEN UPDATE SET n = n`,
    );
    expect(refusal).toMatchObject({
      code: 400,
      message: 'UPDATE/MERGE must match at most one source row for each target row',
    });
  });

  it('refuses to change rows in the streaming buffer until they are old enough', async () => {
    await started.dataset.table('t').insert([{ id: 'fresh', n: 1 }]);
    await change(`INSERT butler.t (id, n) VALUES ('made', 1)`);
    const message =
      'UPDATE or DELETE statement over table demo-butler.butler.t would affect rows in the streaming buffer, which is not supported';
    const expected = { code: 400, reason: 'invalidQuery', message };
    expect(await refusedDml('DELETE FROM butler.t WHERE TRUE')).toEqual(expected);
    expect(await refusedDml('UPDATE butler.t SET n = 2 WHERE n = 1')).toEqual(expected);
    expect(await refusedDml('TRUNCATE TABLE butler.t')).toEqual(expected);
    expect(
      await refusedDml(
        `MERGE butler.t t USING (SELECT 'fresh' AS id) s ON t.id = s.id WHEN MATCHED THEN DELETE`,
      ),
    ).toMatchObject({ code: 400 });
    expect(await rows()).toEqual([
      ['fresh', 1],
      ['made', 1],
    ]);

    expect(await change(`DELETE FROM butler.t WHERE id = 'made'`)).toBe('1');
    now += 30 * 60_000;
    expect(await change('DELETE FROM butler.t WHERE TRUE')).toBe('1');
    expect(await rows()).toEqual([]);
  });

  it.each([
    ['DELETE FROM butler.t', 400, 'DELETE must have a WHERE clause'],
    [
      'UPDATE butler.t SET nope = 1 WHERE TRUE',
      400,
      'Column nope is not present in table demo-butler.butler.t',
    ],
    [`INSERT butler.t (id) VALUES ('a', 1)`, 400, 'Inserted row has wrong column count; Has 2, expected 1'],
    [`INSERT butler.t (n) VALUES (1)`, 400, 'Required field id cannot be null'],
    [
      `INSERT butler.t (id, n) VALUES ('a', 1.5)`,
      400,
      'Query column 2 has type FLOAT which cannot be inserted into column n, which has type INTEGER',
    ],
    [
      'INSERT butler.t (id) SELECT 1',
      400,
      'Query column 1 has type INTEGER which cannot be inserted into column id, which has type STRING',
    ],
    ['DELETE FROM butler.none WHERE TRUE', 404, 'Not found: Table demo-butler:butler.none'],
    [
      'UPDATE butler.t SET n = s.n FROM butler.t AS s WHERE TRUE',
      501,
      'The local BigQuery does not speak UPDATE with FROM; use MERGE.',
    ],
  ])('refuses %s', async (query, code, message) => {
    expect(await refusedDml(query)).toMatchObject({ code, message });
  });

  it('runs one after another', async () => {
    await change(`INSERT butler.t (id, n) VALUES ('a', 0)`);
    await Promise.all(Array.from({ length: 10 }, () => change('UPDATE butler.t SET n = n + 1 WHERE TRUE')));
    expect(await rows()).toEqual([['a', 10]]);
  });

  it('is not run again by a request that is sent again', async () => {
    const body = JSON.stringify({
      query: `INSERT butler.t (id) VALUES ('a')`,
      useLegacySql: false,
      requestId: 'the-same',
    });
    const url = `${started.server.host}/projects/demo-butler/queries`;
    for (let sent = 0; sent < 2; sent += 1) {
      const answer = await fetch(url, { method: 'POST', body });
      expect(await answer.json()).toMatchObject({ numDmlAffectedRows: '1' });
    }
    expect(await rows()).toEqual([['a', null]]);
  });
});
