import type { RequestListener } from 'node:http';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { listen } from '../../shared/platform/bootstrap.ts';
import type { FunctionEntry } from '../../shared/platform/function.ts';
import { log } from '../../shared/platform/log.ts';

/** Public path → function name; a path that ends in `/**` holds for all below it. */
export type PathTable = readonly (readonly [path: string, name: string])[];

/**
 * Every function in one process, each through the framework's own request path: at its public paths and at
 * `/functions/<name>`. What no function answers goes to `otherwise`. Each starts with its first request, or with
 * `startAll`.
 */
export function hostFunctions(
  functions: Readonly<Record<string, FunctionEntry>>,
  paths: PathTable,
  otherwise: RequestListener,
): { listener: RequestListener; startAll: () => Promise<void> } {
  const started = new Map<string, { listener: RequestListener; loaded: Promise<unknown> }>();

  function start(name: string) {
    const entry = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (!entry) return undefined;
    let running = started.get(name);
    if (!running) {
      const loaded = Promise.withResolvers<undefined>();
      const load = () => entry.load().finally(() => loaded.resolve(undefined));
      http(
        name,
        listen({ ...entry, load }, (cause) => log.error('function.not_started', { function: name }, cause)),
      );
      const [listener] = getTestServer(name).listeners('request') as [RequestListener];
      running = { listener, loaded: loaded.promise };
      started.set(name, running);
    }
    return running;
  }

  const direct = /^\/functions\/([^/?]+)/;
  const listener: RequestListener = (request, response) => {
    const url = request.url ?? '/';
    const called = direct.exec(url);
    const name = called ? called[1] : functionAt(paths, url.split('?', 1)[0] ?? '/');
    const running = name === undefined ? undefined : start(name);
    if (!running) return otherwise(request, response);
    if (called) request.url = `/${url.slice(called[0].length).replace(/^\//, '')}`;
    running.listener(request, response);
  };
  return {
    listener,
    async startAll() {
      // One after the other, so that requests find time in between.
      for (const name of Object.keys(functions)) await start(name)?.loaded;
    },
  };
}

/** The function whose public path holds `path`; the longest path wins. */
export function functionAt(paths: PathTable, path: string): string | undefined {
  const holding = paths.filter(([pattern]) =>
    pattern.endsWith('/**')
      ? path.startsWith(pattern.slice(0, -2)) || path === pattern.slice(0, -3)
      : path === pattern,
  );
  return holding.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}
