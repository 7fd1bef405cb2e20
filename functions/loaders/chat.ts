import { chat } from '../chat/chat.ts';
import { authConfig, createAuth } from '../../shared/platform/auth.ts';
import { randomId, systemClock } from '../../shared/platform/clock.ts';
import { readConfig } from '../../shared/platform/config.ts';
import { createApp } from '../../shared/platform/http.ts';
import { createSpeech, speechConfig } from '../../shared/speech/index.ts';
import { makeTurns } from './make-turns.ts';
import type { App } from '../../shared/platform/http.ts';

/** Builds the services of `chat`. */
export function loadChat(): App {
  const config = readConfig([...authConfig, ...speechConfig, 'CORS_ORIGINS', 'CHAT_URL']);
  const { services, turns } = makeTurns();
  return chat({
    app: createApp({ name: 'chat', corsOrigins: config.CORS_ORIGINS }),
    auth: createAuth(config),
    turns,
    speech: createSpeech(config),
    clock: systemClock,
    newId: randomId,
    chatUrl: config.CHAT_URL,
    model: services.model.connected ? 'connected' : 'offline',
    personalization: services.personalization,
  });
}
