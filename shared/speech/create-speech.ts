import { z } from 'zod';
import { CallFailure, failureOf, tryWithin } from '../model/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';

/** The variables that transcription is configured by. */
export const speechConfig = ['SPEECH_BASE_URL', 'SPEECH_MODEL', 'SPEECH_API_KEY'] as const;

export type Recording = {
  audio: Uint8Array;
  mediaType: string;
  /** What is spoken, as far as it is known: `ru`, `en`. */
  language?: string | undefined;
  deadline: number;
};

export type Speech = {
  connected: boolean;
  /**
   * What was said. Throws AppError('bad_request') when nothing was heard or the recording cannot be read,
   * AppError('unavailable') when nobody listens.
   */
  transcribe(recording: Recording): Promise<{ text: string }>;
};

const answerSchema = z.object({ text: z.string() });

/** The transcription of the configuration, by OpenAI's protocol. */
export function createSpeech(
  config: Pick<Config, (typeof speechConfig)[number]>,
  options: { clock?: Clock; firstPauseMs?: number } = {},
): Speech {
  const { SPEECH_BASE_URL: baseUrl, SPEECH_MODEL: model, SPEECH_API_KEY: apiKey } = config;
  const { clock = systemClock, firstPauseMs } = options;
  if (baseUrl === undefined) {
    const none = new AppError('unavailable', 'Voice is not connected.');
    return { connected: false, transcribe: () => Promise.reject(none) };
  }
  const url = `${baseUrl.replace(/\/+$/, '')}/audio/transcriptions`;
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };

  async function listen(recording: Recording, signal: AbortSignal): Promise<string> {
    const response = await fetch(url, { method: 'POST', headers, body: formOf(recording, model), signal });
    const body = await response.text();
    if (!response.ok) throw failureOf(response.status, body, (name) => response.headers.get(name));
    const answer = answerSchema.safeParse(parse(body));
    if (!answer.success) throw new CallFailure('broken', { status: response.status, retryable: true });
    return answer.data.text.trim();
  }

  return {
    connected: true,
    async transcribe(recording) {
      const heard = tryWithin({
        model: 'speech',
        attempts: 3,
        deadline: recording.deadline,
        clock,
        ...(firstPauseMs !== undefined && { firstPauseMs }),
        run: (signal) => listen(recording, signal),
      });
      const text = await heard.catch(translate);
      if (text === '') throw new AppError('bad_request', 'Nothing was heard in the recording.');
      return { text };
    },
  };
}

function formOf({ audio, mediaType, language }: Recording, model: string): FormData {
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? '';
  const form = new FormData();
  form.set('model', model);
  form.set('response_format', 'json');
  if (language !== undefined) form.set('language', language);
  form.set('file', new Blob([new Uint8Array(audio)], { type }), `voice.${endings.get(type) ?? 'ogg'}`);
  return form;
}

/** Servers tell the format by the file's ending. */
const endings = new Map([
  ['audio/ogg', 'ogg'],
  ['audio/opus', 'ogg'],
  ['audio/mpeg', 'mp3'],
  ['audio/mp3', 'mp3'],
  ['audio/mp4', 'm4a'],
  ['audio/m4a', 'm4a'],
  ['audio/x-m4a', 'm4a'],
  ['audio/aac', 'm4a'],
  ['audio/wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/x-wav', 'wav'],
  ['audio/webm', 'webm'],
  ['video/webm', 'webm'],
  ['audio/flac', 'flac'],
]);

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Statuses that speak of the recording, not of the address or the key. */
const unreadable = new Set([400, 413, 415, 422]);

function translate(cause: unknown): never {
  if (!(cause instanceof CallFailure)) throw cause;
  if (cause.status !== undefined && unreadable.has(cause.status)) {
    throw new AppError('bad_request', 'The recording could not be read.', { cause });
  }
  throw new AppError('unavailable', 'The recording could not be listened to now; try again later.', {
    cause,
  });
}
