import type { Subscription, Topic } from '@google-cloud/pubsub';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import type { Connection } from './connect.ts';
import { status } from './status.ts';

let pubsub: Connection;
let reader: Connection['subscriber'];

beforeAll(async () => {
  pubsub = await connect();
  reader = pubsub.subscriber;
});
afterAll(() => pubsub.close());

type CreateOptions = Parameters<Topic['createSubscription']>[1];

async function subscribed(options: CreateOptions = {}): Promise<[Topic, Subscription]> {
  const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'), {});
  const [subscription] = await topic.createSubscription(pubsub.unique('sub'), options);
  return [topic, subscription];
}

type Pulled = { ackId: string; text: string; id: string; key: string; attempt: number };

async function pull(subscription: Subscription, maxMessages = 10): Promise<Pulled[]> {
  const [{ receivedMessages }] = await reader.pull({ subscription: subscription.name, maxMessages });
  return (receivedMessages ?? []).map(({ ackId, message, deliveryAttempt }) => ({
    ackId: ackId ?? '',
    text: Buffer.from(message?.data ?? '').toString(),
    id: message?.messageId ?? '',
    key: message?.orderingKey ?? '',
    attempt: deliveryAttempt ?? 0,
  }));
}

/** Pulls until as many distinct messages came, acknowledging all. */
async function drain(subscription: Subscription, count: number): Promise<Pulled[]> {
  const all = new Map<string, Pulled>();
  while (all.size < count) {
    const pulled = await pull(subscription);
    for (const one of pulled) if (!all.has(one.id)) all.set(one.id, one);
    if (pulled.length > 0) await acknowledge(subscription, pulled);
  }
  return [...all.values()];
}

async function acknowledge(subscription: Subscription, pulled: Pulled[]): Promise<void> {
  await reader.acknowledge({ subscription: subscription.name, ackIds: pulled.map((one) => one.ackId) });
}

async function deadline(subscription: Subscription, pulled: Pulled[], seconds: number): Promise<void> {
  await reader.modifyAckDeadline({
    subscription: subscription.name,
    ackIds: pulled.map((one) => one.ackId),
    ackDeadlineSeconds: seconds,
  });
}

describe('publish', () => {
  it('answers an id for each message', async () => {
    const [topic, subscription] = await subscribed();
    const id = await topic.publishMessage({ data: Buffer.from('one'), attributes: { kind: 'first' } });
    const [pulled] = await pull(subscription);
    expect(pulled).toMatchObject({ id, text: 'one', attempt: 0 });
  });

  it('keeps a message that has only attributes', async () => {
    const [topic, subscription] = await subscribed();
    const id = await topic.publishMessage({ attributes: { kind: 'bare' } });
    expect(await pull(subscription)).toMatchObject([{ id, text: '' }]);
  });

  it('refuses an empty message', async () => {
    const [topic] = await subscribed();
    await expect(topic.publishMessage({ data: Buffer.alloc(0) })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });

  it('refuses a topic that does not exist', async () => {
    const topic = pubsub.client.topic(pubsub.unique('absent'));
    await expect(topic.publishMessage({ data: Buffer.from('lost') })).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it('carries nine megabytes and refuses eleven', async () => {
    const [topic, subscription] = await subscribed();
    await topic.publishMessage({ data: Buffer.alloc(9_000_000, 'a') });
    const [pulled] = await pull(subscription);
    expect(pulled?.text.length).toBe(9_000_000);
    const tooLarge = pubsub.publisher.publish(
      { topic: topic.name, messages: [{ data: Buffer.alloc(11_000_000, 'a') }] },
      { timeout: 2000 },
    );
    // Google's emulator leaves a request above its limit unanswered.
    const code = pubsub.google ? status.DEADLINE_EXCEEDED : status.INVALID_ARGUMENT;
    await expect(tooLarge).rejects.toMatchObject({ code });
  });

  it('reaches every subscription there is, and none made later', async () => {
    const [topic, first] = await subscribed();
    const [second] = await topic.createSubscription(pubsub.unique('sub'));
    await topic.publishMessage({ data: Buffer.from('early') });
    const [late] = await topic.createSubscription(pubsub.unique('sub'));
    await topic.publishMessage({ data: Buffer.from('later') });
    for (const subscription of [first, second]) {
      const texts = (await drain(subscription, 2)).map((one) => one.text);
      expect(texts.sort()).toEqual(['early', 'later']);
    }
    expect((await drain(late, 1)).map((one) => one.text)).toEqual(['later']);
  });
});

describe('pull', () => {
  it('waits for a message that is not there yet', async () => {
    const [topic, subscription] = await subscribed();
    const pulling = drain(subscription, 1);
    await topic.publishMessage({ data: Buffer.from('awaited') });
    expect(await pulling).toMatchObject([{ text: 'awaited' }]);
  });

  it('leases: an acknowledged message is gone, a refused one comes again', async () => {
    const [topic, subscription] = await subscribed();
    await topic.publishMessage({ data: Buffer.from('taken') });
    await acknowledge(subscription, await pull(subscription));
    const id = await topic.publishMessage({ data: Buffer.from('refused') });
    const refused = await pull(subscription);
    expect(refused).toMatchObject([{ id }]);
    await deadline(subscription, refused, 0);
    expect(await pull(subscription)).toMatchObject([{ id, text: 'refused' }]);
  });

  it('gives a message again whose lease ran out', async () => {
    const [topic, subscription] = await subscribed();
    const id = await topic.publishMessage({ data: Buffer.from('forgotten') });
    await deadline(subscription, await pull(subscription), 1);
    expect(await drain(subscription, 1)).toMatchObject([{ id }]);
  });

  it('gives at most as many as asked for', async () => {
    const [topic, subscription] = await subscribed();
    for (const text of ['a', 'b', 'c']) await topic.publishMessage({ data: Buffer.from(text) });
    expect((await pull(subscription, 1)).length).toBe(1);
    const none = reader.pull({ subscription: subscription.name, maxMessages: 0 });
    await expect(none).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it("keeps a key's order", async () => {
    const [topic, subscription] = await subscribed({ enableMessageOrdering: true });
    topic.setPublishOptions({ messageOrdering: true });
    const texts = Array.from({ length: 20 }, (_, index) => String(index));
    await Promise.all(
      texts.map((text) => topic.publishMessage({ data: Buffer.from(text), orderingKey: 'k' })),
    );
    const drained = await drain(subscription, 20);
    expect(drained.map((one) => one.text)).toEqual(texts);
    expect(new Set(drained.map((one) => one.key))).toEqual(new Set(['k']));
  });

  it('gives only what the filter lets through', async () => {
    const [topic, subscription] = await subscribed({
      filter: 'attributes.kind = "wanted" AND NOT hasPrefix(attributes.from, "x-")',
    });
    await topic.publishMessage({ data: Buffer.from('1'), attributes: { kind: 'other' } });
    await topic.publishMessage({ data: Buffer.from('2'), attributes: { kind: 'wanted', from: 'x-1' } });
    await topic.publishMessage({ data: Buffer.from('3'), attributes: { kind: 'wanted', from: 'y-1' } });
    const texts = (await drain(subscription, 1)).map((one) => one.text);
    // Google's emulator keeps a filter and ignores it.
    expect(texts).toEqual(pubsub.google ? ['1', '2', '3'] : ['3']);
  });

  it('refuses an unknown subscription', async () => {
    const absent = pubsub.client.subscription(pubsub.unique('absent'));
    await expect(pull(absent)).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it('counts the deliveries where there is a dead-letter topic, and moves the message there', async () => {
    const [graves, gravedigger] = await subscribed();
    const [topic, subscription] = await subscribed({
      deadLetterPolicy: { deadLetterTopic: graves.name, maxDeliveryAttempts: 5 },
    });
    await topic.publishMessage({ data: Buffer.from('poison'), attributes: { kind: 'bad' } });
    const attempts: number[] = [];
    while (attempts.length < 5) {
      const pulled = await pull(subscription);
      attempts.push(...pulled.map((one) => one.attempt));
      if (pulled.length > 0) await deadline(subscription, pulled, 0);
    }
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
    // Google's emulator buries a message only when it would deliver it once more.
    const [sixth] = await reader.pull({
      subscription: subscription.name,
      maxMessages: 1,
      returnImmediately: true,
    });
    expect(sixth.receivedMessages).toEqual([]);
    const [{ receivedMessages }] = await reader.pull({ subscription: gravedigger.name, maxMessages: 1 });
    expect(receivedMessages?.[0]?.message?.attributes).toEqual({
      kind: 'bad',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: subscription.name.split('/').at(-1),
      CloudPubSubDeadLetterSourceSubscriptionProject: 'demo-butler',
      CloudPubSubDeadLetterSourceTopicPublishTime: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });
});
