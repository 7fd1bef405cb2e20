import type { z } from 'zod';
import type { AppError } from './errors.ts';
import { type ErrorCode, type FieldError } from './errors.ts';

/** The status each error code is answered with. */
export const statusOf = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  feature_disabled: 404,
  method_not_allowed: 405,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

export type ErrorBody = { error: { code: ErrorCode; message: string; fields?: FieldError[]; id: string } };

/** The one shape every error is answered in; `id` is in the log line of the request. */
export function errorBody(error: AppError, id: string): ErrorBody {
  const { code, message, fields } = error;
  return { error: { code, message, ...(fields.length > 0 ? { fields } : {}), id } };
}

/** Which fields broke which rules, with unknown keys named one by one. */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], prefix = ''): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [prefix, ...issue.path.map(String)].filter(Boolean).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path: path || 'body', rule: issue.message }];
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, rule: 'Unknown field' }));
  });
}
