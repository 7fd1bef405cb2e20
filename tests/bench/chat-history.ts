import { setTimeout as pause } from 'node:timers/promises';
import type { BotApi } from '../fakes/bot-api.ts';
import { createMemory } from '../../shared/memory/index.ts';
import { firestore } from '../../shared/platform/clients.ts';
import { createRecall, type SearchOptions } from '../../shared/recall/index.ts';
import { askAbout, seeded } from './make-talk.ts';
import { median, percentile, type Table, timed } from './measure.ts';
import { call, signIn } from './run-server.ts';
import { conversationId, seedHistory } from './seed-history.ts';

const sizes = [10, 1000, 100_000];
const coldSearches = 30;
const warmRounds = 5;

type Counts = { reads: number; writes: number };
type Cells = (string | number)[];

/** Documents that a turn touches, and how long recall takes, after so many turns. */
export async function measureHistory(url: string, telegram: BotApi): Promise<Table[]> {
  const documents: Cells[] = [];
  const recalls: Cells[] = [];
  for (const turns of sizes) {
    const userId = `bench-past-${turns}`;
    const say = await meet(url, userId);
    await seedHistory(await firestore(), userId, turns);
    documents.push(...(await countTurns(userId, turns, say)));
    recalls.push(...(await timeRecall(userId, turns)));
  }
  documents.push(await countTelegram(telegram));
  return [
    {
      title: 'Documents of one turn, by how much was said before',
      columns: ['', 'turns', 'reads', 'most', 'writes', 'most'],
      rows: documents,
      notes: ['Median and most. Target of a warm turn: at most 2 reads and 3 writes at any length.'],
    },
    {
      title: 'Recall, by how much was said before',
      columns: ['ms', 'searches', 'p50', 'p99', 'documents read'],
      rows: recalls,
      notes: ['Documents are the mean of a search. A turn is a message, its answer and the activity.'],
    },
  ];
}

type Say = (message: string) => Promise<void>;

async function meet(url: string, userId: string): Promise<Say> {
  const token = await signIn(url, userId, '10.0.2.1');
  const say: Say = async (message) => {
    await call(`${url}/api/v1/chat`, { headers: { authorization: `Bearer ${token}` }, json: { message } });
  };
  await say('Добрый день!');
  return say;
}

async function countTurns(userId: string, turns: number, say: Say): Promise<Cells[]> {
  const about = questions(turns, 5);
  const [same = ''] = about;
  await say(same);
  const warm = await count(say, [same, same, same, same]);
  const fresh = await count(say, about.slice(1));
  while ((await compressions(userId)) === 0) {
    await say('Благодарю.');
    await settle();
  }
  const after = await count(say, [same]);
  const name = `after ${whole(turns)}:`;
  return [
    countsRow(`${name} warm`, warm),
    countsRow(`${name} on a new subject`, fresh),
    countsRow(`${name} right after compression`, after),
  ];
}

/** The same through Telegram, with its outbox: from the update to the answer that is sent and marked so. */
async function countTelegram(telegram: BotApi): Promise<Cells> {
  const chat = 4711;
  const say: Say = async (message) => {
    const before = telegram.textsTo(chat).length;
    telegram.queue(telegram.text({ id: chat }, message));
    while (telegram.textsTo(chat).length === before) await pause(10);
  };
  for (let turn = 0; turn < 3; turn++) await say('Расскажите что-нибудь.');
  const same = 'Спасибо, очень любезно.';
  return countsRow('in Telegram: warm', await count(say, [same, same, same, same]));
}

async function count(say: Say, messages: readonly string[]): Promise<Counts[]> {
  const counted: Counts[] = [];
  for (const message of messages) {
    await settle();
    await counts('DELETE');
    await say(message);
    await settle();
    counted.push(await counts());
  }
  return counted;
}

function countsRow(name: string, counted: Counts[]): Cells {
  const cells = (['reads', 'writes'] as const).flatMap((kind) => {
    const values = counted.map((one) => one[kind]);
    return [whole(median(values)), whole(Math.max(...values))];
  });
  return [name, whole(counted.length), ...cells];
}

async function timeRecall(userId: string, turns: number): Promise<Cells[]> {
  const opened = await createMemory({ firestore }).open(userId, conversationId);
  if (!opened.window) throw new Error('Nothing was said.');
  const { window } = opened;
  const options: Omit<SearchOptions, 'now'> = {
    windows: [{ conversationId, window }],
    revision: window.recallRevision,
  };
  const asked = questions(turns, coldSearches + 1);
  const measure = async (name: string, searches: readonly (() => Promise<unknown>)[]): Promise<Cells> => {
    const took: number[] = [];
    await counts('DELETE');
    for (const search of searches) took.push(await timed(search));
    const { reads } = await counts();
    const mean = reads / searches.length;
    return [
      `after ${whole(turns)}: ${name}`,
      whole(took.length),
      percentile(took, 0.5),
      percentile(took, 0.99),
      mean,
    ];
  };
  const search = (recall: ReturnType<typeof createRecall>, question: string) => () =>
    recall.search(userId, question, { ...options, now: Date.now() });
  const [first = '', ...others] = asked;
  await search(createRecall({ firestore }), first)();
  const recall = createRecall({ firestore });
  return [
    await measure(
      'first in an instance',
      others.map((question) => search(createRecall({ firestore }), question)),
    ),
    await measure(
      'another question',
      others.map((question) => search(recall, question)),
    ),
    await measure(
      'warm',
      // Few enough that what one question needs is still held when it comes again.
      Array.from({ length: warmRounds * coldSearches }, () => others.slice(0, 8))
        .flat()
        .slice(0, warmRounds * coldSearches)
        .map((question) => search(recall, question)),
    ),
  ];
}

function questions(turns: number, count: number): string[] {
  const random = seeded(turns);
  return Array.from({ length: count }, () => askAbout(2 * Math.floor(random() * turns)));
}

async function counts(method = 'GET'): Promise<Counts> {
  const host = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  return JSON.parse(await call(`http://${host}/counts`, { method })) as Counts;
}

/** Waits until nothing is read or written any more. */
async function settle(): Promise<void> {
  let before = '';
  for (;;) {
    const now = JSON.stringify(await counts());
    if (now === before) return;
    before = now;
    await pause(60);
  }
}

async function compressions(userId: string): Promise<number> {
  const { window } = await createMemory({ firestore }).open(userId, conversationId);
  return window?.totals.compressions ?? 0;
}

const whole = (value: number) => value.toLocaleString('en');
