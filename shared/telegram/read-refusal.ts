import { AppError } from '../platform/errors.ts';

/** What Telegram says when it does not do what it was asked. */
export type Refusal = Error & {
  code: number;
  description: string;
  parameters?: { retry_after?: number };
};

/** Whether Telegram itself refused, rather than that nobody reached it. */
export function isRefusal(cause: unknown): cause is Refusal {
  return cause instanceof Error && 'response' in cause && 'on' in cause;
}

/** Whether there is nobody to send to any more. */
export function isGone({ code, description }: Refusal): boolean {
  return (
    code === 403 || (code === 400 && /chat not found|user is deactivated|PEER_ID_INVALID/i.test(description))
  );
}

/** The refusal as our own error: the library's holds what was sent. */
export function asFailure({ code, description }: Refusal): AppError {
  const own = code === 429 ? 'rate_limited' : code === 409 ? 'conflict' : 'unavailable';
  return new AppError(own, `Telegram refused: ${code} ${description}`);
}

const unreached = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;

/** Whether Telegram may have taken what was sent although the call failed: it was reached, and did not say no. */
export function mayHaveArrived(cause: unknown): boolean {
  if (!(cause instanceof AppError)) return true;
  return cause.cause instanceof Error && !unreached.test(cause.cause.message);
}
