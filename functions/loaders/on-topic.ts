import { authConfig, createAuth, pushAccount } from '../../shared/platform/auth.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { readConfig } from '../../shared/platform/config.ts';
import type { App } from '../../shared/platform/http.ts';
import { topicApp, type TopicAppOptions } from '../../shared/platform/topic-app.ts';

/** The app of a function behind a topic, for pushes of the project's own subscriptions. */
export function onTopic<Payload>(
  options: Pick<TopicAppOptions<Payload>, 'name' | 'schema' | 'handle' | 'attempts'>,
): App {
  const config = readConfig(authConfig);
  const pushers = [pushAccount(config.GOOGLE_CLOUD_PROJECT)];
  return topicApp({ auth: createAuth(config), pushers, firestore, ...options });
}
