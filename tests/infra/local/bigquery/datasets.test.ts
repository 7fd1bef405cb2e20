import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refusalOf, startWithClient } from './bigquery-client.ts';

describe('datasets', () => {
  let started: Awaited<ReturnType<typeof startWithClient>>;
  beforeAll(async () => {
    started = await startWithClient();
  });
  afterAll(() => started.server.close());

  it('are made, found and listed', async () => {
    const { client } = started;
    const [dataset] = await client.createDataset('made', { location: 'EU', labels: { team: 'one' } });
    expect(await dataset.exists()).toEqual([true]);
    expect(await client.dataset('other').exists()).toEqual([false]);
    const [metadata] = await dataset.getMetadata();
    expect(metadata).toMatchObject({
      id: 'demo-butler:made',
      location: 'EU',
      labels: { team: 'one' },
      datasetReference: { projectId: 'demo-butler', datasetId: 'made' },
    });
    const [first, next] = await client.getDatasets({ maxResults: 1, autoPaginate: false });
    const [second] = await client.getDatasets({ ...next, autoPaginate: false });
    expect([...first, ...second].map(({ id }) => id)).toEqual(['butler', 'made']);
  });

  it('are made once', async () => {
    expect(await refusalOf(started.client.createDataset('butler'))).toEqual({
      code: 409,
      reason: 'duplicate',
      message: 'Already Exists: Dataset demo-butler:butler',
    });
  });

  it('are changed by merging what is said', async () => {
    const [dataset] = await started.client.createDataset('changing', { description: 'old' });
    await dataset.setMetadata({ labels: { a: '1', b: '2' } });
    const [metadata] = await dataset.setMetadata({ friendlyName: 'New', labels: { a: null } });
    expect(metadata).toMatchObject({ description: 'old', friendlyName: 'New', labels: { b: '2' } });
  });

  it('refuse a change of an older version', async () => {
    const [dataset] = await started.client.createDataset('versions');
    const [{ etag }] = await dataset.getMetadata();
    await dataset.setMetadata({ description: 'one' });
    const refusal = await refusalOf(dataset.setMetadata({ description: 'two', etag }));
    expect(refusal.code).toBe(412);
  });

  it('go only when empty, or with their tables', async () => {
    const [dataset] = await started.client.createDataset('full');
    await dataset.createTable('t', { schema: 'id:STRING' });
    expect(await refusalOf(dataset.delete())).toMatchObject({ code: 400, reason: 'resourceInUse' });
    await dataset.delete({ force: true });
    expect(await dataset.exists()).toEqual([false]);
    expect(await refusalOf(dataset.delete())).toMatchObject({ code: 404, reason: 'notFound' });
    await started.client.createDataset('full');
    const [tables] = await started.client.dataset('full').getTables();
    expect(tables).toEqual([]);
  });

  it('refuse names BigQuery would refuse', async () => {
    expect(await refusalOf(started.client.createDataset('a-b'))).toMatchObject({
      code: 400,
      reason: 'invalid',
    });
  });

  it('refuse a name that differs from another only in case', async () => {
    expect(await refusalOf(started.client.createDataset('Butler'))).toMatchObject({ code: 501 });
  });
});
