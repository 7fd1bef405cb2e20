/** What a call to a model endpoint came to. */
export const outcomes = [
  'success',
  'rate_limited',
  'server_error',
  'refused',
  'unauthorized',
  'too_long',
  'unreachable',
  'broken',
  'empty',
  'timeout',
] as const;
export type Outcome = (typeof outcomes)[number];

type Details = {
  status?: number | undefined;
  /** The server's own short code; never its text, which can repeat the key or the prompt. */
  code?: string | undefined;
  retryable?: boolean;
  retryAfterMs?: number | undefined;
  /** What the server says; looked at to understand it, never shown or logged. */
  said?: string;
};

/** One call that gave nothing. Its message holds the outcome, a status and a code, nothing a server wrote freely. */
export class CallFailure extends Error {
  readonly outcome: Exclude<Outcome, 'success'>;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly #said: string;

  constructor(outcome: Exclude<Outcome, 'success'>, details: Details = {}) {
    const { status, code, retryable = false, retryAfterMs, said = '' } = details;
    super([outcome, status, code].filter((part) => part !== undefined).join(' '));
    this.name = 'CallFailure';
    this.outcome = outcome;
    this.status = status;
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
    this.#said = said;
  }

  /** Whether the server's own words match. */
  says(pattern: RegExp): boolean {
    return pattern.test(this.#said);
  }
}

const tooLong =
  /context.{0,20}(length|window|size)|maximum.{0,20}(context|tokens)|too many tokens|prompt is too long|exceeds?.{0,40}context/i;
/** Where asking again today is of no use, although the status is that of a passing state. */
const spent = /insufficient_quota|billing/i;

/** What an answer with a status that is not 2xx means. */
export function failureOf(
  status: number,
  body: string,
  header: (name: string) => string | null | undefined,
): CallFailure {
  const code = codeOf(body);
  const details = { status, code, said: body };
  if (status === 401 || status === 403) return new CallFailure('unauthorized', details);
  if (status === 429) {
    const retryable = !spent.test(code ?? '') && !spent.test(body);
    return new CallFailure('rate_limited', { ...details, retryable, retryAfterMs: retryAfter(header) });
  }
  if (status >= 500 || status === 408 || status === 425) {
    return new CallFailure('server_error', { ...details, retryable: true, retryAfterMs: retryAfter(header) });
  }
  return new CallFailure(status === 413 || tooLong.test(body) ? 'too_long' : 'refused', details);
}

/** The server's own code, when it is one and not a text. */
function codeOf(body: string): string | undefined {
  const found = /"code"\s*:\s*"?([a-z\d_]{1,40})"?\s*[,}]/i.exec(body)?.[1];
  return found !== undefined && /^[a-z_]+$|^\d{1,5}$/.test(found) ? found : undefined;
}

/** How long a server asks to be left alone. */
function retryAfter(header: (name: string) => string | null | undefined): number | undefined {
  const ms = Number(header('retry-after-ms') || Number.NaN);
  if (ms >= 0) return ms;
  const value = header('retry-after');
  if (!value) return undefined;
  const seconds = Number(value);
  if (seconds >= 0) return seconds * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
