import type { Firestore } from '@google-cloud/firestore';
import { createIdentities, mergeStep } from '../../../shared/identity/index.ts';
import {
  createMemory,
  type MemoryEvent,
  type Turn,
  windowFields,
  emptyWindow,
} from '../../../shared/memory/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { learningSchema } from '../../../shared/plan/index.ts';
import { defaultRules, emptyState, writeState } from '../../../shared/preferences/index.ts';
import {
  packSegments,
  recallOf,
  sketchOf,
  openSegment,
  updateDirectory,
  emptyDirectory,
  writeDirectory,
  type Snippet,
} from '../../../shared/recall/index.ts';

export const start = Date.parse('2026-03-01T12:00:00Z');
const day = 24 * 3_600_000;

/** People, their accounts and their merges on one store, with a clock that stands until it is moved. */
export function linkWorld(firestore: Firestore) {
  let now = start;
  const clock = () => now;
  const open = () => Promise.resolve(firestore);
  const asked: string[] = [];
  const people = createPeople({ firestore: open, clock });
  const memory = createMemory({ firestore: open, clock });
  const identities = createIdentities({
    firestore: open,
    people,
    clock,
    publish: (message) => {
      if ('jobId' in message) asked.push(message.jobId);
      return Promise.resolve('published');
    },
  });

  /** One turn of the person, committed through the gate as a chat commits it. */
  async function say(userId: string, conversationId: string, turn: Turn): Promise<void> {
    const context = await people.context(userId);
    const opened = await memory.open(userId, conversationId);
    await memory.commit(opened, turn, {
      epoch: 0,
      also: (batch) => {
        batch.update(firestore.doc(`users/${userId}/state/context`), {
          ...context,
          lastActive: turn.user.at,
        });
      },
    });
  }

  return {
    asked,
    clock,
    identities,
    memory,
    people,
    say,
    async meet(userId: string): Promise<void> {
      await people.meet(userId, { receivedAt: now });
    },
    wait(ms: number): void {
      now += ms;
    },
    /** Links the account to the person as the bot does. */
    async link(userId: string, identity: string): Promise<string> {
      const { code } = await identities.createLinkCode(userId);
      const { jobId } = await identities.redeemLinkCode(code, identity);
      if (jobId === undefined) throw new Error('The account was not linked.');
      return jobId;
    },
    step: (jobId: string, on: Firestore = firestore) =>
      mergeStep({ firestore: () => Promise.resolve(on), people, clock }, jobId),
    /** Goes on until nothing is left to do for now. */
    async merge(jobId: string): Promise<string> {
      for (;;) {
        const outcome = await mergeStep({ firestore: open, people, clock }, jobId);
        if (outcome !== 'more') return outcome;
      }
    },
    read: async (path: string) => (await firestore.doc(path).get()).data(),
    /** Every document below the person, by its path there. */
    async below(userId: string): Promise<Record<string, unknown>> {
      const found: Record<string, unknown> = {};
      for (const collection of await firestore.doc(`users/${userId}`).listCollections()) {
        for (const doc of (await collection.get()).docs) found[`${collection.id}/${doc.id}`] = doc.data();
      }
      return found;
    },
  };
}
export type LinkWorld = ReturnType<typeof linkWorld>;

/** A message and its answer. */
export function turnAt(at: number, text: string): Turn {
  const id = `m${at}`;
  const said: Omit<MemoryEvent, 'id' | 'role' | 'content'> = { at, source: 'text', tags: [] };
  return {
    messageId: id,
    user: { ...said, id, role: 'user', content: text },
    reply: { ...said, at: at + 1, id: `${id}.reply`, role: 'assistant', content: `Re: ${text}` },
    activities: [],
    evidence: [],
    model: 'offline',
  };
}

/** A past of every kind below a person who was met: talks, archive, sealed segments and whatever else there is. */
export async function livePast(firestore: Firestore, world: LinkWorld, userId: string): Promise<void> {
  const person = firestore.doc(`users/${userId}`);
  for (const minute of [1, 3, 5])
    await world.say(userId, 'telegram-1', turnAt(start + minute * 60_000, `old ${minute}`));
  await world.say(userId, 'telegram-2', turnAt(start + 60_000, 'elsewhere'));
  await person.update({ name: 'Bruce', timezone: 'Europe/Moscow' });
  await world.people.saveMacro(userId, {
    actionType: 'command',
    triggerPhrases: ['hello'],
    action: 'Say hello',
    description: '',
  });
  for (let n = 0; n < 130; n++) {
    await person
      .collection('archive')
      .doc(`telegram-1~a${n}`)
      .set({ content: `archived ${n}`, at: start - n * 1000, expireAt: new Date(start + day) });
  }
  await person
    .collection('archive')
    .doc('telegram-1~gone')
    .set({ expireAt: new Date(start - day) });
  const segments = packSegments(Array.from({ length: 300 }, (_, n) => snippet(n)));
  const add = segments.map((segment) => sketchOf(openSegment(segment)));
  for (const segment of segments) await recallOf(firestore, userId).doc(segment.id).set(segment);
  const directory = updateDirectory(emptyDirectory, { add });
  await recallOf(firestore, userId).doc('directory').set(writeDirectory(directory));
  await person
    .collection('outbox')
    .doc('77')
    .set({ answer: 'Good evening', expireAt: new Date(start + day) });
  await person.collection('personas').doc('current').set({ core: 'calm' });
  await person
    .collection('plans')
    .doc('2026-03-01')
    .set({ tasks: ['walk'] });
  await person.collection('feedback').doc('f1').set({ task: 'walk', done: true });
  await person.collection('conversationMemories').doc('telegram-1').set({ text: 'About old things' });
  await person
    .collection('state')
    .doc('preferences')
    .set({ ...writeState(emptyState(defaultRules)), events: 3 });
  await person
    .collection('state')
    .doc('learning')
    .set(learningSchema.parse({ startedOn: '2026-03-01', completions: 3 }));
  await person.collection('notes').doc('n1').collection('deep').doc('d1').set({ deep: true });
}

function snippet(n: number): Snippet {
  return {
    id: `telegram-1~s${n}`,
    conversationId: 'telegram-1',
    role: n % 2 === 0 ? 'user' : 'assistant',
    kind: 'turn',
    text: `I keep the key number ${n} in the green drawer`,
    at: start - day + n * 1000,
  };
}

/** A window as a conversation of these turns would leave it. */
export function windowOf(turns: readonly Turn[], more: object = {}) {
  const window = emptyWindow({ epoch: 0, now: turns[0]?.user.at ?? start });
  return windowFields({
    ...window,
    events: turns.flatMap(({ user, reply }) => [user, reply]),
    processed: turns.map(({ messageId, reply }) => ({ id: messageId, reply: reply.id })),
    totals: { user: turns.length, assistant: turns.length, compressions: 0 },
    updatedAt: turns.at(-1)?.reply.at ?? start,
    ...more,
  });
}
