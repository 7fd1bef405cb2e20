import type { RequestListener, Server, ServerResponse } from 'node:http';
import { log } from './log.ts';
import { withinLimit } from './within-limit.ts';

type Flush = { name: string; run: () => Promise<void> };

const flushes: Flush[] = [];

/** Registers what must still be written before the process ends. */
export function onShutdown(name: string, run: () => Promise<void>): void {
  flushes.push({ name, run });
}

/** Writes all that is queued; a failure is logged and does not stop the others. */
export async function flushAll(): Promise<void> {
  await Promise.all(
    flushes.map(({ name, run }) =>
      run().catch((cause: unknown) => log.error('process.flush_failed', { queue: name }, cause)),
    ),
  );
}

/** So long requests in flight are waited for, first before and then while all that is queued is written. */
const quietMs = 1500;
const lateQuietMs = 5000;

/**
 * Lets the server end in order: stop accepting, finish what is in flight, flush. A request that does not end holds up
 * no queue. The returned function does it once and resolves when all is done.
 */
export function orderlyEnd(
  server: Server,
  { patienceMs = quietMs, lateMs = lateQuietMs } = {},
): () => Promise<void> {
  const inFlight = new Set<ServerResponse>();
  let idle: (() => void) | undefined;
  const listeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    inFlight.add(response);
    if (idle) response.shouldKeepAlive = false;
    response.once('close', () => {
      inFlight.delete(response);
      if (inFlight.size === 0) idle?.();
    });
    for (const listener of listeners) listener(request, response);
  });

  async function end(): Promise<void> {
    const quiet = new Promise<void>((resolve) => {
      idle = resolve;
    });
    // A kept-alive connection would hold the server open after its last answer.
    for (const response of inFlight) response.shouldKeepAlive = false;
    server.close();
    server.closeIdleConnections();
    const isQuiet = (limitMs: number) =>
      inFlight.size === 0 ? Promise.resolve() : withinLimit(quiet, limitMs).catch(() => undefined);
    await isQuiet(patienceMs);
    if (inFlight.size > 0) await Promise.all([flushAll(), isQuiet(lateMs)]);
    if (inFlight.size > 0) log.warning('process.requests_cut', { count: inFlight.size });
    server.closeAllConnections();
    await flushAll();
  }

  let ending: Promise<void> | undefined;
  return () => (ending ??= end());
}

const longestMs = 8000;

/** On SIGTERM and SIGINT runs `end` instead of anyone else's listeners, then exits, within 8 seconds. */
export function endOnSignals(end: () => Promise<void>): void {
  let ending = false;
  const finish = (signal: NodeJS.Signals) => {
    // npm passes on a Ctrl-C that the terminal has sent to us as well; the second must not cut the first short.
    if (ending) return;
    ending = true;
    const started = performance.now();
    const exit = (code: number) => {
      log.info('process.ended', { signal, code, durationMs: Math.round(performance.now() - started) });
      process.exit(code);
    };
    setTimeout(exit, longestMs, 1);
    end().then(
      () => exit(0),
      (cause: unknown) => {
        log.error('process.end_failed', { signal }, cause);
        exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.removeAllListeners(signal);
    process.on(signal, finish);
  }
}
