/** A request the local BigQuery turns down, as the status and reason Google's client reads. */
export class Refusal extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.reason = reason;
  }
}

export const notFound = (message: string) => new Refusal(404, 'notFound', `Not found: ${message}`);
export const duplicate = (message: string) => new Refusal(409, 'duplicate', `Already Exists: ${message}`);
export const invalid = (message: string) => new Refusal(400, 'invalid', message);
export const invalidQuery = (message: string, options?: ErrorOptions) =>
  new Refusal(400, 'invalidQuery', message, options);
/** What Google offers and the local BigQuery does not; the message says so in a sentence. */
export const unspoken = (message: string) => new Refusal(501, 'notImplemented', message);

const statusNames: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ALREADY_EXISTS',
  412: 'FAILED_PRECONDITION',
  413: 'INVALID_ARGUMENT',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
};

/** The error body of Google's JSON APIs. */
export function errorBody({ status, reason, message }: Refusal): object {
  return {
    error: {
      code: status,
      message,
      errors: [{ message, domain: 'global', reason }],
      status: statusNames[status] ?? 'UNKNOWN',
    },
  };
}
