import protos from '@google-cloud/scheduler/build/protos/protos.js';
import type { protos as types } from '@google-cloud/scheduler';

/** The message classes of google.cloud.scheduler.v1, from the client's own generated code. */
export const scheduler = protos.google.cloud.scheduler.v1;
export const { Empty } = protos.google.protobuf;

export type Job = types.google.cloud.scheduler.v1.IJob;
export type HttpTarget = types.google.cloud.scheduler.v1.IHttpTarget;
export type RetryConfig = types.google.cloud.scheduler.v1.IRetryConfig;
