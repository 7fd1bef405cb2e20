import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import type { Connection } from './connect.ts';
import { openEndpoint } from './endpoint.ts';
import type { Answer, Endpoint } from './endpoint.ts';

let pubsub: Connection;
const opened: Endpoint[] = [];

beforeAll(async () => {
  pubsub = await connect();
});
afterEach(async () => {
  for (const endpoint of opened.splice(0)) await endpoint.close();
});
afterAll(() => pubsub.close());

async function endpointFor(answer?: Answer): Promise<Endpoint> {
  const endpoint = await openEndpoint(answer);
  opened.push(endpoint);
  return endpoint;
}

describe('push', () => {
  it('delivers a message as Google wraps it', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const endpoint = await endpointFor();
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'), {
      pushConfig: { pushEndpoint: endpoint.url },
    });
    const id = await topic.publishMessage({ data: Buffer.from('hello'), attributes: { kind: 'greeting' } });
    const [pushed] = await endpoint.until(1);
    expect(pushed?.text).toBe('hello');
    expect(pushed?.body).toEqual({
      message: {
        data: Buffer.from('hello').toString('base64'),
        attributes: { kind: 'greeting' },
        messageId: id,
        message_id: id,
        publishTime: expect.stringMatching(/^\d{4}-.*Z$/),
        publish_time: pushed?.body.message.publishTime,
      },
      subscription: subscription.name,
    });
  });
});
