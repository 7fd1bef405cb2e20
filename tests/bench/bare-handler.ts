import type { AddressInfo } from 'node:net';
import { http } from '@google-cloud/functions-framework';
import { getTestServer } from '@google-cloud/functions-framework/testing';

/* The reference, in a process of its own: the framework with a handler that answers what it is told. */
http('bare', (request, response) => {
  response.json({ reply: request.body as unknown });
});
const server = getTestServer('bare');
server.listen(0, '127.0.0.1', () => {
  console.log(`Butler is at http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
