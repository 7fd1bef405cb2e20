import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLine } from '../../../infra/provision/change.ts';
import { topicChanges, type TopicPlan } from '../../../infra/provision/topics.ts';
import { connect, type Connection } from '../pubsub/connect.ts';

const project = 'demo-butler';
let connection: Connection;
let names: { topic: string; subscription: string };

beforeAll(async () => {
  connection = await connect();
  names = { topic: connection.unique('beats'), subscription: connection.unique('beat') };
});

afterAll(() => connection.close());

function plan(endpoint: string): TopicPlan {
  return {
    ...names,
    ordered: true,
    push: { endpoint, account: 'butler-push@demo-butler.iam.gserviceaccount.com' },
  };
}

async function apply(endpoint: string): Promise<string[]> {
  const changes = await topicChanges(connection.client, project, plan(endpoint));
  for (const change of changes) await change.apply();
  return changes.map(changeLine);
}

test('a topic, its dead letters and its subscription are made once, then only what moved is changed', async () => {
  const { topic, subscription } = names;
  const [first, second] = ['http://127.0.0.1:9/first', 'http://127.0.0.1:9/second'];
  expect(await apply(first)).toEqual([
    `+ topic ${topic}`,
    `+ topic ${topic}-dead`,
    `+ subscription ${topic}-dead`,
    `+ subscription ${subscription}`,
  ]);
  expect(await apply(first)).toEqual([]);

  const [metadata] = await connection.client.subscription(subscription).getMetadata();
  expect(metadata).toMatchObject({
    ackDeadlineSeconds: 600,
    enableMessageOrdering: true,
    pushConfig: { pushEndpoint: first },
    deadLetterPolicy: { deadLetterTopic: `projects/${project}/topics/${topic}-dead`, maxDeliveryAttempts: 5 },
  });
  expect(metadata.retryPolicy?.minimumBackoff?.seconds).toBe('1');
  expect(metadata.retryPolicy?.maximumBackoff?.seconds).toBe('60');

  expect(await apply(second)).toEqual([
    expect.stringMatching(`^~ subscription ${subscription}: push .*/second`),
  ]);
  expect(await apply(second)).toEqual([]);
});
