import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { randomId } from './clock.ts';
import { errorBody, statusOf } from './error-response.ts';
import type { AppError } from './errors.ts';

/** Answers with the one error body where no app does yet; gives the id for the log. */
export function sendError(
  response: ServerResponse,
  error: AppError,
  headers: OutgoingHttpHeaders = {},
  sent?: () => void,
): string {
  const id = randomId();
  response.writeHead(statusOf[error.code], {
    'content-type': 'application/json',
    'x-request-id': id,
    ...headers,
  });
  response.end(JSON.stringify(errorBody(error, id)), sent);
  return id;
}
