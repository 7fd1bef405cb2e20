import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBigQuery } from '../../../../infra/local/bigquery/start-bigquery.ts';
import { bigQueryClient } from './bigquery-client.ts';

describe('the local BigQuery', () => {
  let server: Awaited<ReturnType<typeof startBigQuery>>;
  beforeAll(async () => {
    server = await startBigQuery({ file: ':memory:' });
  });
  afterAll(() => server.close());

  it('keeps what the real client inserts and queries it', async () => {
    const client = bigQueryClient(server.host);
    const [dataset] = await client.createDataset('butler');
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
});
