import { createHash } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import { createLive, type Live } from '../platform/live-value.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { keepGoodRules, readGoodRules } from './good-rules.ts';
import { parseRules } from './parse-rules.ts';
import { defaultRules, type Rules } from './rules.ts';
import { liveRulesRef } from './store.ts';

const rejected = counter('rules_rejected_total', 'Live rules that were broken and left the last good ones');
rejected.inc(0);

/** Rules and their name: equal rules have equal versions, however they are written. */
export type VersionedRules = { rules: Rules; version: string };

/** The rules in force. */
export type RulesSource = Live<VersionedRules>;

/** The name of rules. */
export function versionOf(rules: Rules): string {
  return createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 12);
}

/** What Butler goes by where nothing else is set. */
export const shippedVersion: VersionedRules = { rules: defaultRules, version: versionOf(defaultRules) };

/**
 * Follows the rules that an operator set; those that are broken leave the last good ones in force, in an instance that
 * starts later too.
 */
export function createRules(options: { firestore: () => Promise<Firestore>; clock?: Clock }): RulesSource {
  const { firestore, clock } = options;
  let known: unknown;
  let broken: unknown;
  let wasRead = false;
  const keep = (store: Firestore, text: string | undefined) =>
    void keepGoodRules(store, text).catch((cause: unknown) =>
      log.warning('preferences.good_rules_not_kept', {}, cause),
    );
  return createLive<VersionedRules>({
    what: 'rules',
    initial: shippedVersion,
    ...(clock && { clock }),
    async read(before) {
      const store = await firestore();
      const snapshot = await liveRulesRef(store).get();
      if (!snapshot.exists) {
        if (known !== undefined) keep(store, undefined);
        known = undefined;
        wasRead = true;
        return shippedVersion;
      }
      const text: unknown = snapshot.get('text');
      if (text === known) return before;
      const { rules, problems } =
        typeof text === 'string'
          ? await parseRules(text)
          : { problems: [{ line: 1, column: 1, path: 'text', rule: 'Must be text' }] };
      if (rules) {
        known = text;
        wasRead = true;
        if (typeof text === 'string') keep(store, text);
        return { rules, version: versionOf(rules) };
      }
      rejected.inc();
      const [first] = problems;
      if (text !== broken) log.error('preferences.rules_rejected', { problems: problems.length, ...first });
      broken = text;
      if (wasRead) return before;
      const good = await readGoodRules(store);
      wasRead = true;
      return good ? { rules: good, version: versionOf(good) } : before;
    },
  });
}
