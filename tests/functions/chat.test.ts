import { afterAll, beforeAll, expect, it } from 'vitest';
import { chat } from '../../functions/chat/chat.ts';
import { createApp } from '../../shared/platform/http.ts';
import { configureLog } from '../../shared/platform/log.ts';
import type { Message, TurnResult } from '../../shared/reply/index.ts';
import { startSignIn } from './me/sign-in.ts';

const now = 1_700_000_000_000;
const taken: Message[] = [];
const heard: number[] = [];
let signedIn: Awaited<ReturnType<typeof startSignIn>>;
const undo = configureLog({ sink: () => undefined });

beforeAll(async () => {
  signedIn = await startSignIn();
});
afterAll(async () => {
  undo();
  await signedIn.close();
});

async function post(path: string, init: RequestInit): Promise<Response> {
  const take = (message: Message): Promise<TurnResult> => {
    taken.push(message);
    return Promise.resolve({
      userId: 'ann',
      conversationId: message.conversationId,
      messageId: message.messageId,
      reply: 'Very good.',
      usedPersona: true,
      memoryEventsUsed: 0,
      evidence: [],
      model: 'offline',
      remembered: 'now',
      language: 'en',
      markdown: true,
      afterwards: () => Promise.resolve(),
    });
  };
  const app = chat({
    app: createApp({ name: 'chat' }),
    auth: signedIn.auth,
    turns: { take },
    speech: {
      connected: true,
      transcribe: ({ deadline }) => {
        heard.push(deadline);
        return Promise.resolve({ text: 'Tea, please' });
      },
    },
    clock: () => now,
    newId: () => 'made-id',
    chatUrl: undefined,
    model: 'offline',
    personalization: true,
  });
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${await signedIn.signIn('ann')}`);
  return app.request(path, { method: 'POST', ...init, headers });
}

it('gives the whole turn 50 seconds from the message on', async () => {
  await post('/api/v1/chat', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Tea' }),
  });
  expect(taken.at(-1)).toMatchObject({
    identity: 'ann',
    conversationId: 'main',
    messageId: 'made-id',
    text: 'Tea',
    receivedAt: now,
    deadline: now + 50_000,
  });
});

it('leaves time for the answer after a recording was heard', async () => {
  await post('/api/v1/chat/voice', { headers: { 'content-type': 'audio/ogg' }, body: new Uint8Array(4) });
  expect(heard).toEqual([now + 25_000]);
  expect(taken.at(-1)).toMatchObject({ text: 'Tea, please', source: 'voice', deadline: now + 50_000 });
});
