import type { Subscription, Topic } from '@google-cloud/pubsub';
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

type CreateOptions = Parameters<Topic['createSubscription']>[1];
const soon = { minimumBackoff: { nanos: 100_000_000 }, maximumBackoff: { seconds: 1 } };

async function pushing(
  answer?: Answer,
  options: CreateOptions = {},
): Promise<{ topic: Topic; subscription: Subscription; endpoint: Endpoint }> {
  const endpoint = await openEndpoint(answer);
  opened.push(endpoint);
  const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
  topic.setPublishOptions({ messageOrdering: true });
  const [subscription] = await topic.createSubscription(pubsub.unique('sub'), {
    pushConfig: { pushEndpoint: endpoint.url },
    retryPolicy: soon,
    ...options,
  });
  return { topic, subscription, endpoint };
}

describe('push', () => {
  it('delivers a message as Google wraps it', async () => {
    const { topic, subscription, endpoint } = await pushing();
    const id = await topic.publishMessage({ data: Buffer.from('hello'), attributes: { kind: 'greeting' } });
    const [pushed] = await endpoint.until(1);
    expect(pushed?.headers['content-type']).toBe('application/json');
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

  it.each([200, 201, 202, 204])('takes a %i for an acknowledgement', async (status) => {
    const { topic, endpoint } = await pushing(() => status);
    await topic.publishMessage({ data: Buffer.from('first') });
    await endpoint.until(1);
    await topic.publishMessage({ data: Buffer.from('second') });
    const pushed = await endpoint.until(1, (one) => one.text === 'second');
    expect(pushed).toHaveLength(1);
    expect(endpoint.pushed.map((one) => one.text)).toEqual(['first', 'second']);
  });

  it.each([302, 400, 429, 500])('delivers again after a %i', async (status) => {
    const { topic, endpoint } = await pushing(() => (endpoint.pushed.length === 1 ? status : 204));
    const id = await topic.publishMessage({ data: Buffer.from('again') });
    const pushed = await endpoint.until(2);
    expect(pushed.map((one) => one.body.message.messageId)).toEqual([id, id]);
    // No delivery attempt is told where there is no dead-letter topic.
    expect(pushed[1]?.body.deliveryAttempt).toBeUndefined();
  });

  it('takes a 203 for a refusal, as production does', async () => {
    const { topic, endpoint } = await pushing(() => (endpoint.pushed.length === 1 ? 203 : 204));
    await topic.publishMessage({ data: Buffer.from('first') });
    await endpoint.until(1);
    await topic.publishMessage({ data: Buffer.from('second') });
    await endpoint.until(1, (one) => one.text === 'second');
    // Google's emulator takes every 2xx for an acknowledgement.
    if (pubsub.google) return expect(endpoint.pushed).toHaveLength(2);
    await endpoint.until(2, (one) => one.text === 'first');
  });

  it('delivers again when the endpoint was down', async () => {
    const { topic, endpoint } = await pushing();
    await endpoint.pause();
    const id = await topic.publishMessage({ data: Buffer.from('patient') });
    await endpoint.resume();
    const [pushed] = await endpoint.until(1);
    expect(pushed?.body.message.messageId).toBe(id);
  });

  it('delivers again when the answer comes later than the deadline', async () => {
    const { topic, endpoint } = await pushing(() => (endpoint.pushed.length === 1 ? 'hang' : 204));
    const id = await topic.publishMessage({ data: Buffer.from('late') });
    const [first, second] = await endpoint.until(2);
    expect(second?.body.message.messageId).toBe(id);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(9_900);
  });

  it('backs off longer and longer', async () => {
    const { topic, endpoint } = await pushing(() => (endpoint.pushed.length < 5 ? 503 : 204));
    await topic.publishMessage({ data: Buffer.from('slower') });
    const times = (await endpoint.until(4)).map((one) => one.at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    // Google's emulator strays around its steps, so the first and the last are compared.
    expect(gaps[2]).toBeGreaterThan((gaps[0] ?? Infinity) * 1.5);
  });

  it("delivers a key's messages in order, each after the one before was acknowledged", async () => {
    let open = 0;
    let most = 0;
    const { topic, endpoint } = await pushing(
      async () => {
        most = Math.max(most, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open -= 1;
        return 204;
      },
      { enableMessageOrdering: true },
    );
    const texts = Array.from({ length: 50 }, (_, index) => String(index));
    await Promise.all(
      texts.map((text) => topic.publishMessage({ data: Buffer.from(text), orderingKey: 'k' })),
    );
    const pushed = await endpoint.until(50);
    expect(pushed.map((one) => one.text)).toEqual(texts);
    expect(most).toBe(1);
    // Google's emulator leaves the key out of a push.
    expect(pushed[0]?.body.message.orderingKey).toBe(pubsub.google ? undefined : 'k');
  });

  it('holds a key behind its failed message while other keys go on', async () => {
    let failing = true;
    const { topic, endpoint } = await pushing(({ text }) => (failing && text === 'a1' ? 500 : 204), {
      enableMessageOrdering: true,
    });
    const published: [string, string][] = [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['b', 'b2'],
    ];
    for (const [orderingKey, text] of published) {
      await topic.publishMessage({ data: Buffer.from(text), orderingKey });
    }
    await endpoint.until(1, (one) => one.text === 'b2');
    await endpoint.until(2, (one) => one.text === 'a1');
    expect(endpoint.pushed.some((one) => one.text === 'a2')).toBe(false);
    failing = false;
    await endpoint.until(1, (one) => one.text === 'a2');
    const texts = endpoint.pushed.map((one) => one.text);
    expect(texts.lastIndexOf('a1')).toBeLessThan(texts.indexOf('a2'));
  });

  it('does not order where ordering is off, even with keys', async () => {
    const { topic, endpoint } = await pushing(({ text }) => (text === 'stuck' ? 500 : 204));
    await topic.publishMessage({ data: Buffer.from('stuck'), orderingKey: 'k' });
    await topic.publishMessage({ data: Buffer.from('free'), orderingKey: 'k' });
    const [free] = await endpoint.until(1, (one) => one.text === 'free');
    expect(free?.body.message.orderingKey).toBe(pubsub.google ? undefined : 'k');
  });

  it('tells the delivery attempt and gives up to the dead-letter topic', async () => {
    const graves = await pushing();
    const { topic, subscription, endpoint } = await pushing(() => 500, {
      deadLetterPolicy: { deadLetterTopic: graves.topic.name, maxDeliveryAttempts: 5 },
    });
    await topic.publishMessage({ data: Buffer.from('poison'), attributes: { kind: 'bad' } });
    if (pubsub.google) {
      // Google's emulator knows delivery attempts and dead letters for pulls alone.
      const [, second] = await endpoint.until(2);
      return expect(second?.body.deliveryAttempt).toBeUndefined();
    }
    const [buried] = await graves.endpoint.until(1);
    expect(endpoint.pushed.map((one) => one.body.deliveryAttempt)).toEqual([1, 2, 3, 4, 5]);
    expect(buried?.text).toBe('poison');
    expect(buried?.body.message.attributes).toEqual({
      kind: 'bad',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: subscription.name.split('/').at(-1),
      CloudPubSubDeadLetterSourceSubscriptionProject: 'demo-butler',
      CloudPubSubDeadLetterSourceTopicPublishTime: endpoint.pushed[0]?.body.message.publishTime,
    });
  });

  it('starts and stops as the push endpoint is set and unset', async () => {
    const { topic, subscription, endpoint } = await pushing();
    await subscription.modifyPushConfig({ pushEndpoint: '' });
    const id = await topic.publishMessage({ data: Buffer.from('held') });
    expect(endpoint.pushed).toEqual([]);
    await subscription.modifyPushConfig({ pushEndpoint: endpoint.url });
    const [pushed] = await endpoint.until(1);
    expect(pushed?.body.message.messageId).toBe(id);
  });
});
