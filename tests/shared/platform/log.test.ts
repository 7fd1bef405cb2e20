import { afterEach, expect, it } from 'vitest';
import { configureLog, log, traceIdOf, withTrace } from '../../../shared/platform/log.ts';

let lines: Record<string, unknown>[] = [];
const undo = configureLog({
  level: 'info',
  sink: (line) => lines.push(JSON.parse(line) as Record<string, unknown>),
});
afterEach(() => {
  lines = [];
});

it('writes one JSON line with the severity and the event', () => {
  log.info('door.opened', { visits: 2, guest: undefined });
  expect(lines).toEqual([
    { severity: 'INFO', time: expect.any(String) as string, message: 'door.opened', visits: 2 },
  ]);
});

it('writes nothing below the level', () => {
  log.debug('door.looked_at');
  expect(lines).toEqual([]);
});

it('carries the trace of the request and only of that request', async () => {
  const trace = traceIdOf('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
  await withTrace(String(trace), async () => {
    await Promise.resolve();
    log.info('inside');
  });
  log.info('outside');
  expect(lines.map((line) => line['logging.googleapis.com/trace'])).toEqual([
    '4bf92f3577b34da6a3ce929d0e0e4736',
    undefined,
  ]);
});

it('takes no trace from a header that is not one', () => {
  expect(traceIdOf('hello')).toBeUndefined();
  expect(traceIdOf(undefined)).toBeUndefined();
});

it('writes a failure with its code and its causes', () => {
  const cause = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
  log.error('door.stuck', {}, new Error('cannot open', { cause }));
  expect(lines[0]).toMatchObject({
    severity: 'ERROR',
    error: { name: 'Error', message: 'cannot open', cause: { message: 'no route', code: 'EHOSTUNREACH' } },
  });
});

it('goes back to what it was when told', () => {
  undo();
  log.info('elsewhere');
  expect(lines).toEqual([]);
});
