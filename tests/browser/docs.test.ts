import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { staticFiles } from '../../infra/docs/static-files.ts';
import { serveStatic } from '../../infra/local/serve-static.ts';
import type { FunctionEntry } from '../../shared/platform/function.ts';
import { createApp, jsonAnswer } from '../../shared/platform/http.ts';
import { z } from '@hono/zod-openapi';

const greeter: FunctionEntry = {
  trigger: 'http',
  load: () => {
    const app = createApp({ name: 'greeter' });
    app.openapi(
      {
        method: 'get',
        path: '/greeting',
        summary: 'Says hello',
        responses: { 200: jsonAnswer(z.object({ hello: z.string() }), 'A greeting') },
      },
      (c) => c.json({ hello: 'you' }, 200),
    );
    return Promise.resolve(app);
  },
};

let server: Server;
let browser: Browser;
let origin: string;

beforeAll(async () => {
  server = createServer(serveStatic(() => staticFiles({ greeter })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launcher.launch({
    executablePath: await chromium.executablePath(),
    args: ['--no-sandbox'],
  });
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

it.each([
  ['a desk', 1200],
  ['a phone', 390],
])('the API can be browsed on %s, from our own files alone', async (_, width) => {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin) && !request.url().startsWith('data:')) problems.push(request.url());
  });
  await page.goto(`${origin}/docs`);
  await page.getByText('Says hello').click();
  await page.getByRole('button', { name: 'Execute' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  expect(problems).toEqual([]);
  await page.close();
});
