import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { StatusError, unary, unimplemented } from '../grpc.ts';
import { checkJob, checkParent, invalid } from './check-job.ts';
import { Empty, scheduler } from './protos.ts';
import type { Job } from './protos.ts';
import type { Runner } from './run-jobs.ts';

/** The fields a mask may name; a target takes the place of the other kind. */
const mutable: Record<string, keyof Job> = {
  description: 'description',
  schedule: 'schedule',
  time_zone: 'timeZone',
  pubsub_target: 'pubsubTarget',
  http_target: 'httpTarget',
  app_engine_http_target: 'appEngineHttpTarget',
  retry_config: 'retryConfig',
  attempt_deadline: 'attemptDeadline',
};
const targets: readonly (keyof Job)[] = ['pubsubTarget', 'httpTarget', 'appEngineHttpTarget'];

/** The methods of google.cloud.scheduler.v1.CloudScheduler. */
export function schedulerService(runner: Runner) {
  function jobOf(name: string): Job {
    const job = runner.jobs.get(name);
    if (!job) throw new StatusError(status.NOT_FOUND, `Job not found: ${name}`);
    return job;
  }

  return {
    CreateJob: unary(scheduler.CreateJobRequest, scheduler.Job, ({ parent, job }) => {
      checkParent(parent);
      if (!job) throw invalid('The request carries no job.');
      const name = job.name || `${parent}/jobs/${randomUUID()}`;
      if (!name.startsWith(`${parent}/jobs/`)) throw invalid(`The job ${name} is not in ${parent}.`);
      return runner.create(checkJob({ ...job, name }));
    }),
    GetJob: unary(scheduler.GetJobRequest, scheduler.Job, ({ name }) => jobOf(name)),
    ListJobs: unary(scheduler.ListJobsRequest, scheduler.ListJobsResponse, (request) => {
      checkParent(request.parent);
      const after = Buffer.from(request.pageToken, 'base64url').toString();
      const names = [...runner.jobs.keys()]
        .filter((name) => name.startsWith(`${request.parent}/jobs/`) && name > after)
        .sort();
      const size = Math.min(request.pageSize > 0 ? request.pageSize : 500, 500);
      const last = names.length > size ? (names[size - 1] ?? '') : '';
      return {
        jobs: names.slice(0, size).map(jobOf),
        nextPageToken: Buffer.from(last).toString('base64url'),
      };
    }),
    UpdateJob: unary(scheduler.UpdateJobRequest, scheduler.Job, ({ job, updateMask }) => {
      if (!job) throw invalid('The request carries no job.');
      const current = jobOf(job.name ?? '');
      return runner.update(checkJob(applyMask(current, job, updateMask?.paths ?? [])));
    }),
    DeleteJob: unary(scheduler.DeleteJobRequest, Empty, async ({ name }) => {
      await runner.remove(name);
      return {};
    }),
    PauseJob: unary(scheduler.PauseJobRequest, scheduler.Job, ({ name }) => runner.pause(name)),
    ResumeJob: unary(scheduler.ResumeJobRequest, scheduler.Job, ({ name }) => runner.resume(name)),
    RunJob: unary(scheduler.RunJobRequest, scheduler.Job, ({ name }) => runner.run(name)),
  };
}

/** Without a mask every field that the request sets is taken. */
function applyMask(current: Job, request: Job, paths: readonly string[]): Job {
  const known = paths.map((path) => {
    if (path.includes('.'))
      throw unimplemented(`The mask path ${path} is not served locally; name the whole field.`);
    const field = Object.hasOwn(mutable, path) ? mutable[path] : undefined;
    if (!field) throw invalid(`The field ${path} cannot be updated.`);
    return field;
  });
  const set = Object.values(mutable).filter((field) => Object.hasOwn(request, field));
  const fields = known.length > 0 ? known : set;
  const changed = { ...current };
  if (fields.some((field) => targets.includes(field))) {
    for (const target of targets) Reflect.deleteProperty(changed, target);
  }
  for (const field of fields) Object.assign(changed, { [field]: request[field] });
  return changed;
}
