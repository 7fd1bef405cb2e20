import domain from 'node:domain';
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { bodyLimits } from './body-limits.ts';
import { readConfig } from './config.ts';
import { endOnSignals, orderlyEnd } from './drain.ts';
import { AppError } from './errors.ts';
import type { FunctionEntry } from './function.ts';
import { guardBody } from './guard.ts';
import { configureLog, log } from './log.ts';
import { sendError } from './send-error.ts';

/** The listener of one function; its services are built at once, and a request waits for them. */
export function listen(
  entry: FunctionEntry,
  failed: (cause: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const loading = entry.load().then((app) => getRequestListener(app.fetch, { overrideGlobalObjects: false }));
  loading.catch(failed);
  return (request, response) =>
    loading.then(
      (listener) => listener(request, response),
      () =>
        void sendError(
          response,
          new AppError('internal', 'This function could not start; the log says why.'),
        ),
    );
}

/**
 * What a bundle exports under the function's name. The framework gives no hook around its server, so the
 * bundle, which is loaded first, stands between the framework and `http.createServer` for that one call.
 */
export function deployable(name: string, entry: FunctionEntry) {
  const { LOG_LEVEL } = readConfig(['LOG_LEVEL']);
  const limitOf = bodyLimits([entry]);
  configureLog({ level: LOG_LEVEL });
  openNoDomains();
  const { createServer } = http;
  http.createServer = ((...args: Parameters<typeof createServer>) => {
    http.createServer = createServer;
    const server = createServer(...args);
    const [framework] = server.listeners('request') as RequestListener[];
    if (framework) server.removeAllListeners('request').on('request', guardBody(framework, limitOf));
    const end = orderlyEnd(server);
    // The framework adds its own signal listeners when it listens; ours replace them right after.
    server.once('listening', () => setImmediate(endOnSignals, end));
    return server;
  }) as typeof createServer;

  return listen(entry, (cause) => {
    log.error('process.not_started', { function: name }, cause);
    process.exit(1);
  });
}

/**
 * The framework runs each request in a domain of Node's, which makes the process follow every promise from the first one
 * on, at a third of its speed. Here what goes wrong is a rejection, which no domain sees.
 */
function openNoDomains(): void {
  Object.assign(domain, {
    create: () => ({ on: () => undefined, run: (work: () => void) => work() }),
  });
}
