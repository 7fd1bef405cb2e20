import { Firestore } from '@google-cloud/firestore';
import { PassThroughClient } from 'google-auth-library';
import { z } from 'zod';
import tasks from '../../../emulator-data/tasks.json' with { type: 'json' };
import type { TelegramWorkerServices } from '../../../functions/telegram-worker/services.ts';
import { telegramWorker } from '../../../functions/telegram-worker/telegram-worker.ts';
import { startFirestore } from '../../../infra/local/firestore/index.ts';
import { openStore } from '../../../infra/local/store.ts';
import { createIdentities } from '../../../shared/identity/index.ts';
import { createWeeks } from '../../../shared/insights/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { createPlans } from '../../../shared/plan/index.ts';
import { randomId } from '../../../shared/platform/clock.ts';
import type { Message, TurnResult } from '../../../shared/reply/index.ts';
import { createTelegram, createTelegramStore, updateSchema } from '../../../shared/telegram/index.ts';
import { taskSchema } from '../../../shared/tasks/index.ts';
import { startBotApi } from '../../fakes/bot-api.ts';

export type TestBot = Awaited<ReturnType<typeof startTelegram>>;

/** The worker with the real people, identities, outbox and sender, on a Firestore and a Bot API of its own. */
export async function startTelegram() {
  const store = openStore(':memory:');
  const service = await startFirestore({ store });
  const firestore = new Firestore({
    projectId: 'demo-butler',
    host: service.host,
    ssl: false,
    authClient: new PassThroughClient(),
  });
  const open = () => Promise.resolve(firestore);
  let offset = 0;
  const clock = () => Date.now() + offset;
  const api = await startBotApi({ clock });

  const people = createPeople({ firestore: open, skills: ['recall'], clock });
  const merges: string[] = [];
  const identities = createIdentities({
    firestore: open,
    people,
    publish: (message) => {
      if ('jobId' in message) merges.push(message.jobId);
      return Promise.resolve('');
    },
    clock,
  });
  const library = z.array(taskSchema).parse(tasks);
  const plans = createPlans({
    firestore: open,
    people,
    tasks: { library: () => Promise.resolve(library) },
    settings: {
      dynamicPlans: true,
      adaptiveLearning: true,
      rotationHours: 48,
      thresholds: {
        discoveryMinDays: 7,
        discoveryMinTasks: 15,
        establishmentMinDays: 21,
        establishmentMinTasks: 40,
      },
    },
    choices: { push: () => undefined },
    feedbacks: { push: () => undefined },
    clock,
  });
  const taken: Message[] = [];
  const edited: unknown[][] = [];
  const erased: string[] = [];
  const waits: number[] = [];
  const services: TelegramWorkerServices = {
    telegram: createTelegram({
      token: api.token,
      apiUrl: api.url,
      pause: (ms) => {
        waits.push(ms);
        return Promise.resolve();
      },
    }),
    store: createTelegramStore({ firestore: open, clock }),
    turns: {
      take: (message) => {
        taken.push(message);
        return Promise.resolve(turnResult(message, `Ответ на «${message.text}»`));
      },
    },
    speech: { connected: false, transcribe: () => Promise.reject(new Error('not connected')) },
    people,
    identities,
    memory: {
      open: () => Promise.resolve({ window: undefined }),
      edit: (...given) => {
        edited.push(given);
        return Promise.resolve(true);
      },
      list: () => Promise.resolve({ summaries: [], events: [] }),
    },
    day: {
      plans,
      weeks: createWeeks({ firestore: open, people, clock }),
      takesFeedback: true,
    },
    rights: {
      async *export(userId) {
        yield await Promise.resolve(`{"userId":"${userId}"`);
        yield '}';
      },
      erase: async (userId) => {
        erased.push(userId);
        await firestore.recursiveDelete(firestore.doc(`users/${userId}`));
        return { id: 'receipt-1' };
      },
    },
    allowed: [],
    personalization: true,
    maxVoiceBytes: 20 * 1024 * 1024,
    clock,
    ids: randomId,
  };

  return {
    api,
    firestore,
    people,
    plans,
    identities,
    services,
    /** What the turns were asked, what memory was told to replace, who was erased, which waits were asked for. */
    taken,
    edited,
    erased,
    waits,
    merges,
    /** Lets the clock of the worker go ahead. */
    pass: (ms: number) => void (offset += ms),
    /** Delivers an update to a worker, by default the one above; `change` replaces services of it. */
    take: (update: object, change: Partial<TelegramWorkerServices> = {}, attempt = 1) =>
      telegramWorker({ ...services, ...change })(
        { update: updateSchema.parse(update), receivedAt: clock() },
        { attempt },
      ),
    outbox: async (userId: string, update: object) => {
      const { update_id: id } = update as { update_id: number };
      return (await firestore.doc(`users/${userId}/outbox/${id}`).get()).data();
    },
    profile: async (userId: string) => (await firestore.doc(`users/${userId}`).get()).data(),
    close: async () => {
      await api.close();
      await firestore.terminate();
      await service.close();
      await store.close();
    },
  };
}

export function turnResult(message: Message, reply: string): TurnResult {
  return {
    userId: message.identity,
    conversationId: message.conversationId,
    messageId: message.messageId,
    reply,
    usedPersona: false,
    memoryEventsUsed: 0,
    evidence: [],
    model: 'alfred-1',
    remembered: 'now',
    language: 'ru',
    markdown: true,
    afterwards: () => Promise.resolve(),
  };
}
