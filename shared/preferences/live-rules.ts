import { createHash } from 'node:crypto';
import type { Firestore } from '@google-cloud/firestore';
import type { Clock } from '../platform/clock.ts';
import { createLive, type Live } from '../platform/live-value.ts';
import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
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

/** Follows the rules that an operator set; those that are broken leave the last good ones in force. */
export function createRules(options: { firestore: () => Promise<Firestore>; clock?: Clock }): RulesSource {
  const { firestore, clock } = options;
  let known: unknown;
  let broken: unknown;
  return createLive<VersionedRules>({
    what: 'rules',
    initial: shippedVersion,
    ...(clock && { clock }),
    async read(before) {
      const snapshot = await liveRulesRef(await firestore()).get();
      if (!snapshot.exists) {
        known = undefined;
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
        return { rules, version: versionOf(rules) };
      }
      rejected.inc();
      if (text === broken) return before;
      broken = text;
      const [first] = problems;
      log.error('preferences.rules_rejected', { problems: problems.length, ...first });
      return before;
    },
  });
}
