import { status } from '@grpc/grpc-js';
import { StatusError } from '../grpc.ts';

const id = /^(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}$/;

/** A topic that was deleted leaves this name behind in its subscriptions. */
export const deletedTopic = '_deleted-topic_';

/** Refuses what is not `projects/{project}/{kind}/{id}` with a legal id. */
export function checkName(kind: 'topics' | 'subscriptions', name: string): void {
  const [projects, project, collection, last = '', ...rest] = name.split('/');
  const legal = projects === 'projects' && project && collection === kind && id.test(last);
  if (legal && rest.length === 0) return;
  throw new StatusError(status.INVALID_ARGUMENT, `Invalid [${kind}] name: (name=${name})`);
}

/** The project of a checked resource name. */
export function projectOf(name: string): string {
  return name.split('/')[1] ?? '';
}

/** The last segment of a resource name. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** Google's words for a name that leads nowhere. */
export function notFound(name: string): StatusError {
  return new StatusError(status.NOT_FOUND, `Resource not found (resource=${idOf(name)}).`);
}

/** Google's words for a name that is taken. */
export function alreadyExists(name: string): StatusError {
  return new StatusError(
    status.ALREADY_EXISTS,
    `Resource already exists in the project (resource=${idOf(name)}).`,
  );
}

/** A request that can never succeed, with the reason. */
export function invalid(reason: string): StatusError {
  return new StatusError(status.INVALID_ARGUMENT, reason);
}
