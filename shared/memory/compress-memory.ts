import type { DocumentReference, Firestore, Transaction } from '@google-cloud/firestore';
import { type Clock, systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import type { Language } from '../profile/index.ts';
import type { ChatMessage } from '../prompt/index.ts';
import {
  type Embed,
  embedSnippets,
  type EmbeddedSnippet,
  readSealing,
  snippetsOf,
  stageSealing,
} from '../recall/index.ts';
import { clipSummary, summaryTokens } from './clip-summary.ts';
import { extractSummary } from './extract-summary.ts';
import {
  type Compression,
  compressWindow,
  isOverdue,
  planCompression,
  stillHolds,
} from './plan-compression.ts';
import { archivedMs, archiveIdOf, type Window } from './schema.ts';
import { archivedFields, archiveOf, conversationsOf, readWindow, windowChanges, windowIn } from './store.ts';
import { summaryPrompt } from './summary-prompt.ts';

const statuses = ['success', 'fallback', 'error'] as const;
const counters = ['user_memory_compressions_total', 'personalized_memory_compressions_total'].map((name) =>
  counter(name, 'Compressions of a conversation, by whether the model made the summary', ['status']),
);
for (const status of statuses) for (const one of counters) one.inc({ status }, 0);

export type CompressServices = {
  firestore: () => Promise<Firestore>;
  /** Asks the model; without one, summaries are extracts. */
  summarise?: ((messages: ChatMessage[], maxTokens: number) => Promise<string>) | undefined;
  /** The language that summaries are written in. */
  languageOf?: (userId: string) => Promise<Language | undefined>;
  embed?: Embed | undefined;
  /** How many tokens the model reads and writes. */
  contextTokens?: number;
  clock?: Clock;
};

/** `waiting`: the model does not answer, and the window can still grow until it does. */
export type CompressOutcome = 'compressed' | 'extractive' | 'nothing' | 'waiting';

/** An edit, or another compression, may come in between; once is usual. */
const attempts = 5;

/**
 * Gives the function that compresses a conversation that is due: what the model made of the oldest events becomes the
 * summary, and they go to the archive and are sealed for recall, all in one transaction. To run it again, or at once
 * in several places, changes nothing more.
 */
export function compressMemory(services: CompressServices) {
  return async (userId: string, conversationId: string): Promise<CompressOutcome> => {
    const store = await services.firestore();
    const document = conversationsOf(store, userId).doc(conversationId);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      const { window } = await readWindow(document);
      const plan = window && planCompression(window);
      if (!plan) return 'nothing';
      const made = await summarise(services, userId, window, plan);
      if (!made) {
        tell('error');
        return 'waiting';
      }
      const snippets = await embedSnippets(services.embed, snippetsOf(conversationId, plan));
      const { clock = systemClock } = services;
      const settled = await settle(store, {
        userId,
        document,
        window,
        plan,
        snippets,
        ...made,
        now: clock(),
      });
      if (!settled) continue;
      tell(made.outcome === 'compressed' ? 'success' : 'fallback');
      log.info('memory.compressed', {
        userId,
        conversationId,
        outcome: made.outcome,
        moved: plan.events.length,
        kept: settled.events.length,
      });
      return made.outcome;
    }
    throw new Error('the conversation changes faster than it can be compressed');
  };
}

type Summary = { summary: string; outcome: 'compressed' | 'extractive' };

async function summarise(
  { summarise: ask, languageOf, contextTokens = 4096 }: CompressServices,
  userId: string,
  window: Window,
  { events }: Compression,
): Promise<Summary | undefined> {
  if (ask) {
    try {
      const language = (await languageOf?.(userId)) ?? 'ru';
      const prompt = summaryPrompt(window.summary, events, { language, contextTokens });
      const summary = clipSummary(await ask(prompt, summaryTokens));
      if (summary !== '') return { summary, outcome: 'compressed' };
      log.warning('memory.summary_empty', {});
    } catch (cause) {
      log.warning('memory.summary_failed', {}, cause);
    }
    if (!isOverdue(window)) return undefined;
  }
  return { summary: extractSummary(window.summary, events), outcome: 'extractive' };
}

type Settling = Summary & {
  userId: string;
  document: DocumentReference;
  /** As it was when it was planned. */
  window: Window;
  plan: Compression;
  snippets: EmbeddedSnippet[];
  now: number;
};

/** Moves what was planned, all at once; nothing where the window changed in a way that matters. */
function settle(store: Firestore, settling: Settling): Promise<Window | undefined> {
  return store.runTransaction((transaction) => move(store, transaction, settling));
}

async function move(
  store: Firestore,
  transaction: Transaction,
  { userId, document, window, plan, snippets, summary, now }: Settling,
): Promise<Window | undefined> {
  const current = await windowIn(transaction, document);
  if (!current || !stillHolds(plan, window, current)) return undefined;
  const sealing = await readSealing(transaction, store, userId);
  const lasting = snippets.filter(({ at }) => at + archivedMs > now);
  const recallRevision = stageSealing(transaction, store, userId, sealing, lasting);
  const archive = archiveOf(store, userId);
  for (const event of plan.events) {
    if (event.at + archivedMs <= now) continue;
    transaction.set(archive.doc(archiveIdOf(document.id, event.id)), archivedFields(document.id, event));
  }
  const compressed = compressWindow(current, plan, { summary, recallRevision });
  transaction.update(document, windowChanges(compressed));
  return compressed;
}

function tell(status: (typeof statuses)[number]): void {
  for (const one of counters) one.inc({ status });
}
