import { validateHeaderName, validateHeaderValue } from 'node:http';
import { status } from '@grpc/grpc-js';
import { StatusError, unimplemented } from '../grpc.ts';
import { fromMillis, millisOf } from '../proto-time.ts';
import { nextRun } from './next-run.ts';
import { scheduler } from './protos.ts';
import type { HttpTarget, Job, RetryConfig } from './protos.ts';

const jobName = /^projects\/[A-Za-z0-9\-:.]+\/locations\/[a-z0-9-]+\/jobs\/[A-Za-z0-9_-]{1,500}$/;
const parentName = /^projects\/[A-Za-z0-9\-:.]+\/locations\/[a-z0-9-]+$/;
const topicName = /^projects\/[^/]+\/topics\/[^/]+$/;
const { HttpMethod } = scheduler;
const withBody: readonly number[] = [
  HttpMethod.HTTP_METHOD_UNSPECIFIED,
  HttpMethod.POST,
  HttpMethod.PUT,
  HttpMethod.PATCH,
];
const minute = 60_000;

/** A request that can never succeed, with the reason. */
export function invalid(reason: string): StatusError {
  return new StatusError(status.INVALID_ARGUMENT, reason);
}

/** Refuses what is not a location. */
export function checkParent(parent: string): void {
  if (!parentName.test(parent)) throw invalid(`Resource name [${parent}] is not a location.`);
}

/** The caller's part of a job, defaults filled in; refuses what is malformed or not done locally. */
export function checkJob(job: Job): Job {
  const name = job.name ?? '';
  if (!jobName.test(name)) throw invalid(`Job name [${name}] is malformed.`);
  if ((job.description ?? '').length > 500) throw invalid('A description may have at most 500 characters.');
  if (job.appEngineHttpTarget) throw unimplemented('App Engine targets are not served locally.');
  const schedule = job.schedule ?? '';
  const timeZone = job.timeZone || 'Etc/UTC';
  checkSchedule(schedule, timeZone);
  return {
    name,
    description: job.description ?? '',
    schedule,
    timeZone,
    ...targetOf(job),
    retryConfig: checkRetry(job.retryConfig ?? {}),
    ...(job.httpTarget && { attemptDeadline: checkDeadline(job.attemptDeadline) }),
  };
}

function targetOf({ pubsubTarget, httpTarget }: Job): Pick<Job, 'pubsubTarget' | 'httpTarget'> {
  if (httpTarget) {
    checkHttp(httpTarget);
    return { httpTarget: { ...httpTarget, httpMethod: httpTarget.httpMethod || HttpMethod.POST } };
  }
  if (!pubsubTarget) throw invalid('A job needs a target: pubsub_target or http_target.');
  if (!topicName.test(pubsubTarget.topicName ?? '')) {
    throw invalid(`PubsubTarget.topic_name [${pubsubTarget.topicName ?? ''}] is malformed.`);
  }
  const attributes = Object.keys(pubsubTarget.attributes ?? {}).length;
  if (!pubsubTarget.data?.length && attributes === 0) {
    throw invalid('A Pub/Sub target needs data or at least one attribute.');
  }
  return { pubsubTarget };
}

function checkSchedule(schedule: string, timeZone: string): void {
  if (/^\s*(every|first|second|third|fourth|fifth|\d+(st|nd|rd|th))\b/i.test(schedule)) {
    throw unimplemented('English-like schedules are not served locally; write the schedule as unix-cron.');
  }
  try {
    nextRun(schedule, timeZone, 0);
  } catch (cause) {
    throw invalid(`Schedule or time zone is invalid: ${cause instanceof Error ? cause.message : ''}.`);
  }
}

function checkHttp(target: HttpTarget): void {
  const uri = target.uri ?? '';
  if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) {
    throw invalid(`HttpTarget.uri [${uri}] must begin with http:// or https://.`);
  }
  if (target.oauthToken) throw unimplemented('OAuth tokens are not signed locally; use oidc_token.');
  if (target.body?.length && !withBody.includes(Number(target.httpMethod ?? 0))) {
    throw invalid('A body is allowed only with POST, PUT and PATCH.');
  }
  for (const [header, value] of Object.entries(target.headers ?? {})) {
    try {
      validateHeaderName(header);
      validateHeaderValue(header, value);
    } catch {
      throw invalid(`The header ${JSON.stringify(header)} cannot be sent.`);
    }
  }
}

function checkRetry(config: RetryConfig): RetryConfig {
  const retryCount = config.retryCount ?? 0;
  if (retryCount < 0 || retryCount > 5) throw invalid('RetryConfig.retry_count must lie between 0 and 5.');
  const minimum = config.minBackoffDuration ? millisOf(config.minBackoffDuration) : 5000;
  const maximum = config.maxBackoffDuration ? millisOf(config.maxBackoffDuration) : 60 * minute;
  if (minimum < 0 || minimum > maximum) {
    throw invalid('RetryConfig.min_backoff_duration must not exceed max_backoff_duration.');
  }
  return {
    retryCount,
    maxRetryDuration: config.maxRetryDuration ?? fromMillis(0),
    minBackoffDuration: fromMillis(minimum),
    maxBackoffDuration: fromMillis(maximum),
    maxDoublings: config.maxDoublings || 5,
  };
}

function checkDeadline(deadline: Job['attemptDeadline']): NonNullable<Job['attemptDeadline']> {
  if (!deadline) return fromMillis(3 * minute);
  const millis = millisOf(deadline);
  if (millis < 15_000 || millis > 30 * minute) {
    throw invalid('Job.attempt_deadline must lie between 15 seconds and 30 minutes.');
  }
  return fromMillis(millis);
}
