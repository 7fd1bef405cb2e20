export { startPubSub } from './start-pubsub.ts';
export type { LocalPubSub, PubSubOptions } from './start-pubsub.ts';
