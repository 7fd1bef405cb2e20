import { log } from './log.ts';
import { withinLimit } from './within-limit.ts';

/** One small call to each dependency; a rejection means it does not answer. */
export type Probes = Readonly<Record<string, () => Promise<unknown>>>;
export type Probed = { ok: boolean; ms: number };

/** Asks every dependency at once whether it answers, each within the limit. */
export async function probeAll(probes: Probes, limitMs: number): Promise<Record<string, Probed>> {
  const checked = Object.entries(probes).map(async ([name, probe]) => {
    const started = performance.now();
    const ok = await withinLimit(probe(), limitMs).then(
      () => true,
      (cause: unknown) => {
        log.warning('health.probe_failed', { dependency: name }, cause);
        return false;
      },
    );
    return [name, { ok, ms: Math.round(performance.now() - started) }] as const;
  });
  return Object.fromEntries(await Promise.all(checked));
}
