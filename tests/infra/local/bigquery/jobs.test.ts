import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from './bigquery-client.ts';

describe('query jobs', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient();
  });
  afterAll(() => started.server.close());

  const many = 'SELECT n FROM UNNEST(GENERATE_ARRAY(1, 25000)) AS n ORDER BY n';

  it('give their rows by pages, to queries and to jobs', async () => {
    const { client } = started;
    const [rows] = await client.query(many);
    expect(rows).toHaveLength(25_000);
    const [job] = await client.createQueryJob(many);
    const [first, next, answer] = await job.getQueryResults({ maxResults: 10, autoPaginate: false });
    expect(first).toHaveLength(10);
    expect(answer).toMatchObject({ totalRows: '25000', jobComplete: true });
    const [second] = await job.getQueryResults({ ...next, autoPaginate: false });
    expect(second[0]).toEqual({ n: 11 });
    const streamed: unknown[] = [];
    for await (const row of client.createQueryStream(many)) streamed.push(row);
    expect(streamed).toHaveLength(25_000);
  });

  it('tell their state and statement', async () => {
    const [job] = await started.client.createQueryJob({
      query: 'SELECT 1 AS one',
      jobId: 'named',
      location: 'EU',
    });
    const [metadata] = await job.getMetadata();
    expect(metadata).toMatchObject({
      id: 'demo-butler:EU.named',
      jobReference: { projectId: 'demo-butler', jobId: 'named', location: 'EU' },
      status: { state: 'DONE' },
      configuration: { jobType: 'QUERY', query: { query: 'SELECT 1 AS one' } },
      statistics: { query: { statementType: 'SELECT' } },
    });
    const [jobs] = await started.client.getJobs();
    expect(jobs.map(({ id }) => id)).toContain('named');
  });

  it('have names of their own', async () => {
    await started.client.createQueryJob({ query: 'SELECT 1', jobId: 'taken' });
    expect(await refusalOf(started.client.createQueryJob({ query: 'SELECT 1', jobId: 'taken' }))).toEqual({
      code: 409,
      reason: 'duplicate',
      message: 'Already Exists: Job demo-butler:US.taken',
    });
    expect(await refusalOf(started.client.job('unknown').getQueryResults())).toMatchObject({ code: 404 });
  });

  it.each([
    ['SELECT nope', 400, 'invalidQuery'],
    ['SELECT 1 +', 400, 'invalidQuery'],
    ['SELECT 1/0', 400, 'invalidQuery'],
    ['SELECT * FROM butler.none', 404, 'notFound'],
  ])('refuse %s on either path', async (query, code, reason) => {
    expect(await refusalOf(started.client.query(query))).toMatchObject({ code, reason });
    expect(await refusalOf(started.client.createQueryJob(query))).toMatchObject({ code, reason });
  });

  it('refuse legacy SQL, dry runs and destinations', async () => {
    const { client, dataset } = started;
    const refusals = await Promise.all([
      refusalOf(client.query({ query: 'SELECT 1', useLegacySql: true })),
      refusalOf(client.createQueryJob({ query: 'SELECT 1', dryRun: true })),
      refusalOf(client.createQueryJob({ query: 'SELECT 1', destination: dataset.table('t') })),
    ]);
    expect(refusals.map(({ code }) => code)).toEqual([501, 501, 501]);
  });

  it('write timestamps as they are asked to', async () => {
    const url = `${started.server.host}/projects/p/queries`;
    const valueOf = async (formatOptions: object) => {
      const query = `SELECT TIMESTAMP '1969-12-31 23:59:59.5' AS t`;
      const body = JSON.stringify({ query, useLegacySql: false, formatOptions });
      const answer = await fetch(url, { method: 'POST', body });
      const { rows } = (await answer.json()) as { rows: { f: { v: string }[] }[] };
      return rows[0]?.f[0]?.v;
    };
    expect(await valueOf({})).toBe('-0.500000');
    expect(await valueOf({ useInt64Timestamp: true })).toBe('-500000');
    expect(await valueOf({ timestampOutputFormat: 'ISO8601_STRING' })).toBe('1969-12-31T23:59:59.500000Z');
  });

  it('use the dataset they are run in', async () => {
    const { dataset } = started;
    await dataset.createTable('here', { schema: 'id:STRING' });
    await dataset.table('here').insert([{ id: 'a' }]);
    const [rows] = await dataset.query('SELECT id FROM here');
    expect(rows).toEqual([{ id: 'a' }]);
  });

  it('bind parameters of every type', async () => {
    const { client } = started;
    const params = {
      s: "it's",
      i: 5,
      f: 1.5,
      b: true,
      ts: client.timestamp('2024-05-01T10:00:00Z'),
      d: client.date('2024-05-01'),
      l: ['a', 'b'],
      r: { x: 1, y: 'z' },
      lr: [{ x: 1 }, { x: 2 }],
      none: null,
      empty: [],
    };
    const types = { none: 'STRING', empty: ['INT64'] };
    const [rows] = await client.query({
      query: `SELECT @s AS s, @i + 1 AS i, @f * 2 AS f, NOT @b AS b, TIMESTAMP_ADD(@ts, INTERVAL @i DAY) AS ts,
        DATE_ADD(@d, INTERVAL 1 DAY) AS d, ARRAY_LENGTH(@l) AS l, @r.y AS y, (SELECT SUM(e.x) FROM UNNEST(@lr) AS e) AS lr,
        @none IS NULL AS none, @empty AS empty, 'b' IN UNNEST(@l) AS has`,
      params,
      types: {
        s: 'STRING',
        i: 'INT64',
        f: 'FLOAT64',
        b: 'BOOL',
        ts: 'TIMESTAMP',
        d: 'DATE',
        l: ['STRING'],
        r: { x: 'INT64', y: 'STRING' },
        lr: [{ x: 'INT64' }],
        ...types,
      },
    });
    expect(rows).toEqual([
      {
        s: "it's",
        i: 6,
        f: 3,
        b: false,
        ts: client.timestamp('2024-05-06T10:00:00Z'),
        d: client.date('2024-05-02'),
        l: 2,
        y: 'z',
        lr: 3,
        none: true,
        empty: [],
        has: true,
      },
    ]);
    const [positional] = await client.query({ query: 'SELECT ? AS a, ? AS b', params: ['x', 2] });
    expect(positional).toEqual([{ a: 'x', b: 2 }]);
  });

  it('say what is wrong with a parameter', async () => {
    const { client } = started;
    expect(await refusalOf(client.query({ query: 'SELECT @a', params: { b: 1 } }))).toMatchObject({
      message: "Query parameter 'a' not found",
    });
    expect(
      await refusalOf(client.query({ query: 'SELECT @a', params: { a: 'x' }, types: { a: 'INT64' } })),
    ).toMatchObject({ reason: 'invalidQuery' });
  });
});
