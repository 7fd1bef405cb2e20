/** Every way a request can fail that a caller may be told about. */
export type ErrorCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'rate_limited'
  | 'feature_disabled'
  | 'unavailable'
  | 'internal';

/** One part of the input that broke one rule; `path` as the caller wrote it, e.g. `items.0.at`. */
export type FieldError = { path: string; rule: string };

type Details = { cause?: unknown; fields?: FieldError[]; retryAfterSeconds?: number };

/** What domain code throws; only the adapters translate it to a status. `message` is shown to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = 'AppError';
    this.code = code;
    this.fields = details.fields ?? [];
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}
