import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Billing } from './billing.ts';

const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;

/**
 * `GET /counts` answers the billed reads, writes and deletes, `DELETE /counts` the same and starts again from zero;
 * `?database=projects/p/databases/d` speaks of one database alone. No web page may ask.
 */
export function serveCounts(billing: Billing): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const isOwn = LOOPBACK.test(request.headers.host ?? '') && request.headers.origin === undefined;
    const database = url.searchParams.get('database') ?? undefined;
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!isOwn) answer(403, { error: 'Only programs on this machine may ask.' });
    else if (url.pathname !== '/counts') answer(404, { error: 'Firestore is served as gRPC here.' });
    else if (request.method === 'GET') answer(200, billing.counts(database));
    else if (request.method === 'DELETE') answer(200, billing.reset(database));
    else answer(405, { error: 'GET or DELETE is expected.' });
  };
}
