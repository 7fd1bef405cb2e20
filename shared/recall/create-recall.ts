import { setImmediate } from 'node:timers/promises';
import type { Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { histogram } from '../platform/metrics.ts';
import { chooseSegments } from './choose-segments.ts';
import { type Embed, embedTexts } from './embed-snippets.ts';
import { type LiveWindow, openLive } from './live-window.ts';
import { minutesAhead } from './minutes-ahead.ts';
import { type OpenSegment, openSegment } from './open-segment.ts';
import { recall } from './recall.ts';
import type { Directory, Recalled, SegmentDocument, SnippetKind } from './schema.ts';
import { loadDirectory, loadSegments } from './store.ts';
import { understandQuestion } from './understand-question.ts';

const seconds = histogram('recall_seconds', 'Time to search memory');

/** How long what was said is remembered. */
export const rememberedMs = 90 * 86_400_000;
/** Nobody waits long for meaning where there are words. */
const embedMs = 800;
/** After a failure it is not even asked for so long. */
const restMs = 30_000;
/** Instances' clocks differ a little. */
const slackMs = 10_000;
const minute = 60_000;

export type SearchOptions = {
  /** The live windows that are searched with what is sealed. */
  windows: readonly { conversationId: string; window: LiveWindow }[];
  /** The least revision of the directory that holds all that these windows hold no more. */
  revision: number;
  now: number;
  /** One kind alone: `activity` gives five unless told otherwise. */
  kind?: SnippetKind;
  limit?: number;
  /** Ids that the caller shows anyway. */
  exclude?: ReadonlySet<string>;
  /** The person's time zone, by which «yesterday» is understood. */
  timeZone?: string;
  signal?: AbortSignal;
};

/** What was said and done, found again. */
export type Recall = {
  /** What best answers the question, best first, with its evidence. Reads only. */
  search(userId: string, question: string, options: SearchOptions): Promise<Recalled[]>;
  /** Forgets what this instance holds of the person. */
  drop(userId: string): void;
};

export type RecallServices = {
  firestore: () => Promise<Firestore>;
  embed?: Embed | undefined;
  clock?: Clock;
};

type Held = {
  directory: Directory;
  epoch: number;
  /** When the newest conversation began for which this was loaded. */
  holdsFor: number;
};
type Sealed = { segment: OpenSegment; ids: ReadonlySet<string> };

/** Recall over live windows and the sealed segments that the directory chooses. */
export function createRecall({ firestore, embed, clock = systemClock }: RecallServices): Recall {
  const directories = createCache<Held>({ name: 'directories', ttlMs: 10 * minute, max: 500, clock });
  const segments = createCache<Sealed>({ name: 'segments', ttlMs: 60 * minute, max: 256, clock });
  let restsUntil = 0;

  async function directoryFor(userId: string, { windows, revision }: SearchOptions): Promise<Directory> {
    const epoch = Math.max(0, ...windows.map(({ window }) => window.epoch));
    const least = Math.max(revision, ...windows.map(({ window }) => window.recallRevision));
    const began = Math.max(0, ...windows.map(({ window }) => window.createdAt));
    const fresh: Held[] = [];
    const load = async () => {
      const loadedAt = clock();
      const directory = await loadDirectory(await firestore(), userId);
      const loaded: Held = { directory, epoch, holdsFor: Math.max(began, loadedAt - slackMs) };
      fresh.push(loaded);
      return loaded;
    };
    const held = await directories.get(userId, load);
    if (
      held &&
      (fresh.includes(held) ||
        (held.directory.revision >= least && held.epoch >= epoch && isOf(held, windows, began)))
    )
      return held.directory;
    const loaded = await load();
    directories.set(userId, loaded);
    return loaded.directory;
  }

  /** The segments, of which those that are not held come in one read; nothing when one is gone. */
  async function open(userId: string, ids: readonly string[]): Promise<Sealed[] | undefined> {
    const missing: string[] = [];
    const loading = Promise.resolve().then(async () => loadSegments(await firestore(), userId, missing));
    const opening = loading.then(openInTurn);
    const found = await Promise.all(
      ids.map((id) =>
        segments.get(`${userId}/${id}`, () => {
          missing.push(id);
          return opening.then((opened) => opened.get(id));
        }),
      ),
    );
    return found.every((sealed) => sealed !== undefined) ? found : undefined;
  }

  async function embedQuestion(text: string, signal: AbortSignal | undefined): Promise<number[] | undefined> {
    if (clock() < restsUntil) return undefined;
    const vectors = await embedTexts(embed, [text], { limitMs: embedMs, signal });
    if (embed && !vectors && !signal?.aborted) restsUntil = clock() + restMs;
    return vectors?.[0];
  }

  async function search(userId: string, text: string, options: SearchOptions): Promise<Recalled[]> {
    const { windows, now, kind, limit, exclude, timeZone = 'UTC', signal } = options;
    const notBefore = now - rememberedMs;
    const question = understandQuestion(text, { now, minutesAhead: minutesAhead(timeZone, now) });
    let directory = await directoryFor(userId, options);
    const embedding = directory.rows.length > 0 ? embedQuestion(text, signal) : undefined;
    let sealed = await open(userId, chooseSegments(directory, question, { notBefore }));
    if (!sealed) {
      directories.delete(userId);
      directory = await directoryFor(userId, options);
      sealed = (await open(userId, chooseSegments(directory, question, { notBefore }))) ?? [];
    }
    const isSealed = (id: string) => sealed.some(({ ids }) => ids.has(id));
    const live = windows.map(({ conversationId, window }) => openLive(conversationId, window, isSealed));
    const vector = await embedding;
    return recall(question, {
      now,
      directory,
      notBefore,
      opened: [...sealed.map(({ segment }) => segment), ...live],
      ...(kind && { kind }),
      ...(limit !== undefined && { limit }),
      ...(exclude && { exclude }),
      ...(vector && { embedding: vector }),
    });
  }

  return {
    async search(userId, question, options) {
      const end = seconds.startTimer();
      try {
        return await search(userId, question, options);
      } finally {
        end();
      }
    },
    drop(userId) {
      directories.delete(userId);
      segments.deletePrefix(`${userId}/`);
    },
  };
}

/** A conversation that began after the directory was loaded may be of a person who forgot all in between. */
function isOf({ directory, holdsFor }: Held, windows: SearchOptions['windows'], began: number): boolean {
  return directory.rows.length === 0 || (windows.length > 0 && began <= holdsFor);
}

/** Opens one segment after another and lets others have their turn in between. */
async function openInTurn(documents: readonly SegmentDocument[]): Promise<Map<string, Sealed>> {
  const opened = new Map<string, Sealed>();
  for (const document of documents) {
    if (opened.size > 0) await setImmediate();
    const segment = openSegment(document);
    opened.set(document.id, { segment, ids: new Set(segment.snippets.map(({ id }) => id)) });
  }
  return opened;
}
