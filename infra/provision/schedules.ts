import type { CloudSchedulerClient, protos } from '@google-cloud/scheduler';
import { type Change, differences } from './change.ts';

type Job = protos.google.cloud.scheduler.v1.IJob;

/** When, and what is then published or called. */
export type SchedulePlan = {
  name: string;
  cron: string;
  timeZone: string;
  payload: object;
  target: { topic: string } | { url: string; account: string };
};

const notFound = 5;

/** The job of one schedule. */
export async function scheduleChanges(
  scheduler: CloudSchedulerClient,
  location: { project: string; region: string },
  plan: SchedulePlan,
): Promise<Change[]> {
  const parent = `projects/${location.project}/locations/${location.region}`;
  const data = Buffer.from(JSON.stringify(plan.payload));
  const job: Job = {
    name: `${parent}/jobs/${plan.name}`,
    schedule: plan.cron,
    timeZone: plan.timeZone,
    ...('topic' in plan.target
      ? { pubsubTarget: { topicName: `projects/${location.project}/topics/${plan.target.topic}`, data } }
      : {
          httpTarget: {
            uri: plan.target.url,
            httpMethod: 'POST' as const,
            headers: { 'content-type': 'application/json' },
            body: data,
            oidcToken: { serviceAccountEmail: plan.target.account, audience: plan.target.url },
          },
        }),
  };
  const actual = await scheduler.getJob({ name: job.name ?? '' }).then(
    ([found]) => found,
    (cause: unknown) => {
      if ((cause as { code?: unknown }).code === notFound) return undefined;
      throw cause;
    },
  );
  const resource = `schedule ${plan.name}`;
  if (!actual) {
    return [{ sign: '+', resource, detail: plan.cron, apply: () => scheduler.createJob({ parent, job }) }];
  }
  const changed = differences(plain(job), plain(actual));
  if (changed.length === 0) return [];
  return [{ sign: '~', resource, detail: changed.join(', '), apply: () => scheduler.updateJob({ job }) }];
}

function plain({ schedule, timeZone, pubsubTarget, httpTarget }: Job): Record<string, unknown> {
  const text = (bytes: Uint8Array | string | null | undefined) => Buffer.from(bytes ?? '').toString('utf8');
  return {
    schedule,
    timeZone,
    topic: pubsubTarget?.topicName ?? '',
    url: httpTarget?.uri ?? '',
    account: httpTarget?.oidcToken?.serviceAccountEmail ?? '',
    payload: text(pubsubTarget?.data ?? httpTarget?.body),
  };
}
