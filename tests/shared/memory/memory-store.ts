import type { WriteBatch } from '@google-cloud/firestore';
import type { MemoryEvent, Turn } from '../../../shared/memory/index.ts';
import { startServer, type Server } from '../../infra/local/firestore/start-server.ts';

/** A local Firestore with people in it. */
export async function startMemoryStore() {
  const server: Server = await startServer();
  const { firestore, local } = server;
  const gate = (userId: string) => firestore.doc(`users/${userId}/state/context`);
  return {
    firestore,
    open: () => Promise.resolve(firestore),
    counts: () => local.counts(),
    resetCounts: () => local.resetCounts(),
    /** First contact: makes the gate that turns commit through. */
    meet: (userId: string) => gate(userId).set({ lastActive: 0 }),
    erase: (userId: string) => firestore.recursiveDelete(firestore.doc(`users/${userId}`)),
    /** What a turn stages besides its window. */
    also:
      (userId: string, at = 1) =>
      (batch: WriteBatch) =>
        void batch.update(gate(userId), { lastActive: at }),
    stop: () => server.stop(),
  };
}
export type MemoryStore = Awaited<ReturnType<typeof startMemoryStore>>;

export const start = Date.UTC(2026, 2, 2, 9);
const minute = 60_000;

/** The n-th exchange of a conversation, a minute after the one before. */
export function makeTurn(n: number, given: { text?: string; reply?: string; at?: number } = {}): Turn {
  const at = given.at ?? start + n * minute;
  const event = (id: string, role: MemoryEvent['role'], content: string, later: number): MemoryEvent => ({
    id,
    role,
    content,
    at: at + later,
    source: 'text',
    tags: [],
  });
  const messageId = `m${n}`;
  const day = new Date(at);
  return {
    messageId,
    user: event(messageId, 'user', given.text ?? `Message number ${n}`, 0),
    reply: event(`${messageId}.reply`, 'assistant', given.reply ?? `Answer number ${n}`, 1000),
    activities: [
      {
        id: `${messageId}.turn`,
        actionType: 'turn',
        summary: `Talked about number ${n}`,
        at,
        hourOfDay: day.getUTCHours(),
        dayOfWeek: (day.getUTCDay() + 6) % 7,
        durationMs: 900,
      },
    ],
    evidence: [],
    model: 'test',
  };
}
