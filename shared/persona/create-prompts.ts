import type { DocumentReference, Firestore } from '@google-cloud/firestore';
import { createCache } from '../platform/cache.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';
import { checkPrompts } from './check-prompts.ts';
import { defaultPrompts, type Prompts, promptsSchema } from './prompts-schema.ts';

const kept = counter('prompts_kept_total', 'Loads of the prompts that left the last good ones in use', [
  'why',
]);
for (const why of ['broken', 'unavailable']) kept.inc({ why }, 0);

/** How long an edit may take until every instance speaks by it. */
const ttlMs = 60_000;
/** Nobody waits longer for prompts while there are good ones. */
const patienceMs = 1500;

/** Where the prompts are that an operator set. */
export function promptsRef(firestore: Firestore): DocumentReference {
  return firestore.collection('config').doc('prompts');
}

/** The prompts in force. */
export type PromptSource = {
  /** What the operator set, no older than a minute; what was good last, where it is broken or cannot be read. */
  read(): Promise<Prompts>;
};

/** Reads `config/prompts`, held in memory for a minute. */
export function createPrompts(options: { firestore: () => Promise<Firestore>; clock?: Clock }): PromptSource {
  const { firestore, clock = systemClock } = options;
  const cache = createCache<Prompts>({ name: 'prompts', ttlMs, max: 1, clock });
  let lastGood = defaultPrompts;

  async function load(): Promise<Prompts> {
    try {
      const snapshot = await withinLimit(
        firestore().then((store) => promptsRef(store).get()),
        patienceMs,
      );
      const document = snapshot.data() ?? {};
      const problems = checkPrompts(document);
      if (problems.length === 0) lastGood = promptsSchema.parse(document);
      else {
        kept.inc({ why: 'broken' });
        const [first] = problems;
        log.error('prompts.broken', { problems: problems.length, ...first });
      }
    } catch (cause) {
      kept.inc({ why: 'unavailable' });
      log.warning('prompts.not_read', {}, cause);
    }
    return lastGood;
  }

  return { read: async () => (await cache.get('current', load)) ?? lastGood };
}
