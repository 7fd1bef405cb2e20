import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { configureLog } from '../../../shared/platform/log.ts';
import { createSpeech } from '../../../shared/speech/index.ts';
import { type ModelServer, startModelServer } from '../../fakes/model-server.ts';

let server: ModelServer;
let logged = '';
const undo = configureLog({ level: 'debug', sink: (line) => (logged += line) });
beforeAll(async () => {
  server = await startModelServer({ apiKey: 'sk-speech' });
});
beforeEach(() => server.reset());
afterAll(async () => {
  undo();
  await server.close();
});

const config = () => ({
  SPEECH_BASE_URL: server.url,
  SPEECH_MODEL: 'whisper-1',
  SPEECH_API_KEY: 'sk-speech',
});
const speech = (more = {}) => createSpeech({ ...config(), ...more }, { firstPauseMs: 1 });
const audio = new Uint8Array([79, 103, 103, 83, 0, 255]);
const recording = (more = {}) => ({
  audio,
  mediaType: 'audio/ogg; codecs=opus',
  deadline: Date.now() + 5000,
  ...more,
});

it('sends the recording as a form and gives what was heard', async () => {
  server.script('transcription', { text: ' Купи молоко. ' });
  const heard = await speech().transcribe(recording({ language: 'ru' }));
  expect(heard).toEqual({ text: 'Купи молоко.' });
  expect(server.requests[0]).toMatchObject({
    form: { model: 'whisper-1', language: 'ru', response_format: 'json' },
    file: { name: 'voice.ogg', type: 'audio/ogg', bytes: audio },
  });
});

it('asks again after a failure that may pass', async () => {
  server.script('transcription', { status: 502 }, { breakAfter: 0 }, { text: 'Молоко' });
  expect(await speech().transcribe(recording())).toEqual({ text: 'Молоко' });
});

it('says that nothing was heard', async () => {
  server.script('transcription', { text: '  ' });
  await expect(speech().transcribe(recording())).rejects.toMatchObject({ code: 'bad_request' });
});

it('says that a recording cannot be read', async () => {
  server.script('transcription', { status: 400 });
  await expect(speech().transcribe(recording())).rejects.toMatchObject({ code: 'bad_request' });
  expect(server.requests).toHaveLength(1);
});

it.each([
  ['a server that fails', { status: 500 }, 3],
  ['garbage', { raw: '<html>' }, 3],
  ['an address that is not there', { status: 404 }, 1],
])('is unavailable with %s', async (_, answer, calls) => {
  server.always('transcription', answer);
  await expect(speech().transcribe(recording())).rejects.toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(calls);
});

it('keeps the deadline', async () => {
  server.always('transcription', { hang: true });
  const started = Date.now();
  await expect(speech().transcribe(recording({ deadline: started + 300 }))).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(Date.now() - started).toBeLessThan(1500);
});

it('does not try a refused key again, nor name it', async () => {
  const refused = speech({ SPEECH_API_KEY: 'sk-wrong' }).transcribe(recording());
  const failure: unknown = await refused.catch((cause: unknown) => cause);
  expect(failure).toMatchObject({ code: 'unavailable' });
  expect(server.requests).toHaveLength(1);
  expect(JSON.stringify([failure, String(failure), logged])).not.toContain('sk-wrong');
});

it('is not connected without an address', async () => {
  const none = speech({ SPEECH_BASE_URL: undefined });
  expect(none.connected).toBe(false);
  await expect(none.transcribe(recording())).rejects.toMatchObject({ code: 'unavailable' });
});
