import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import type { Connection } from './connect.ts';
import { status } from './status.ts';

let pubsub: Connection;

beforeAll(async () => {
  pubsub = await connect();
});
afterAll(() => pubsub.close());

describe('topics', () => {
  it('are made once, found and deleted', async () => {
    const name = pubsub.unique('topic');
    const [topic] = await pubsub.client.createTopic(name);
    expect(topic.name).toBe(`projects/demo-butler/topics/${name}`);
    await expect(pubsub.client.createTopic(name)).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    expect(await topic.exists()).toEqual([true]);
    await topic.delete();
    expect(await topic.exists()).toEqual([false]);
    await expect(topic.getMetadata()).rejects.toMatchObject({ code: status.NOT_FOUND });
    await expect(topic.delete()).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each(['1topic', 'ab', 'goog-topic', 'to pic'])('cannot be named %s', async (name) => {
    const made = pubsub.client.createTopic(`projects/demo-butler/topics/${name}`);
    await expect(made).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('keep labels, and a masked update changes them', async () => {
    const [topic] = await pubsub.client.createTopic({
      name: pubsub.unique('topic'),
      labels: { team: 'red' },
    });
    const update = topic.setMetadata({ labels: { team: 'blue' } });
    // Google's emulator knows no mask for a topic's labels, production does.
    if (pubsub.google) return expect(update).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await update;
    const [shown] = await topic.getMetadata();
    expect(shown.labels).toEqual({ team: 'blue' });
  });

  it('are listed page by page, each once', async () => {
    const prefix = pubsub.unique('listed');
    const names = Array.from({ length: 5 }, (_, index) => `${prefix}-${index}`);
    for (const name of names) await pubsub.client.createTopic(name);
    const found: string[] = [];
    let pageToken = '';
    let pages = 0;
    do {
      const [topics, , response] = await pubsub.publisher.listTopics(
        { project: 'projects/demo-butler', pageSize: 2, pageToken },
        { autoPaginate: false },
      );
      expect(topics.length).toBeLessThanOrEqual(2);
      found.push(...topics.map((topic) => topic.name ?? ''));
      pageToken = response.nextPageToken ?? '';
      pages += 1;
    } while (pageToken);
    expect(pages).toBeGreaterThanOrEqual(3);
    const listed = found.filter((name) => name.includes(prefix));
    expect(listed.sort()).toEqual(names.map((name) => `projects/demo-butler/topics/${name}`));
  });
});

describe('subscriptions', () => {
  it("show what they were made with and Google's defaults", async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'), {
      enableMessageOrdering: true,
      retryPolicy: { minimumBackoff: { seconds: 1 }, maximumBackoff: { seconds: 60 } },
      labels: { team: 'red' },
    });
    const [shown] = await subscription.getMetadata();
    expect(shown).toMatchObject({
      name: subscription.name,
      topic: topic.name,
      ackDeadlineSeconds: 10,
      enableMessageOrdering: true,
      messageRetentionDuration: { seconds: '604800' },
      retryPolicy: { minimumBackoff: { seconds: '1' }, maximumBackoff: { seconds: '60' } },
      labels: { team: 'red' },
    });
  });

  it('are made once, on a topic that exists', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const name = pubsub.unique('sub');
    await topic.createSubscription(name);
    await expect(topic.createSubscription(name)).rejects.toMatchObject({ code: status.ALREADY_EXISTS });
    const orphan = pubsub.client.topic(pubsub.unique('absent')).createSubscription(pubsub.unique('sub'));
    await expect(orphan).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  it.each([
    ['an ack deadline of 601 seconds', { ackDeadlineSeconds: 601 }],
    ['a retention of a minute', { messageRetentionDuration: { seconds: 60 } }],
    ['a push endpoint that is no address', { pushConfig: { pushEndpoint: 'nowhere' } }],
    ['a push endpoint over FTP', { pushConfig: { pushEndpoint: 'ftp://127.0.0.1/' } }],
    [
      'a backoff that shrinks',
      { retryPolicy: { minimumBackoff: { seconds: 5 }, maximumBackoff: { seconds: 1 } } },
    ],
    ['a backoff of eleven minutes', { retryPolicy: { maximumBackoff: { seconds: 660 } } }],
  ])('are refused with %s', async (_what, options) => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const made = topic.createSubscription(pubsub.unique('sub'), options);
    await expect(made).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it.each([
    ['an ack deadline of 5 seconds', { ackDeadlineSeconds: 5 }],
    ['a filter that cannot be read', { filter: 'attributes.kind ~ "x"' }],
  ])('are refused with %s in production', async (_what, options) => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const made = topic.createSubscription(pubsub.unique('sub'), options);
    // Google's emulator checks neither.
    if (pubsub.google) return expect(made).resolves.toHaveLength(2);
    await expect(made).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('need a dead-letter topic that exists and five attempts or more', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const absent = `projects/demo-butler/topics/${pubsub.unique('absent')}`;
    const lost = topic.createSubscription(pubsub.unique('sub'), {
      deadLetterPolicy: { deadLetterTopic: absent, maxDeliveryAttempts: 5 },
    });
    await expect(lost).rejects.toMatchObject({ code: status.NOT_FOUND });
    const hasty = topic.createSubscription(pubsub.unique('sub'), {
      deadLetterPolicy: { deadLetterTopic: topic.name, maxDeliveryAttempts: 4 },
    });
    await expect(hasty).rejects.toMatchObject({ code: status.OUT_OF_RANGE });
  });

  it('change only in the fields of the mask', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'), {
      ackDeadlineSeconds: 30,
      labels: { team: 'red' },
    });
    await subscription.setMetadata({ ackDeadlineSeconds: 60 });
    const [shown] = await subscription.getMetadata();
    expect(shown).toMatchObject({ ackDeadlineSeconds: 60, labels: { team: 'red' } });
  });

  it('lose a retry policy that the mask names and the update leaves out', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'), {
      retryPolicy: { minimumBackoff: { seconds: 1 } },
    });
    const [before] = await subscription.getMetadata();
    expect(before.retryPolicy?.maximumBackoff).toMatchObject({ seconds: '600' });
    await subscription.setMetadata({ retryPolicy: null });
    const [after] = await subscription.getMetadata();
    expect(after.retryPolicy).toBeNull();
  });

  it('never change their topic', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'));
    const moved = subscription.setMetadata({ topic: topic.name });
    await expect(moved).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it('are listed by project and by topic, and deleted', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [kept] = await topic.createSubscription(pubsub.unique('sub'));
    const [dropped] = await topic.createSubscription(pubsub.unique('sub'));
    await dropped.delete();
    await expect(dropped.getMetadata()).rejects.toMatchObject({ code: status.NOT_FOUND });
    const [ofTopic] = await topic.getSubscriptions();
    expect(ofTopic.map((one) => one.name)).toEqual([kept.name]);
    const [ofProject] = await pubsub.client.getSubscriptions();
    expect(ofProject.map((one) => one.name)).toContain(kept.name);
    expect(ofProject.map((one) => one.name)).not.toContain(dropped.name);
  });

  it('outlive their topic under its tombstone', async () => {
    const [topic] = await pubsub.client.createTopic(pubsub.unique('topic'));
    const [subscription] = await topic.createSubscription(pubsub.unique('sub'));
    await topic.delete();
    const [shown] = await subscription.getMetadata();
    expect(shown.topic).toBe('_deleted-topic_');
  });
});
