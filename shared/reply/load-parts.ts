import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';

const missed = counter('personal_context_failures_total', 'Parts that a turn had to do without', ['part']);

/** How long one part may take before the turn goes on without it. */
export const partLimitMs = 2000;

/** What was loaded; a part that failed is in `failed`, one that is not there is simply undefined. */
export type Loaded<Parts> = { values: Partial<Parts>; failed: ReadonlySet<keyof Parts> };

/** Loads all parts in parallel. One that fails or takes too long is left out, logged and counted. */
export async function loadParts<Parts extends object>(
  loaders: { [Name in keyof Parts]: () => Promise<Parts[Name] | undefined> },
  limitMs: number = partLimitMs,
): Promise<Loaded<Parts>> {
  const values: Partial<Parts> = {};
  const failed = new Set<keyof Parts>();
  const names = Object.keys(loaders) as (keyof Parts & string)[];
  await Promise.all(
    names.map(async (name) => {
      try {
        const value = await withinLimit(loaders[name](), limitMs);
        if (value !== undefined) values[name] = value;
      } catch (cause) {
        failed.add(name);
        missed.inc({ part: name });
        log.warning('context.part_left_out', { part: name }, cause);
      }
    }),
  );
  return { values, failed };
}
