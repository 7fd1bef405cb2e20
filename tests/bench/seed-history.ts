import type { Firestore } from '@google-cloud/firestore';
import type { Activity, MemoryEvent } from '../../shared/memory/index.ts';
import { type EmbeddedSnippet, readSealing, snippetsOf, stageSealing } from '../../shared/recall/index.ts';
import { makeTalk } from './make-talk.ts';

export const conversationId = 'main';
/** So many turns stay in the live window; the others are sealed. */
const liveTurns = 10;
/** About a hundred segments in one transaction. */
const turnsAtOnce = 4000;
const historyMs = 85 * 86_400_000;

type Said = { events: MemoryEvent[]; activities: Activity[] };

/**
 * Gives a person who has said something already so many turns before that, spread over the 85 days past: in the window
 * and, by the product's own sealing, in segments and their directory. The archive, which no turn reads, stays empty.
 */
export async function seedHistory(firestore: Firestore, userId: string, turns: number): Promise<void> {
  const window = firestore.doc(`users/${userId}/conversations/${conversationId}`);
  const sealed = Math.max(0, turns - liveTurns);
  const begin = Date.now() - historyMs;
  const every = (historyMs - 3_600_000) / turns;
  let recallRevision = 0;
  for (let first = 0; first < sealed; first += turnsAtOnce) {
    const some = pastTurns(first, Math.min(sealed, first + turnsAtOnce), begin, every);
    const snippets = snippetsOf(conversationId, some);
    recallRevision = await seal(firestore, userId, snippets);
  }
  const live = pastTurns(sealed, turns, begin, every);
  const { events = [], activities = [] } = (await window.get()).data() as Partial<Said>;
  await window.update({
    events: [...live.events, ...events],
    activities: [...live.activities, ...activities],
    summary: sealed > 0 ? makeTalk(1, 120).text : '',
    recallRevision,
  });
}

function seal(firestore: Firestore, userId: string, snippets: readonly EmbeddedSnippet[]): Promise<number> {
  return firestore.runTransaction(async (transaction) => {
    const sealing = await readSealing(transaction, firestore, userId);
    return stageSealing(transaction, firestore, userId, sealing, snippets);
  });
}

/** Turns from one to before another: message, answer and activity each, as the butler keeps them. */
function pastTurns(from: number, to: number, begin: number, every: number): Said {
  const events: MemoryEvent[] = [];
  const activities: Activity[] = [];
  for (let turn = from; turn < to; turn++) {
    const at = Math.round(begin + turn * every);
    const content = makeTalk(2 * turn).text;
    const answer = makeTalk(2 * turn + 1, 22).text;
    events.push(
      { id: `past-${turn}`, role: 'user', content, at, source: 'text', tags: [] },
      {
        id: `past-${turn}.reply`,
        role: 'assistant',
        content: answer,
        at: at + 900,
        source: 'text',
        tags: [],
      },
    );
    const date = new Date(at);
    activities.push({
      id: `past-${turn}.did0`,
      actionType: 'turn',
      summary: content.slice(0, 120),
      at,
      hourOfDay: date.getUTCHours(),
      dayOfWeek: (date.getUTCDay() + 6) % 7,
      durationMs: 900,
    });
  }
  return { events, activities };
}
