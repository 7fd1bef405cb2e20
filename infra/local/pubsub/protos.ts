import protos from '@google-cloud/pubsub/build/protos/protos.js';
import type { protos as types } from '@google-cloud/pubsub';

/** The message classes of google.pubsub.v1, from the client's own generated code. */
export const pubsub = protos.google.pubsub.v1;
export const { Empty } = protos.google.protobuf;

export type Topic = types.google.pubsub.v1.ITopic;
export type Subscription = types.google.pubsub.v1.ISubscription;
export type PubsubMessage = types.google.pubsub.v1.IPubsubMessage;
export type ReceivedMessage = types.google.pubsub.v1.IReceivedMessage;
