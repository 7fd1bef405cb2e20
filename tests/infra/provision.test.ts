import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startCloud } from '../../infra/local/cloud.ts';
import { changeLine, RefusedChange } from '../../infra/provision/change.ts';
import { provision } from '../../infra/provision/provision.ts';
import { tableChanges, type TablePlan, tablePlans } from '../../infra/provision/tables.ts';
import { bigquery, closeClients, firestoreAdmin, pubsub, scheduler } from '../../shared/platform/clients.ts';

const functionsUrl = 'http://127.0.0.1:9/functions';
const project = 'demo-butler';
const job = `projects/${project}/locations/europe-west1/jobs/heartbeat`;
const expiry = `projects/${project}/databases/(default)/collectionGroups/seen/fields/expireAt`;
const environment = { ...process.env };

let cloud: LocalCloud;
const plan = () => provision({ apply: false, functionsUrl });
const apply = () => provision({ apply: true, functionsUrl });
const table = async () => (await bigquery()).dataset('butler').table('heartbeats');

type Column = { name: string; type: string; mode?: string };
type Planned = TablePlan['fields'];

const column = (name: string) => ({ name, type: 'STRING', mode: 'NULLABLE', description: '' }) as const;

/** The plan of the table with other columns. */
function heartbeats(change: (fields: Planned) => Planned): TablePlan[] {
  return tablePlans()
    .filter(({ name }) => name === 'heartbeats')
    .map((one) => ({ ...one, fields: change(one.fields) }));
}
async function changesFor(plans: readonly TablePlan[]) {
  return tableChanges(await bigquery(), { name: 'butler', location: 'US' }, plans);
}

/** Makes the table anew, empty, as if it had been made by hand. */
async function remake(change: (fields: Column[]) => Column[], partition = 'beat_at') {
  const [plan] = heartbeats((fields) => fields);
  await (await table()).delete();
  await (await bigquery()).dataset('butler').createTable('heartbeats', {
    schema: { fields: change(plan?.fields ?? []) },
    timePartitioning: { type: 'DAY', field: partition },
  });
}

beforeAll(async () => {
  cloud = await startCloud({ data: ':memory:' });
  Object.assign(process.env, cloud.endpoints, { GOOGLE_CLOUD_PROJECT: project });
});
afterAll(async () => {
  await closeClients();
  await cloud.close();
  process.env = environment;
});

describe('the provisioner on the local cloud', () => {
  it('a plan lists what an apply then makes, and makes nothing', async () => {
    const planned = await plan();
    expect(planned).toEqual(
      expect.arrayContaining([
        '+ topic heartbeat',
        '+ topic heartbeat-dead',
        '+ subscription heartbeat-dead',
        '+ subscription heartbeat',
        '+ schedule heartbeat: */15 * * * *',
        '+ dataset butler',
        '+ table heartbeats',
        '+ view heartbeats_unique',
        '+ expiry seen.expireAt',
      ]),
    );
    expect(await plan()).toEqual(planned);
    expect(await apply()).toEqual(planned);
  });

  it('a second apply changes nothing', async () => {
    expect(await apply()).toEqual([]);
  });

  it('a push URL that moved is told and mended, its audience too', async () => {
    const moved = 'http://127.0.0.1:9/elsewhere';
    const changed = await provision({ apply: true, functionsUrl: moved });
    for (const line of changed)
      expect(line).toMatch(/^~ subscription (\S+): push .*\/functions\/\1.* → .*\/elsewhere\/\1/);
    expect(changed.filter((line) => line.startsWith('~ subscription heartbeat:'))).toHaveLength(1);
    expect(await provision({ apply: true, functionsUrl: moved })).toEqual([]);
    await apply();
    const [{ pushConfig }] = await (await pubsub()).subscription('heartbeat').getMetadata();
    expect([pushConfig?.pushEndpoint, pushConfig?.oidcToken?.audience]).toEqual([
      `${functionsUrl}/heartbeat`,
      `${functionsUrl}/heartbeat`,
    ]);
  });

  it('a changed cron expression is told and mended', async () => {
    const client = await scheduler();
    await client.updateJob({
      job: { name: job, schedule: '0 4 * * *' },
      updateMask: { paths: ['schedule'] },
    });
    const line = '~ schedule heartbeat: schedule "0 4 * * *" → "*/15 * * * *"';
    expect([await plan(), await apply(), await apply()]).toEqual([[line], [line], []]);
    expect((await client.getJob({ name: job }))[0].schedule).toBe('*/15 * * * *');
  });

  it('a changed ack deadline is told and mended', async () => {
    await (await pubsub()).subscription('heartbeat').setMetadata({ ackDeadlineSeconds: 30 });
    const line = '~ subscription heartbeat: ackDeadlineSeconds 30 → 600';
    expect([await plan(), await apply(), await apply()]).toEqual([[line], [line], []]);
  });

  it('an expiry that was cleared is declared again', async () => {
    const admin = await firestoreAdmin();
    await admin.updateField({ field: { name: expiry }, updateMask: { paths: ['ttl_config'] } });
    expect(await apply()).toEqual(['+ expiry seen.expireAt']);
    expect((await admin.getField({ name: expiry }))[0].ttlConfig).toMatchObject({ state: 'ACTIVE' });
  });

  it('a subscription whose topic was deleted is refused by name, and nothing is changed', async () => {
    const topic = (await pubsub()).topic('heartbeat');
    await topic.delete();
    await expect(apply()).rejects.toThrow(RefusedChange);
    await expect(apply()).rejects.toThrow(/^Subscription heartbeat is of topic _deleted-topic_/);
    expect(await topic.exists()).toEqual([false]);
    await topic.subscription('heartbeat').delete();
    expect(await apply()).toEqual(['+ topic heartbeat', '+ subscription heartbeat']);
    expect(await apply()).toEqual([]);
  });

  it('a subscription that was made with ordering is refused by name', async () => {
    const topic = (await pubsub()).topic('heartbeat');
    await topic.subscription('heartbeat').delete();
    await topic.createSubscription('heartbeat', { enableMessageOrdering: true });
    await expect(apply()).rejects.toThrow(/^Subscription heartbeat was made with ordering/);
    await topic.subscription('heartbeat').delete();
    expect(await apply()).toEqual(['+ subscription heartbeat']);
  });
});

describe('the provisioner on tables', () => {
  it('a new column is added, a required one relaxed and rows are kept', async () => {
    const row = { event_id: 'a', beat_at: new Date(), source: 'test' };
    await (await table()).insert([row]);
    const wanted = heartbeats((fields) => [
      column('note'),
      ...fields.map((one) => (one.name === 'source' ? { ...one, mode: 'NULLABLE' as const } : one)),
    ]);
    const changes = await changesFor(wanted);
    expect(changes.map(changeLine)).toEqual([
      '~ table heartbeats: column source REQUIRED → NULLABLE, column note STRING added',
    ]);
    for (const change of changes) await change.apply();
    expect(await changesFor(wanted)).toEqual([]);
    const [rows] = await (await bigquery()).query('SELECT event_id, note FROM `butler.heartbeats_unique`');
    expect(rows).toEqual([{ event_id: 'a', note: null }]);
    await remake((fields) => fields.filter(({ name }) => name !== 'note'));
  });

  it('another clustering and another query of the view are told and mended', async () => {
    await remake((fields) => fields);
    const dataset = (await bigquery()).dataset('butler');
    await dataset
      .table('heartbeats_unique')
      .setMetadata({ view: { query: 'SELECT 1 AS n', useLegacySql: false } });
    const lines = await plan();
    expect(lines).toEqual([
      '~ table heartbeats: clustered by nothing → source',
      expect.stringMatching(/^~ view heartbeats_unique: SELECT 1 AS n → SELECT \*/),
    ]);
    expect([await apply(), await apply()]).toEqual([lines, []]);
  });

  it.each([
    ['dropped', (fields: Column[]) => [...fields, { name: 'extra', type: 'STRING' }], 'heartbeats.extra'],
    [
      'retyped',
      (fields: Column[]) => fields.map((one) => (one.name === 'source' ? { ...one, type: 'INT64' } : one)),
      'heartbeats.source',
    ],
    [
      'made required',
      (fields: Column[]) => fields.map((one) => (one.name === 'source' ? { ...one, mode: 'NULLABLE' } : one)),
      'heartbeats.source',
    ],
    [
      'added as required',
      (fields: Column[]) => fields.filter(({ name }) => name !== 'source'),
      'heartbeats.source',
    ],
  ])('a column that would be %s is refused by name, and nothing else is changed', async (_, change, name) => {
    await remake(change);
    await (await pubsub()).subscription('heartbeat').setMetadata({ ackDeadlineSeconds: 30 });
    const refused = await apply().catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(RefusedChange);
    expect(String(refused)).toContain(name);
    const [{ ackDeadlineSeconds }] = await (await pubsub()).subscription('heartbeat').getMetadata();
    expect(ackDeadlineSeconds).toBe(30);
    await (await table()).delete();
    expect(await apply()).toHaveLength(2);
  });

  it('another partitioning is refused by name', async () => {
    await remake((fields) => [...fields, { name: 'day', type: 'DATE' }], 'day');
    await expect(apply()).rejects.toThrow(/^Table heartbeats is partitioned by day/);
    await (await table()).delete();
    expect(await apply()).toHaveLength(1);
  });
});
