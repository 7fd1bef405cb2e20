import { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { mergeOpenapi } from '../../../infra/docs/merge-openapi.ts';
import type { FunctionEntry } from '../../../shared/platform/function.ts';
import { createApp, errorAnswers, jsonAnswer } from '../../../shared/platform/http.ts';

const at = (path: string): FunctionEntry => ({
  trigger: 'http',
  load: () => {
    const app = createApp({ name: path });
    const responses = { 200: jsonAnswer(z.object({ ok: z.boolean() }), 'Fine'), ...errorAnswers(400) };
    app.openapi({ method: 'get', path, responses }, (c) => c.json({ ok: true }, 200));
    return Promise.resolve(app);
  },
});

it('joins the routes of all HTTP functions, with the one error schema', async () => {
  const api = await mergeOpenapi({ one: at('/one'), two: at('/two') });
  expect(Object.keys(api.paths ?? {})).toEqual(['/one', '/two']);
  expect(Object.keys(api.components?.schemas ?? {})).toEqual(['Error']);
});

it('leaves out what is not called over HTTPS', async () => {
  const worker: FunctionEntry = {
    trigger: 'topic',
    load: () => Promise.reject(new Error('must not be loaded')),
  };
  expect((await mergeOpenapi({ worker })).paths).toEqual({});
});

it('refuses a path that two functions claim', async () => {
  await expect(mergeOpenapi({ one: at('/same'), two: at('/same') })).rejects.toThrow(
    'Two functions answer at /same',
  );
});
