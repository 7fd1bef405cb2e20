import { unary, unimplemented } from '../grpc.ts';
import type { Broker } from './broker.ts';
import { checkMessages } from './check-messages.ts';
import { checkTopic } from './check-config.ts';
import { checkName, notFound } from './names.ts';
import { page } from './page.ts';
import { Empty, pubsub } from './protos.ts';
import type { Topic } from './protos.ts';
import { applyMask } from './apply-mask.ts';

const mutable: Record<string, keyof Topic> = {
  labels: 'labels',
  message_storage_policy: 'messageStoragePolicy',
};

/** The methods of google.pubsub.v1.Publisher. */
export function publisher(broker: Broker) {
  function topicOf(name: string): Topic {
    checkName('topics', name);
    const topic = broker.topics.get(name);
    if (!topic) throw notFound(name);
    return topic;
  }

  return {
    CreateTopic: unary(pubsub.Topic, pubsub.Topic, async (request) => {
      const topic = checkTopic(request);
      await broker.createTopic(topic);
      return topic;
    }),
    GetTopic: unary(pubsub.GetTopicRequest, pubsub.Topic, ({ topic }) => topicOf(topic)),
    UpdateTopic: unary(pubsub.UpdateTopicRequest, pubsub.Topic, async ({ topic, updateMask }) => {
      const current = topicOf(topic?.name ?? '');
      const changed = checkTopic(applyMask(current, topic ?? current, updateMask?.paths ?? [], mutable));
      await broker.updateTopic(changed);
      return changed;
    }),
    ListTopics: unary(pubsub.ListTopicsRequest, pubsub.ListTopicsResponse, (request) => {
      const names = [...broker.topics.keys()].filter((one) => one.startsWith(`${request.project}/`));
      const { items, nextPageToken } = page(names, request);
      return { topics: items.map(topicOf), nextPageToken };
    }),
    ListTopicSubscriptions: unary(
      pubsub.ListTopicSubscriptionsRequest,
      pubsub.ListTopicSubscriptionsResponse,
      (request) => {
        topicOf(request.topic);
        const attached = [...broker.deliveries].filter(
          ([, { subscription }]) => subscription.topic === request.topic,
        );
        const { items, nextPageToken } = page(
          attached.map(([name]) => name),
          request,
        );
        return { subscriptions: items, nextPageToken };
      },
    ),
    DeleteTopic: unary(pubsub.DeleteTopicRequest, Empty, async ({ topic }) => {
      checkName('topics', topic);
      await broker.deleteTopic(topic);
      return {};
    }),
    Publish: unary(pubsub.PublishRequest, pubsub.PublishResponse, async ({ topic, messages }) => {
      topicOf(topic);
      checkMessages(messages);
      return { messageIds: (await broker.publish(topic, messages)).map(String) };
    }),
    ListTopicSnapshots: unimplemented('Snapshots are not served locally.'),
    DetachSubscription: unimplemented('Detaching is not served locally; delete the subscription.'),
  };
}
