import { status } from '@grpc/grpc-js';
import { millisOf } from '../proto-time.ts';
import { scheduler } from './protos.ts';
import type { HttpTarget, Job } from './protos.ts';

/** What came of an attempt; code 0 is success. */
export type Outcome = { code: number; message: string };

export type AttemptPorts = {
  publish(topic: string, message: { data?: Uint8Array; attributes?: Record<string, string> }): Promise<void>;
  httpToken?: ((audience: string, email: string) => Promise<string>) | undefined;
  signal: AbortSignal;
};

const succeeded: Outcome = { code: status.OK, message: '' };
const ours = /^(host|content-length|user-agent|x-google-.*|x-appengine-.*|x-cloudscheduler.*)$/i;

/** Runs the job's target once and says what came of it; it never throws. */
export async function attemptJob(job: Job, scheduledFor: number, ports: AttemptPorts): Promise<Outcome> {
  try {
    if (job.httpTarget) return await call(job, job.httpTarget, scheduledFor, ports);
    const { topicName, data, attributes } = job.pubsubTarget ?? {};
    await ports.publish(topicName ?? '', {
      ...(data && { data: Buffer.from(data) }),
      attributes: attributes ?? {},
    });
    return succeeded;
  } catch (cause) {
    return { code: codeOf(cause), message: reasonOf(cause) };
  }
}

async function call(
  job: Job,
  target: HttpTarget,
  scheduledFor: number,
  ports: AttemptPorts,
): Promise<Outcome> {
  const uri = target.uri ?? '';
  const headers = new Headers({
    ...Object.fromEntries(Object.entries(target.headers ?? {}).filter(([header]) => !ours.test(header))),
    'user-agent': 'Google-Cloud-Scheduler',
    'x-cloudscheduler': 'true',
    'x-cloudscheduler-jobname': job.name?.split('/').at(-1) ?? '',
    'x-cloudscheduler-scheduletime': new Date(scheduledFor).toISOString(),
  });
  const body = target.body?.length ? Buffer.from(target.body) : undefined;
  if (body && !headers.has('content-type')) headers.set('content-type', 'application/octet-stream');
  if (target.oidcToken && ports.httpToken) {
    const { audience, serviceAccountEmail } = target.oidcToken;
    const token = await ports.httpToken(audience || uri, serviceAccountEmail ?? '');
    headers.set('authorization', `Bearer ${token}`);
  }
  const deadline = AbortSignal.timeout(millisOf(job.attemptDeadline ?? {}));
  const response = await fetch(uri, {
    method: scheduler.HttpMethod[Number(target.httpMethod)] ?? 'POST',
    headers,
    ...(body && { body }),
    signal: AbortSignal.any([deadline, ports.signal]),
  });
  await response.body?.cancel();
  if (response.ok) return succeeded;
  return { code: codeOfHttp(response.status), message: `The target answered ${response.status}.` };
}

function codeOfHttp(http: number): number {
  const known: Record<number, number> = {
    400: status.INVALID_ARGUMENT,
    401: status.UNAUTHENTICATED,
    403: status.PERMISSION_DENIED,
    404: status.NOT_FOUND,
    409: status.ABORTED,
    429: status.RESOURCE_EXHAUSTED,
    499: status.CANCELLED,
    501: status.UNIMPLEMENTED,
    503: status.UNAVAILABLE,
    504: status.DEADLINE_EXCEEDED,
  };
  if (known[http] !== undefined) return known[http];
  return http >= 500 ? status.INTERNAL : status.FAILED_PRECONDITION;
}

function codeOf(cause: unknown): number {
  if (!(cause instanceof Error)) return status.UNKNOWN;
  if (cause.name === 'TimeoutError') return status.DEADLINE_EXCEEDED;
  if (cause.name === 'AbortError') return status.CANCELLED;
  if ('code' in cause && typeof cause.code === 'number' && status[cause.code]) return cause.code;
  return cause instanceof TypeError ? status.UNAVAILABLE : status.UNKNOWN;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // fetch says only that it failed; why stands in its cause.
  return cause.cause instanceof Error ? cause.cause.message || cause.message : cause.message;
}
