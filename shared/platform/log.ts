import { AsyncLocalStorage } from 'node:async_hooks';

const severities = ['debug', 'info', 'warning', 'error'] as const;
type Severity = (typeof severities)[number];

/** Ids, durations and counts of one outcome. Never text of a person, tokens or whole events. */
export type LogFields = Record<string, string | number | boolean | null | undefined | readonly string[]>;

type Sink = (line: string) => void;

const traces = new AsyncLocalStorage<string>();
let least = severities.indexOf('info');
let sink: Sink = (line) => void process.stdout.write(line);

/** Runs `work` so that every line it logs carries the trace. */
export function withTrace<T>(trace: string, work: () => T): T {
  return traces.run(trace, work);
}

/** The trace id of a `traceparent` header, if it is one. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}/.exec(traceparent ?? '')?.[1];
}

/** Sets the least severity written and, for tests, where lines go. Returns what undoes it. */
export function configureLog(options: { level?: Severity; sink?: Sink }): () => void {
  const before = { least, sink };
  if (options.level) least = severities.indexOf(options.level);
  if (options.sink) sink = options.sink;
  return () => {
    ({ least, sink } = before);
  };
}

function write(severity: Severity, event: string, fields: LogFields, cause?: unknown): void {
  if (severities.indexOf(severity) < least) return;
  const trace = traces.getStore();
  const line = {
    severity: severity.toUpperCase(),
    time: new Date().toISOString(),
    message: event,
    ...(trace === undefined ? {} : { 'logging.googleapis.com/trace': trace }),
    ...fields,
    ...(cause === undefined ? {} : { error: describeCause(cause) }),
  };
  sink(`${JSON.stringify(line)}\n`);
}

/** Name, code and place of a failure with its causes; a message is kept, for it is ours or a library's. */
function describeCause(cause: unknown, depth = 0): unknown {
  if (!(cause instanceof Error)) return { name: typeof cause };
  const { code } = cause as { code?: unknown };
  return {
    name: cause.name,
    message: cause.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: cause.stack
      ?.split('\n')
      .slice(1, 6)
      .map((line) => line.trim()),
    ...(cause.cause !== undefined && depth < 3 ? { cause: describeCause(cause.cause, depth + 1) } : {}),
  };
}

/** One JSON line per outcome, `domain.event` first. */
export const log = {
  debug: (event: string, fields: LogFields = {}) => write('debug', event, fields),
  info: (event: string, fields: LogFields = {}) => write('info', event, fields),
  warning: (event: string, fields: LogFields = {}, cause?: unknown) => write('warning', event, fields, cause),
  error: (event: string, fields: LogFields = {}, cause?: unknown) => write('error', event, fields, cause),
};
