import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import * as functions from '../../functions/index.ts';
import { bodyLimits } from '../../shared/platform/body-limits.ts';
import { closeClients, firestore, pubsub } from '../../shared/platform/clients.ts';
import type { Config } from '../../shared/platform/config.ts';
import { orderlyEnd } from '../../shared/platform/drain.ts';
import { AppError } from '../../shared/platform/errors.ts';
import type { FunctionEntry } from '../../shared/platform/function.ts';
import { guardBody } from '../../shared/platform/guard.ts';
import { createPublisher } from '../../shared/platform/publish.ts';
import { sendError } from '../../shared/platform/send-error.ts';
import { createTelegram, queuedUpdateSchema, telegramTopic } from '../../shared/telegram/index.ts';
import { publicPaths } from '../deployment.ts';
import { staticFiles } from '../docs/static-files.ts';
import { provision } from '../provision/provision.ts';
import { commandChanges } from '../provision/telegram.ts';
import { seed } from '../seed/seed.ts';
import { type LocalCloud, startCloud } from './cloud.ts';
import type { Endpoints } from './endpoints.ts';
import { guardDoor } from './door.ts';
import { hostFunctions } from './host.ts';
import { createIssuer } from './issuer.ts';
import { localApi } from './local-api.ts';
import { type Polling, pollTelegram } from './poll-telegram.ts';
import { serveStatic } from './serve-static.ts';

export type Butler = { url: string; end(): Promise<void> };

/** A reason not to start that the person at the terminal can act on. */
export class CannotStart extends Error {}

const loopback = new Set(['127.0.0.1', 'localhost', '::1']);

/** Starts the local cloud and every function on it, provisioned and, when empty, seeded. */
export async function runButler(
  config: Config,
  environment: Record<string, string | undefined>,
): Promise<Butler> {
  const {
    PORT,
    BUTLER_DATA: data,
    BUTLER_BIND: bind,
    BUTLER_PASSWORD: password,
    CORS_ORIGINS: origins,
  } = config;
  const open = !loopback.has(bind);
  if (open && password === undefined) {
    throw new CannotStart(
      `Listening on ${bind} lets others in; set BUTLER_PASSWORD, which sign-in will ask for.`,
    );
  }

  const elsewhere = given(config);
  await assertAnswering(elsewhere);
  const server = createServer((_, response) => {
    sendError(response, new AppError('unavailable', 'Butler is still starting.'), { 'retry-after': '1' });
  });
  const url = await listenOn(server, PORT, bind);
  const issuerUrl = `${url}/local`;
  let cloud: LocalCloud | undefined;
  try {
    const issuer = await createIssuer({ data, url: () => issuerUrl });
    const answering = Promise.withResolvers<undefined>();
    const started = await startCloud({
      data,
      given: elsewhere,
      token: issuer.signService,
      ready: answering.promise,
    });
    cloud = started;
    const { endpoints } = started;
    Object.assign(environment, endpoints, { AUTH_ISSUER_URL: issuerUrl });
    await provision({ functionsUrl: `${url}/functions`, apply: true });
    await seed(await firestore(), { onlyEmpty: true });

    const signIn = { issuer, endpoints: () => endpoints, ...(password !== undefined && { password }) };
    const local = getRequestListener(localApi(signIn).fetch);
    const files = serveStatic(() => staticFiles(functions));
    const { listener, startAll } = hostFunctions(functions, publicPaths, (request, response) => {
      if (request.url?.startsWith('/local/')) void local(request, response);
      else files(request, response);
    });
    const limits = bodyLimits(Object.values<FunctionEntry>(functions));
    const limitOf = (path: string) => limits(path.replace(/^\/functions\/[^/]+/, ''));
    server.removeAllListeners('request');
    server.on('request', guardDoor(guardBody(listener, limitOf), { origins, open }));
    const endServer = orderlyEnd(server);
    answering.resolve(undefined);
    // The first message finds them warm, and their metrics are there before it; who asks at once is answered first.
    setTimeout(() => void startAll(), warmUpAfterMs).unref();
    const polling = startPolling(config);
    return {
      url,
      end: async () => {
        await polling?.end();
        await endServer();
        // A client whose service is gone may never close; ours are closed in order all the same.
        await Promise.race([closeClients(), sleep(closeMs, undefined, { ref: false })]);
        await started.close();
      },
    };
  } catch (cause) {
    server.close();
    await cloud?.close();
    throw cause;
  }
}

/** Where Telegram cannot reach us, we ask it for updates. */
function startPolling(config: Config): Polling | undefined {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_WEBHOOK_URL: webhook, TELEGRAM_API_URL: apiUrl } = config;
  if (token === undefined || webhook !== undefined) return undefined;
  const publish = createPublisher({ pubsub, topic: telegramTopic, schema: queuedUpdateSchema });
  const telegram = createTelegram({ token, apiUrl });
  const prepare = async () => {
    for (const change of await commandChanges(telegram)) await change.apply();
  };
  return pollTelegram({ telegram, publish, prepare });
}

const closeMs = 1000;
const warmUpAfterMs = 1000;
const connectMs = 3000;

/** What runs elsewhere must be there; its client would wait for it without a word. */
async function assertAnswering(endpoints: Partial<Endpoints>): Promise<void> {
  for (const [variable, endpoint] of Object.entries(endpoints)) {
    const { hostname, port } = new URL(endpoint.includes('//') ? endpoint : `http://${endpoint}`);
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: hostname, port: Number(port || 80), timeout: connectMs });
      const settle = (answer: boolean) => {
        socket.destroy();
        resolve(answer);
      };
      socket.once('connect', () => settle(true));
      socket.once('timeout', () => settle(false)).once('error', () => settle(false));
    });
    if (!reached) throw new CannotStart(`${variable} names ${endpoint}, and nothing answers there.`);
  }
}

async function listenOn(server: Server, port: number, bind: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE';
      reject(
        new CannotStart(
          taken
            ? `Port ${port} is in use; stop what listens there or set PORT to another.`
            : `Cannot listen on ${bind}:${port} (${cause.code ?? cause.message}).`,
          { cause },
        ),
      );
    });
    server.listen(port, bind, resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function given(config: Config): Partial<Endpoints> {
  const names = [
    'FIRESTORE_EMULATOR_HOST',
    'PUBSUB_EMULATOR_HOST',
    'BIGQUERY_EMULATOR_HOST',
    'CLOUD_SCHEDULER_EMULATOR_HOST',
  ] as const;
  return Object.fromEntries(
    names.flatMap((name) => (config[name] === undefined ? [] : [[name, config[name]]])),
  );
}
