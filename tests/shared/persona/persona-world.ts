import { readFileSync } from 'node:fs';
import { parseIndexes } from '../../../infra/local/firestore/check-indexes.ts';
import {
  archiveIdOf,
  archiveOf,
  conversationsOf,
  emptyWindow,
  type MemoryEvent,
  windowFields,
} from '../../../shared/memory/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { memoriesOf } from '../../../shared/persona/index.ts';
import { startServer } from '../../infra/local/firestore/start-server.ts';

export const now = Date.UTC(2026, 2, 2, 9);
const minute = 60_000;

/** A local Firestore that refuses what the declared indexes do not cover, with people who have talked. */
export async function startPersonaWorld() {
  const file = new URL('../../../infra/firestore.indexes.json', import.meta.url);
  const server = await startServer({ indexes: parseIndexes(JSON.parse(readFileSync(file, 'utf8'))) });
  const { firestore } = server;
  const open = () => Promise.resolve(firestore);
  const time = { now };
  const clock = () => time.now;
  const people = createPeople({ firestore: open, clock });

  const event = (n: number, content: string): MemoryEvent => ({
    id: `m${n}`,
    role: n % 2 === 0 ? 'user' : 'assistant',
    content,
    at: now - 1_000_000 + n * minute,
    source: 'text',
    tags: [],
  });

  return {
    firestore,
    open,
    time,
    clock,
    people,
    meet: (userId: string) => people.meet(userId, { receivedAt: clock(), hints: { language: 'en' } }),
    /** Lets a person have said this, the last 20 in the live window and the rest in the archive. */
    async talk(
      userId: string,
      conversationId: string,
      texts: readonly string[],
      { updatedAt = time.now, summary = '' }: { updatedAt?: number; summary?: string } = {},
    ) {
      const events = texts.map((text, n) => event(n, text));
      const window = {
        ...emptyWindow({ epoch: 0, now }),
        events: events.slice(-20),
        summary,
        updatedAt,
        totals: {
          user: Math.ceil(texts.length / 2),
          assistant: Math.floor(texts.length / 2),
          compressions: 0,
        },
      };
      const writer = firestore.bulkWriter();
      for (const one of events.slice(0, -20)) {
        const archived = { ...one, conversationId, expireAt: new Date(one.at + 90 * 86_400_000) };
        void writer.set(archiveOf(firestore, userId).doc(archiveIdOf(conversationId, one.id)), archived);
      }
      void writer.set(conversationsOf(firestore, userId).doc(conversationId), windowFields(window));
      await writer.close();
    },
    memory: async (userId: string, conversationId: string) =>
      (await memoriesOf(firestore, userId).doc(conversationId).get()).data(),
    stop: () => server.stop(),
  };
}
export type PersonaWorld = Awaited<ReturnType<typeof startPersonaWorld>>;

/** A memory of a conversation as a model would give it. */
export function memoryAnswer(summary: string, more: object = {}): string {
  return JSON.stringify({ summary, topics: ['tea'], facts: [], open_questions: [], ...more });
}

export const personaAnswer = JSON.stringify({
  persona: 'Drinks tea.',
  inferred_interests: [{ item: 'Tea', conversations: [1] }],
  learning_patterns: [],
  personality_traits: [],
});
