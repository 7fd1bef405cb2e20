import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BigQuery } from '@google-cloud/bigquery';
import { PassThroughClient } from 'google-auth-library';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBigQuery } from '../../../../infra/local/bigquery/index.ts';
import { bigQueryClient, refusalOf, startWithClient } from './bigquery-client.ts';

const freshFile = () => join(mkdtempSync(join(tmpdir(), 'butler-bigquery-')), 'bigquery.duckdb');

describe('the local BigQuery', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient();
  });
  afterAll(() => started.server.close());

  it('keeps what the real client inserts and queries it', async () => {
    const { client, dataset } = started;
    const [table] = await dataset.createTable('actions', {
      schema: [
        { name: 'id', type: 'STRING', mode: 'REQUIRED' },
        { name: 'count', type: 'INTEGER' },
        { name: 'at', type: 'TIMESTAMP' },
        { name: 'payload', type: 'JSON' },
      ],
    });
    await table.insert([{ id: 'a', count: 3, at: new Date('2024-05-01T10:00:00Z'), payload: '{"x":1}' }]);
    const [rows] = await client.query('SELECT * FROM `butler.actions`');
    expect(rows).toEqual([
      { id: 'a', count: 3, at: client.timestamp('2024-05-01T10:00:00Z'), payload: '{"x":1}' },
    ]);
  });

  it('answers a client that finds it by BIGQUERY_EMULATOR_HOST', async () => {
    process.env['BIGQUERY_EMULATOR_HOST'] = started.server.host;
    try {
      const client = new BigQuery({ projectId: 'demo-butler', authClient: new PassThroughClient() });
      const [rows] = await client.query('SELECT 1 AS one');
      expect(rows).toEqual([{ one: 1 }]);
    } finally {
      delete process.env['BIGQUERY_EMULATOR_HOST'];
    }
  });

  it('reads gzipped bodies', async () => {
    const answer = await fetch(`${started.server.host}/bigquery/v2/projects/p/queries`, {
      method: 'POST',
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
      body: gzipSync(JSON.stringify({ query: 'SELECT 1 AS one', useLegacySql: false })),
    });
    expect(await answer.json()).toMatchObject({ jobComplete: true, rows: [{ f: [{ v: '1' }] }] });
  });

  it('refuses what it does not speak with 501 and a sentence', async () => {
    const refusal = await refusalOf(started.dataset.createRoutine('r', { routineType: 'PROCEDURE' }));
    expect(refusal).toEqual({
      code: 501,
      reason: 'notImplemented',
      message:
        'The local BigQuery does not speak POST /bigquery/v2/projects/demo-butler/datasets/butler/routines.',
    });
  });

  it('refuses pages of other origins', async () => {
    const answer = await fetch(`${started.server.host}/projects/p/datasets`, {
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  it('refuses bodies that are no JSON', async () => {
    const answer = await fetch(`${started.server.host}/projects/p/queries`, { method: 'POST', body: '{' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { errors: [{ reason: 'parseError' }] } });
  });
});

describe('the file of the local BigQuery', () => {
  it('holds everything when it is opened again', async () => {
    const file = freshFile();
    const first = await startWithClient({ file });
    const [table] = await first.dataset.createTable('t', { schema: 'id:STRING,n:INTEGER' });
    await first.dataset.createTable('v', { view: 'SELECT n FROM `butler.t`' });
    await table.insert([{ id: 'a', n: 1 }]);
    await first.server.close();

    const second = await startBigQuery({ file });
    const client = bigQueryClient(second.host);
    const [rows] = await client.query('SELECT * FROM `butler.v`');
    expect(rows).toEqual([{ n: 1 }]);
    await second.close();
  });

  it('tells an insert id apart from new ones also after a restart', async () => {
    const file = freshFile();
    const row = { insertId: 'one', json: { id: 'a' } };
    const first = await startWithClient({ file });
    await first.dataset.createTable('t', { schema: 'id:STRING' });
    await first.dataset.table('t').insert([row], { raw: true });
    await first.server.close();

    const second = await startBigQuery({ file });
    const client = bigQueryClient(second.host);
    await client.dataset('butler').table('t').insert([row], { raw: true });
    const [rows] = await client.query('SELECT id FROM `butler.t`');
    expect(rows).toEqual([{ id: 'a' }]);
    await second.close();
  });

  it('is made with its folder', async () => {
    const file = join(freshFile(), '..', 'deeper', 'bigquery.duckdb');
    const server = await startBigQuery({ file });
    await server.close();
    expect(existsSync(file)).toBe(true);
  });

  it('says in a sentence that it is in use', async () => {
    const file = freshFile();
    const first = await startBigQuery({ file });
    await expect(startBigQuery({ file })).rejects.toThrow(/is in use by another Butler/);
    await first.close();
    const second = await startBigQuery({ file });
    await second.close();
  });

  it('says in a sentence that it is damaged', async () => {
    const file = freshFile();
    writeFileSync(file, 'this is no database, and it is long enough to have a header of its own'.repeat(200));
    await expect(startBigQuery({ file })).rejects.toThrow(
      /^The data file .*bigquery\.duckdb cannot be read \(.*\); restore it from a copy or move it away to start anew\.$/,
    );
  });
});
