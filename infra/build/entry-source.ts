/** One request of those that a function is warmed up with. */
export type WarmUp = { method: 'GET' | 'POST'; path: string; body?: unknown };

export const cacheFolder = '.compile-cache';

/** What the framework loads: the function, compiled before where the cache is of this very Node. */
export const entrySource = `'use strict';
const { join } = require('node:path');
require('node:module').enableCompileCache(join(__dirname, '${cacheFolder}'));
module.exports = require('./function.js');
`;

/**
 * A script that loads the function as the framework does, sends it requests and leaves the cache of what that
 * compiled. It reaches no service and never fails: without a cache the function starts slower, and that is all.
 */
export function warmSource(name: string, requests: readonly WarmUp[]): string {
  return `'use strict';
Object.assign(process.env, ${JSON.stringify(nowhere)});
const http = require('node:http');
process.on('uncaughtException', () => process.exit(0));
const listener = require('./index.js')[${JSON.stringify(name)}];
const requests = ${JSON.stringify(requests)};
http.createServer(listener).listen(0, '127.0.0.1', async function () {
  for (const { method, path, body } of requests) {
    await fetch('http://127.0.0.1:' + this.address().port + path, {
      method,
      headers: { 'content-type': 'application/json', 'x-admin-key': ${JSON.stringify(nowhere.PROFILE_ADMIN_API_KEY)} },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(2000),
    }).then((response) => response.text(), () => undefined);
  }
  process.exit(0);
});
`;
}

/** Services that are not there: port 9 discards, and nothing listens to it. */
export const nowhere = {
  GOOGLE_CLOUD_PROJECT: 'demo-butler',
  LOG_LEVEL: 'error',
  PROFILE_ADMIN_API_KEY: 'only-for-warming-up',
  FIRESTORE_EMULATOR_HOST: '127.0.0.1:9',
  PUBSUB_EMULATOR_HOST: '127.0.0.1:9',
  BIGQUERY_EMULATOR_HOST: 'http://127.0.0.1:9',
  CLOUD_SCHEDULER_EMULATOR_HOST: '127.0.0.1:9',
};
