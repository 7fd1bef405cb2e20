import { type Clock, systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { counter, histogram } from '../platform/metrics.ts';
import { CallFailure, type Outcome, outcomes } from './failure.ts';

/** Who is called. */
export const endpointNames = ['primary', 'fallback', 'embeddings', 'speech'] as const;
export type EndpointName = (typeof endpointNames)[number];

const calls = counter('model_calls_total', 'Calls to model endpoints, by what they came to', [
  'model',
  'outcome',
]);
const seconds = histogram(
  'model_seconds',
  'How long calls to model endpoints took',
  ['model', 'outcome'],
  [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 50],
);
for (const model of endpointNames) for (const outcome of outcomes) calls.inc({ model, outcome }, 0);

export type Tries<T> = {
  model: EndpointName;
  attempts: number;
  /** When the last attempt is cut off, by the clock. */
  deadline: number;
  firstPauseMs?: number;
  clock?: Clock;
  signal?: AbortSignal | undefined;
  run: (signal: AbortSignal) => Promise<T>;
  /** Whether a refusal was understood and the next attempt will ask differently; such an attempt is extra. */
  adapt?: (failure: CallFailure) => boolean;
};

const longestPauseMs = 4000;

/**
 * Calls until it works, the attempts are used up, or the deadline is near. Waits as long as a server asks to be
 * left alone, and gives up at once when that is past the deadline. Throws the last CallFailure.
 */
export async function tryWithin<T>(tries: Tries<T>): Promise<T> {
  const { model, attempts, deadline, firstPauseMs = 300, clock = systemClock, run, adapt } = tries;
  let pauseMs = firstPauseMs;
  let left = attempts;
  for (;;) {
    const failure = await once(model, clock, deadline, tries.signal, run);
    if (!(failure instanceof CallFailure)) return failure.value;
    if (failure.outcome === 'timeout') throw failure;
    if (adapt?.(failure)) continue;
    left -= 1;
    if (left <= 0 || !failure.retryable) throw failure;
    // All who were refused at the same moment must not come back at the same moment.
    const wait = failure.retryAfterMs ?? pauseMs * (0.5 + Math.random());
    if (clock() + wait >= deadline) throw failure;
    await new Promise((resolve) => setTimeout(resolve, wait));
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

async function once<T>(
  model: EndpointName,
  clock: Clock,
  deadline: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<{ value: T } | CallFailure> {
  const started = performance.now();
  const settle = (outcome: Outcome) => {
    const took = performance.now() - started;
    calls.inc({ model, outcome });
    seconds.observe({ model, outcome }, took / 1000);
    return Math.round(took);
  };
  const leftMs = deadline - clock();
  const limit = AbortSignal.timeout(Math.max(0, Math.floor(leftMs)));
  const signal = outer ? AbortSignal.any([limit, outer]) : limit;
  try {
    if (leftMs <= 0 || signal.aborted) throw new CallFailure('timeout');
    const value = await run(signal);
    settle('success');
    return { value };
  } catch (cause) {
    // What an abort looks like depends on where in the call it fell.
    const failure = signal.aborted ? new CallFailure('timeout') : asFailure(cause);
    const { outcome, status, code } = failure;
    log.warning('model.call_failed', { model, outcome, status, code, durationMs: settle(outcome) });
    return failure;
  }
}

/** The text of what was thrown may hold what was sent, so its name alone goes further. */
function asFailure(cause: unknown): CallFailure {
  if (cause instanceof CallFailure) return cause;
  const code = cause instanceof Error ? cause.name : typeof cause;
  return new CallFailure('unreachable', { code, retryable: true });
}
